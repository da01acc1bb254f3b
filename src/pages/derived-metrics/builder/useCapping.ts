import type { TimeRange } from '@grafana/data';
import { useInstallation } from '../../../components/InstallationContext';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { logBudgetOf } from '../../../grafana/settings';
import type { GroupField } from '../../../signals/derived/derivedMetric';
import { UNNAMED } from '../../../signals/derived/derivedNames';
import { OTHER } from '../../../signals/recorded/other';
import type { Attempt } from '../useAttempt';
import { loadBusiest } from './loadBusiest';
import type { Builder } from './useBuilder';

/** Splits a metric by a field, of which only the busiest values are recorded by name. */
export type Cap = (group: GroupField) => void;

const isPath = (values: readonly string[]) => values.length > 0 && values.every((value) => value.startsWith('/'));

/** Asks for the busiest values of a field, and writes them into the draft: in place of the field's own entry, or as a new one. */
export function useCapping(
  loki: DataSourceChoice,
  { draft, change, metric, context }: Pick<Builder, 'draft' | 'change' | 'metric' | 'context'>,
  range: TimeRange,
  { run }: Attempt
): Cap {
  const { settings } = useInstallation();
  const budget = logBudgetOf(settings);
  return (group) =>
    run(async (say) => {
      if (!metric) {
        throw new Error('Correct first what is wrong with the metric: the values of a field are those of its lines.');
      }
      say(`Looking for the busiest values of ${group.as}…`);
      const times = { from: range.from.valueOf(), to: range.to.valueOf() };
      const ask = (field: GroupField) => {
        const asked = { source: loki, context, metric: { ...metric, name: UNNAMED, by: [field] } };
        return loadBusiest(asked, field.as, times, budget);
      };
      const { only: _only, ...bare } = group;
      let found = await ask(bare);
      let capped: GroupField = bare;
      if (!bare.route && isPath(found)) {
        // Of paths those that differ by an id are one.
        capped = { ...bare, route: true };
        found = await ask(capped);
      }
      const only = found.length > 0 ? found : [OTHER];
      const isThere = draft.by.some(({ as }) => as === group.as);
      const next: GroupField = { ...capped, only };
      change({ by: isThere ? draft.by.map((one) => (one.as === group.as ? next : one)) : [...draft.by, next] });
      return `${group.as}: the ${only.length} busiest values of the range are recorded by name, all others together as “${OTHER}”.`;
    });
}
