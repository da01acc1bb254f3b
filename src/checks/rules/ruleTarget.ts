import type { Conventions } from '../../signals/conventions';
import type { Scope } from '../../signals/scope';

/** What a rule is made for. */
export interface RuleTarget {
  conventions: Conventions;
  /** What rules look at whose check says nothing else. */
  scope?: Scope;
  /** Where Grafana is, for links back into Quayside. Without it only Grafana's own rules can be made: they know. */
  grafanaUrl?: string;
  /** The data sources that Grafana's rules ask. */
  prometheusUid?: string;
  lokiUid?: string;
}
