import { readRecordingGroups, recordingStates } from '../../grafana/alerting/recordingGroups';
import { missingRights } from '../../grafana/userRights';
import { limitsOf, lokiConfig, prometheusFlags, type LokiConfig, type LokiLimits } from '../../grafana/serverStatus';
import { Problem } from '../../grafana/Problem';
import { streamVolumes } from '../../grafana/lokiIndex';
import { durationSeconds } from '../../signals/promql';
import { EVERYTHING } from '../../signals/scope';
import { streamLabels, streamsOf } from '../../signals/streams';
import { lokiOf, NotChecked, type Ailment, type Patient } from './ailment';

const HOUR = 3600;
/** What Loki has where its configuration says nothing. */
const SERIES = 500;
const LARGEST_PAGE = 5000;
/** What checks are replayed over. */
const WEEK = 7 * 24 * HOUR;

const SIZES: Record<string, number> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A limit as a number: seconds of a duration, bytes of a size. 0 is no limit. */
function numberOf(limit: LokiLimits[string] | undefined): number | undefined {
  if (typeof limit === 'number') {
    return limit;
  }
  if (typeof limit !== 'string' || limit === '') {
    return undefined;
  }
  const [, amount, unit] = /^([\d.]+)([KMGT]?)i?B$/.exec(limit) ?? [];
  if (amount !== undefined) {
    return Number(amount) * (SIZES[unit ?? ''] ?? 1);
  }
  return /^(\d+(ms|[smhdwy]))+$/.test(limit) ? durationSeconds(limit) : undefined;
}

async function configOf(patient: Patient): Promise<LokiConfig> {
  const config = await lokiConfig(lokiOf(patient), patient.signal);
  if (!config) {
    throw new NotChecked(
      'this Loki does not show its configuration through Grafana (/config): a gateway stands in front of it, or you may not query it'
    );
  }
  return config;
}

const limits: Ailment = {
  id: 'loki-limits',
  title: 'Loki’s limits will cut queries',
  severity: 'warning',
  costs: 'Lists, long ranges and pages of lines come back as errors, or shorter than they are.',
  how: () => 'limits_config of Loki (/config), beside how many containers have logs',
  examine: async (patient) => {
    const { conventions, time, signal, logBudget } = patient;
    const set = limitsOf(await configOf(patient));
    const streams = await streamVolumes(
      lokiOf(patient),
      streamsOf(conventions, EVERYTHING),
      streamLabels(conventions),
      { from: time - HOUR * 1000, to: time },
      LARGEST_PAGE,
      signal
    );
    const needs: ReadonlyArray<{ name: string; least: number; write: string; why: string; zeroIsNone?: boolean }> = [
      {
        name: 'max_query_series',
        least: Math.max(SERIES, streams.length),
        write: String(Math.max(SERIES, 2 * streams.length)),
        why: `${streams.length} containers have logs, and lists of values are exact below it only`,
      },
      {
        name: 'max_query_length',
        least: WEEK,
        write: '721h',
        why: 'checks are replayed over a week',
        zeroIsNone: true,
      },
      {
        name: 'max_query_lookback',
        least: WEEK,
        write: '0s',
        why: 'checks are replayed over a week',
        zeroIsNone: true,
      },
      {
        name: 'max_entries_limit_per_query',
        least: LARGEST_PAGE,
        write: String(LARGEST_PAGE),
        why: 'the page of logs reads so many lines at once',
        zeroIsNone: true,
      },
      {
        name: 'max_query_bytes_read',
        least: logBudget,
        write: '0B',
        why: 'a page reads as much without being asked to (the log budget)',
        zeroIsNone: true,
      },
      { name: 'query_timeout', least: 30, write: '1m', why: 'long ranges of logs take that long' },
    ];
    const low = needs.flatMap((need) => {
      const value = numberOf(set[need.name]);
      const none = need.zeroIsNone && value === 0;
      return value === undefined || none || value >= need.least ? [] : [{ ...need, value: set[need.name] }];
    });
    return low.length === 0
      ? { outcome: 'well', found: `max_query_series ${String(set['max_query_series'])}, and the others, are enough` }
      : {
          outcome: 'ill',
          found: `${low.length} limits are lower than what the pages ask for.`,
          examples: low.map(({ name, value, why }) => `${name}: ${String(value)}, but ${why}`),
          remedies: [
            {
              where: 'loki.yaml',
              lines: `limits_config:\n${low.map(({ name, write }) => `  ${name}: ${write}`).join('\n')}`,
            },
          ],
        };
  },
};

const WRITABLE =
  'ruler:\n  enable_api: true\nruler_storage:\n  backend: filesystem\nstorage_config:\n  use_thanos_objstore: true\n  object_store:\n    filesystem:\n      dir: /loki/chunks';

const unwritable: Ailment = {
  id: 'ruler-unwritable',
  title: 'Loki’s ruler cannot be written',
  severity: 'info',
  costs:
    'Metrics from logs and alerts on logs cannot be installed from here: their rule files have to be carried there by hand.',
  how: () => 'the rules of Loki’s ruler, through Grafana, and its storage (/config)',
  examine: async (patient) => {
    const loki = lokiOf(patient);
    try {
      await readRecordingGroups(loki, patient.signal);
    } catch (error) {
      if (error instanceof Problem && error.kind === 'refused') {
        return {
          outcome: 'ill',
          found: `${error.title}: ${error.detail}`,
          remedies: [{ where: 'loki.yaml', lines: WRITABLE }],
        };
      }
      throw error;
    }
    const { ruler, ruler_storage, storage_config } = await configOf(patient);
    const kind = storage_config?.use_thanos_objstore ? ruler_storage?.backend : ruler?.storage?.type;
    return kind === 'local'
      ? {
          outcome: 'ill',
          found: 'The ruler keeps its rules in local files, which it only reads.',
          remedies: [{ where: 'loki.yaml', lines: WRITABLE }],
        }
      : { outcome: 'well', found: 'The ruler takes rules' };
  },
};

const remoteWrite: Ailment = {
  id: 'remote-write-off',
  title: 'What Loki records has nowhere to go',
  severity: 'warning',
  costs:
    'Metrics from logs are not recorded: long ranges read all the lines anew, and what has no lines any more is lost.',
  how: () => 'ruler.remote_write of Loki (/config), and the flags of Prometheus (/api/v1/status/flags)',
  examine: async (patient) => {
    const { prometheus, signal } = patient;
    const [config, flags] = await Promise.all([
      lokiConfig(lokiOf(patient), signal),
      prometheus ? prometheusFlags(prometheus, signal) : undefined,
    ]);
    if (!config && !flags) {
      throw new NotChecked('neither Loki nor Prometheus shows how it was started');
    }
    const remedies = [
      ...(config && config.ruler?.remote_write?.enabled !== true
        ? [
            {
              where: 'loki.yaml',
              lines:
                'ruler:\n  remote_write:\n    enabled: true\n    clients:\n      prometheus:\n        url: http://PROMETHEUS:9090/api/v1/write',
            },
          ]
        : []),
      ...(flags && flags['web.enable-remote-write-receiver'] === 'false'
        ? [{ where: 'arguments of Prometheus', lines: '--web.enable-remote-write-receiver' }]
        : []),
    ];
    return remedies.length === 0
      ? { outcome: 'well', found: 'Loki’s ruler writes, and Prometheus takes it' }
      : {
          outcome: 'ill',
          found: `Remote write is off: ${remedies.map(({ where }) => (where === 'loki.yaml' ? 'Loki’s ruler does not send' : 'Prometheus does not take it')).join('; ')}.`,
          remedies,
        };
  },
};

const failing: Ailment = {
  id: 'recording-fails',
  title: 'Recording rules fail',
  severity: 'warning',
  costs: 'What they should record has a gap from then on; pages fall back to reading the logs.',
  how: () => 'the state of the recording rules in Loki’s ruler',
  examine: async (patient) => {
    const states = await recordingStates(lokiOf(patient), patient.signal);
    const failed = states.filter(({ health }) => health === 'error');
    if (states.length === 0) {
      return { outcome: 'well', found: 'No recording rules of Quayside are installed' };
    }
    return failed.length === 0
      ? { outcome: 'well', found: `${states.length} recording rules are evaluated` }
      : {
          outcome: 'ill',
          found: `${failed.length} of ${states.length} recording rules fail.`,
          examples: failed.map(
            ({ group, record, lastError }) => `${group}, ${record}: ${lastError ?? 'no reason is given'}`
          ),
          remedies: [
            {
              where: 'Derived metrics: remove the rule, or record it anew; where Loki names a limit, loki.yaml',
              lines: 'limits_config:\n  max_query_series: 5000\n  query_timeout: 3m',
            },
          ],
        };
  },
};

const rights: Ailment = {
  id: 'rights-missing',
  title: 'You may not do everything that the pages offer',
  severity: 'info',
  costs: 'What is not allowed is refused when it is tried.',
  how: () => 'the permissions that Grafana gives you',
  examine: () => {
    const missing = missingRights();
    if (!missing) {
      throw new NotChecked('Grafana does not say what you may do');
    }
    return Promise.resolve(
      missing.length === 0
        ? { outcome: 'well', found: 'You have every permission that the pages ask for' }
        : {
            outcome: 'ill',
            found: `${missing.length} permissions are missing.`,
            examples: missing.map(({ doing, without }) => `You may not ${doing}: ${without}`),
            remedies: [
              {
                where: 'Ask an administrator for one of these roles, or for the permissions one by one',
                lines: missing.map(({ actions, role }) => `${actions[0]} (the role ${role})`).join('\n'),
              },
            ],
          }
    );
  },
};

/** What may be wrong with Loki's limits, with recording, and with what the user may do. */
export const RULE_AILMENTS: readonly Ailment[] = [limits, unwritable, remoteWrite, failing, rights];
