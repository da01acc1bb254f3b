import { hostOf, type HostSystem } from '../../signals/hostNames';
import { clockDifference, scrapesByJob, seenInFuture } from '../../signals/doctor';
import { durationSeconds } from '../../signals/promql';
import { TABLE_WINDOW } from '../../signals/windows';
import { ask, counted, NotChecked, type Ailment, type Patient } from './ailment';

/** Scrapes within a window below which a rate is empty whenever one of them fails. */
const FEWEST_SCRAPES = 4;
const SPAN = 600;
/** Clocks that differ by less do not disturb anybody. Seconds. */
const CLOCK = 3;

/** Seconds between two scrapes, by job; jobs that are too young to tell are left out. */
async function intervals(patient: Patient): Promise<Array<{ job: string; seconds: number }>> {
  const scrapes = await ask(patient, scrapesByJob(patient.conventions));
  const known = scrapes.filter(({ value }) => value > 1);
  if (known.length === 0) {
    throw new NotChecked('nothing was scraped twice within the last ten minutes');
  }
  return known.map(({ labels, value }) => ({ job: labels['job'] ?? '', seconds: Math.round(SPAN / value) }));
}

const rare: Ailment = {
  id: 'scrapes-rare',
  title: 'Scrapes are too rare for the windows of tables and checks',
  severity: 'warning',
  costs: `Rates over ${TABLE_WINDOW} come from too few points: they jump, and are empty whenever a scrape fails.`,
  how: ({ conventions }) => scrapesByJob(conventions),
  examine: async (patient) => {
    const found = await intervals(patient);
    const longest = durationSeconds(TABLE_WINDOW) / FEWEST_SCRAPES;
    const slow = found.filter(({ seconds }) => seconds > longest);
    const text = ({ job, seconds }: (typeof found)[number]) => `${job}: every ${seconds} s`;
    return slow.length === 0
      ? { outcome: 'well', found: found.map(text).join(', ') }
      : {
          outcome: 'ill',
          found: `A window of ${TABLE_WINDOW} needs ${FEWEST_SCRAPES} scrapes, so one every ${longest} s at least.`,
          examples: slow.map(text),
          remedies: [
            {
              where: 'prometheus.yml',
              lines: `scrape_configs:\n${slow.map(({ job }) => `  - job_name: ${JSON.stringify(job)}\n    scrape_interval: 15s`).join('\n')}`,
            },
          ],
        };
  },
};

const assumed: Ailment = {
  id: 'source-interval',
  title: 'Grafana believes that scrapes come more often than they do',
  severity: 'warning',
  costs:
    'Grafana makes the windows of charts from the interval that is set in the data source: too short, and charts are empty or full of gaps.',
  how: ({ sourceInterval, conventions }) =>
    `the scrape interval of the data source (${sourceInterval} s), beside ${scrapesByJob(conventions)}`,
  examine: async (patient) => {
    const longest = (await intervals(patient)).sort((a, b) => b.seconds - a.seconds)[0];
    return !longest || longest.seconds <= patient.sourceInterval * 1.34
      ? { outcome: 'well', found: `The data source is set to ${patient.sourceInterval} s` }
      : {
          outcome: 'ill',
          found: `The data source ${patient.prometheus?.name ?? ''} is set to ${patient.sourceInterval} s, and ${longest.job} is scraped every ${longest.seconds} s.`,
          remedies: [
            {
              where: 'provisioning/datasources, or the data source’s own page: Scrape interval',
              lines: `jsonData:\n  timeInterval: ${longest.seconds}s`,
            },
          ],
        };
  },
};

const clocks: Ailment = {
  id: 'clocks-differ',
  title: 'Clocks differ',
  severity: 'warning',
  costs:
    'Lines and numbers of one moment stand at different places of a chart; Loki and Prometheus throw away what comes from the future, or too late.',
  how: ({ conventions }) => clockDifference(conventions),
  examine: async (patient) => {
    const { conventions } = patient;
    const told = await ask(patient, clockDifference(conventions));
    const ahead = (await ask(patient, seenInFuture(conventions))).filter(({ value }) => value > CLOCK);
    const wrong = told.filter(({ value }) => Math.abs(value) > CLOCK);
    const text = (system: HostSystem, label: string, { labels, value }: (typeof told)[number]) =>
      `${hostOf(conventions, system, labels[label] ?? '')}: ${Math.abs(value).toFixed(0)} s ${value > 0 ? 'ahead' : 'behind'}`;
    const examples = [
      ...new Set([
        ...wrong.map((one) => text('hosts', conventions.hosts.host, one)),
        ...ahead.map((one) => text('containers', conventions.containers.host, one)),
      ]),
    ];
    if (examples.length > 0) {
      return {
        outcome: 'ill',
        found: `${counted(examples.length, 'clock')} more than ${CLOCK} s from that of Prometheus.`,
        examples,
        remedies: [{ where: 'shell, on those hosts', lines: 'timedatectl set-ntp true\ntimedatectl timesync-status' }],
      };
    }
    if (told.length === 0) {
      throw new NotChecked(
        'node_time_seconds is not exported: node exporter’s collector “time” tells. No cAdvisor has seen a container in the future, so no clock is far ahead'
      );
    }
    return { outcome: 'well', found: `${told.length} clocks agree to ${CLOCK} s` };
  },
};

/** What may be wrong with how and when Prometheus scrapes. */
export const SCRAPING_AILMENTS: readonly Ailment[] = [rare, assumed, clocks];
