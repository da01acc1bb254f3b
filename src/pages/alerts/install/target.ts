import { OUR_FOLDER, OUR_NAME } from '../../../checks/rules/ours';
import type { RuleTarget } from '../../../checks/rules/ruleTarget';
import type { Installation } from '../../../discovery/installation';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import type { DataSourceChoice } from '../../../grafana/dataSources';

/** A group in a folder of Grafana's. */
export interface GrafanaTarget {
  kind: 'grafana';
  folderUid: string;
  group: string;
  /** A contact point; empty: the notification policies decide. */
  receiver: string;
}

/** Our namespace in the ruler of a data source. */
export interface RulerTarget {
  kind: 'ruler';
  source: DataSourceChoice;
}

/** Where rules are stored, and evaluated. */
export type ServerTarget = GrafanaTarget | RulerTarget;

/** Where rules are installed. */
export type InstallTarget = ServerTarget | { kind: 'files' };

/** The part of the URL that says where. */
export interface TargetState {
  /** `grafana`, `files`, or the uid of a data source with a ruler. */
  target: string;
  folder: string;
  group: string;
  receiver: string;
}

export const TARGET_DEFAULTS: TargetState = {
  target: 'grafana',
  folder: OUR_FOLDER.uid,
  group: OUR_NAME,
  receiver: '',
};

/** The data sources that may have a ruler to write to. */
export function rulerSources({ prometheus, loki }: Installation): DataSourceChoice[] {
  return [loki, prometheus].filter((source): source is DataSourceChoice => source !== undefined);
}

/** The target that the URL names. */
export function targetOf(state: TargetState, installation: Installation): InstallTarget {
  const source = rulerSources(installation).find(({ uid }) => uid === state.target);
  if (source) {
    return { kind: 'ruler', source };
  }
  return state.target === 'files'
    ? { kind: 'files' }
    : { kind: 'grafana', folderUid: state.folder, group: state.group, receiver: state.receiver };
}

/** The part of the URL by which an installed rule is installed again where it is. */
export function targetStateOf({ source, folderUid, group, receiver }: RuleState): Partial<TargetState> {
  return source.kind === 'grafana'
    ? { target: 'grafana', folder: folderUid, group, ...(receiver ? { receiver } : {}) }
    : { target: source.uid };
}

/** What rules are made for. `grafanaUrl` is for whoever else evaluates them: Grafana knows its own address. */
export function ruleTargetOf({ conventions, prometheus, loki }: Installation, grafanaUrl: string): RuleTarget {
  return {
    conventions,
    grafanaUrl,
    ...(prometheus ? { prometheusUid: prometheus.uid } : {}),
    ...(loki ? { lokiUid: loki.uid } : {}),
  };
}
