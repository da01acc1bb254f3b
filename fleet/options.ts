/** What a fleet is made from. The same options give the same fleet, byte for byte. */
export interface FleetOptions {
  /** Seed of everything that varies. */
  seed: number;
  /** Number of hosts, 1 to 500. */
  hosts: number;
  /** Containers on each host, 1 to 1,000. */
  containersPerHost: number;
  /** Length of the metric history before `end`, hours, up to 30 days. */
  hours: number;
  /** End of the history and start of what is live, epoch seconds. Incidents are placed relative to it. */
  end: number;
  /** Scrape interval of the history, seconds; `auto` is 15 s for the last hours and coarser before (see `stepPlan`). */
  stepSeconds: number | 'auto';
  /**
   * `standard` has the incidents of `incidents.ts`, `more` those of `moreIncidents.ts`; `none` is a quiet fleet in which no
   * check may hold.
   */
  incidents: 'standard' | 'more' | 'none';
  /** Whether Prometheus, Loki, Alertmanager and a prober of endpoints are scraped as well. */
  monitoring: boolean;
  /** How containers are labelled in Prometheus: by cAdvisor beside Docker, or by the kubelet. */
  style: 'docker' | 'kubernetes';
  /** How Loki's streams are labelled: `{host, container, job, stream}`, or Vector's `{containers="host/container"}`. */
  logLabels: 'host-container' | 'combined';
  /** Length of the log history before `end`, hours. Logs are far bigger than metrics, so at most a day unless told. */
  logHours: number;
  /** Requests a minute of the first NGINX, on average; a second NGINX, on the second host, has 40 % of it. */
  accessLinesPerMinute: number;
  /** Log lines a minute of each container, on average. */
  containerLinesPerMinute: number;
  /** Format of the access logs. `both`: the first NGINX logs JSON and the second the combined format. */
  accessFormat: 'combined' | 'json' | 'both';
  /** Whether the metric history also has what recording rules would have made of the access logs. */
  recorded: boolean;
}

const INCIDENTS = ['standard', 'more', 'none'] as const;
const STYLES = ['docker', 'kubernetes'] as const;
const LOG_LABELS = ['host-container', 'combined'] as const;
const ACCESS_FORMATS = ['combined', 'json', 'both'] as const;

/** Thrown for options that no fleet can be made from; the message names the option and what it may be. */
export class FleetOptionError extends Error {
  override name = 'FleetOptionError';
}

function inRange(name: string, value: number, min: number, max: number, whole: boolean): void {
  if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isInteger(value))) {
    throw new FleetOptionError(`${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not ${value}`);
  }
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new FleetOptionError(`${name} must be one of ${allowed.join(', ')}, not "${value}"`);
  }
}

/**
 * Fills in the defaults and refuses what makes no sense.
 * @throws FleetOptionError
 */
export function fleetOptions(given: Partial<FleetOptions> = {}): FleetOptions {
  const hours = given.hours ?? 24;
  const options: FleetOptions = {
    seed: 1,
    hosts: 4,
    containersPerHost: 10,
    end: Math.floor(Date.now() / 1000),
    stepSeconds: 'auto',
    incidents: 'standard',
    monitoring: false,
    style: 'docker',
    logLabels: 'host-container',
    logHours: Math.min(hours, 24),
    accessLinesPerMinute: 170,
    containerLinesPerMinute: 2,
    accessFormat: 'both',
    recorded: false,
    ...given,
    hours,
  };
  inRange('seed', options.seed, 0, 2 ** 32 - 1, true);
  inRange('hosts', options.hosts, 1, 500, true);
  inRange('containersPerHost', options.containersPerHost, 1, 1000, true);
  inRange('hours', options.hours, 0.05, 720, false);
  inRange('end', options.end, 1_000_000_000, 4_000_000_000, true);
  inRange('logHours', options.logHours, 0, 720, false);
  inRange('accessLinesPerMinute', options.accessLinesPerMinute, 0, 100_000, false);
  inRange('containerLinesPerMinute', options.containerLinesPerMinute, 0, 10_000, false);
  if (options.stepSeconds !== 'auto') {
    inRange('stepSeconds', options.stepSeconds, 1, 240, false);
  }
  oneOf('incidents', options.incidents, INCIDENTS);
  oneOf('style', options.style, STYLES);
  oneOf('logLabels', options.logLabels, LOG_LABELS);
  oneOf('accessFormat', options.accessFormat, ACCESS_FORMATS);
  return options;
}
