import { evaluatedGroups, readRecordingGroups, type EvaluatedGroup } from '../../grafana/alerting/recordingGroups';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { lokiConfig, prometheusFlags } from '../../grafana/serverStatus';
import { Problem } from '../../grafana/Problem';
import { configOf, lokiOf, NotChecked, type Ailment } from './ailment';

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
    const unseen = [
      ...(config ? [] : ['Loki does not show its configuration (/config), so whether its ruler sends is not known']),
      ...(flags?.['web.enable-remote-write-receiver'] === undefined
        ? [
            `${prometheus ? 'Prometheus does not show how it was started (Mimir, Thanos and what stands behind a gateway do not)' : 'there is no Prometheus data source'}, so whether it takes what is sent is not known`,
          ]
        : []),
    ];
    if (remedies.length === 0 && unseen.length > 0) {
      throw new NotChecked(unseen.join('; '));
    }
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
  how: () =>
    'the state of all recording rules that Loki’s ruler and Prometheus evaluate (/api/v1/rules), whoever made them',
  examine: async (patient) => {
    const { prometheus, loki, signal } = patient;
    const sources = [loki, prometheus].filter((source) => source !== undefined);
    if (sources.length === 0) {
      throw new NotChecked('there is no data source to ask');
    }
    const told = await Promise.all(sources.map((source) => rulesOf(source, signal)));
    const states = told.flatMap(({ groups, source }) =>
      groups.flatMap(({ file, states: own }) => own.map((state) => ({ ...state, where: `${source.name}, ${file}` })))
    );
    const failed = states.filter(({ health }) => health === 'error');
    const silent = told.flatMap(({ because }) => because ?? []);
    if (failed.length === 0 && silent.length > 0) {
      throw new NotChecked(silent.join(' '));
    }
    if (states.length === 0) {
      return { outcome: 'well', found: 'There are no recording rules' };
    }
    return failed.length === 0
      ? { outcome: 'well', found: `${states.length} recording rules are evaluated` }
      : {
          outcome: 'ill',
          found: `${failed.length} of ${states.length} recording rules fail.`,
          examples: failed.map(
            ({ group, record, lastError, where }) =>
              `${group}, ${record} (${where}): ${lastError ?? 'no reason is given'}`
          ),
          remedies: [
            {
              where:
                'Derived metrics: remove the rule, or record it anew; a rule in a file is mended there; where Loki names a limit, loki.yaml',
              lines: 'limits_config:\n  max_query_series: 5000\n  query_timeout: 3m',
            },
          ],
        };
  },
};

/** What a data source evaluates; or why it does not tell. Rejects only when it is aborted. */
async function rulesOf(
  source: DataSourceChoice,
  signal?: AbortSignal
): Promise<{ source: DataSourceChoice; groups: EvaluatedGroup[]; because?: string }> {
  try {
    return { source, groups: await evaluatedGroups(source, signal) };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    const because = error instanceof Problem ? `${error.title}: ${error.detail}. ${error.wayOut}` : String(error);
    return { source, groups: [], because };
  }
}

/** What may be wrong with recording and with rules in Loki. */
export const RULE_AILMENTS: readonly Ailment[] = [unwritable, remoteWrite, failing];
