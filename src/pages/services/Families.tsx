import React, { useEffect, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, CollapsableSection, Icon, Input, Stack, useStyles2 } from '@grafana/ui';
import { NothingHere } from '../../components/NothingHere';
import type { PageScene } from '../../components/PageScene';
import { WhenSeen } from '../../components/WhenSeen';
import type { FoundFamilies } from '../../discovery/serviceFamilies';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { groupFamilies, type FamilyGroup } from '../../insights/services/groupFamilies';
import type { MetricFamily } from '../../signals/services/metricFamily';
import type { ServiceContext } from '../../signals/services/serviceContext';
import { Breakdown } from './Breakdown';
import { MetricCard } from './MetricCard';
import type { ServicesState, UpdateState } from './servicesState';

interface Props {
  source: DataSourceChoice;
  context: ServiceContext;
  found: FoundFamilies;
  /** How many instances are looked at. */
  instances: number;
  /** The last moment of the range at which one of them answered, Unix milliseconds. */
  at: number;
  scene: PageScene;
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

const SEARCH_DELAY_MS = 300;
/** As high as most cards are. */
const CARD_HEIGHT = 300;

const matches = (family: MetricFamily, words: readonly string[]) => {
  const text = `${family.name} ${family.help} ${family.type}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

const titleOf = ({ prefix, families }: FamilyGroup) =>
  `${prefix === '' ? 'Others' : `${prefix}_`} (${families.length})`;

/** Everything that an application exposes, by the beginning of its name; each drawn once somebody scrolls to it. */
export function Families(props: Props) {
  const { found, state, update } = props;
  const styles = useStyles2(getStyles);
  const [typed, setTyped] = useState({ q: state.q, text: state.q });
  // A search that came by the URL replaces what was typed.
  const search = typed.q === state.q ? typed.text : state.q;
  useEffect(() => {
    if (search === state.q) {
      return undefined;
    }
    const timer = setTimeout(() => update({ q: search }), SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [search, state.q, update]);
  const groups = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/);
    return groupFamilies(found.families.filter((family) => matches(family, words)));
  }, [found.families, search]);
  const guessed = found.families.filter(({ from }) => from === 'names').length;
  const shown = groups.reduce((sum, { families }) => sum + families.length, 0);
  return (
    <section aria-label="Metrics of the application" className={styles.section}>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="center">
        <h3 className={styles.title}>Metrics</h3>
        <Input
          aria-label="Only metrics that contain"
          placeholder="Part of a name, a help text or a type"
          prefix={<Icon name="search" />}
          width={40}
          value={search}
          onChange={(event) => setTyped({ q: state.q, text: event.currentTarget.value })}
        />
        <span role="status" className={styles.quiet}>
          {shown === found.families.length ? `${shown} metrics` : `${shown} of ${found.families.length} metrics`}
        </span>
      </Stack>
      {found.onlyOf !== undefined && (
        <Alert severity="info" title={`The metrics of ${found.onlyOf} stand for those of all instances`}>
          All instances together have too many series to be listed. Numbers of series are those of this instance; what
          is drawn is of all of them, unless you choose some above.
        </Alert>
      )}
      {guessed > 0 && (
        <p className={styles.quiet}>
          {guessed === found.families.length
            ? 'The data source keeps no metadata of these metrics: types and units are guessed from their names and labels, and there are no help texts.'
            : `${guessed} of them have no metadata: their types and units are guessed from their names and labels.`}
        </p>
      )}
      {found.families.length === 0 ? (
        <NothingHere title="No metric in this range">
          None of its instances answered in it, and of one that does not answer Prometheus has nothing. Choose a range
          in which one did.
        </NothingHere>
      ) : shown === 0 ? (
        <NothingHere title="No metric matches">
          None of {found.families.length} contains “{search}” in its name, its help text or its type.
        </NothingHere>
      ) : (
        groups.map((group) => <Group key={`${group.prefix} ${group.runtime}`} group={group} {...props} />)
      )}
    </section>
  );
}

function Group({ group, ...props }: Props & { group: FamilyGroup }) {
  const styles = useStyles2(getStyles);
  const { state, update } = props;
  const searched = state.q !== '';
  const chosen = group.families.find(({ name }) => name === state.metric);
  return (
    <CollapsableSection
      // What was searched for is there to be seen.
      key={String(searched)}
      label={
        <span className={styles.label}>
          {titleOf(group)}
          {group.runtime && <span className={styles.quiet}> of the process and its runtime</span>}
        </span>
      }
      isOpen={searched || !group.runtime || chosen !== undefined}
    >
      {chosen && (
        <Breakdown
          // Another metric is another question.
          key={chosen.name}
          {...props}
          family={chosen}
        />
      )}
      <div className={styles.cards}>
        {group.families.map((family) => (
          <div key={family.name} className={styles.card}>
            <WhenSeen minHeight={CARD_HEIGHT}>
              <MetricCard
                {...props}
                family={family}
                standsFor={props.found.onlyOf === undefined ? 1 : props.instances}
                onBreakDown={() => update({ metric: family.name, by: '', measure: '' })}
              />
            </WhenSeen>
          </div>
        ))}
      </div>
    </CollapsableSection>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  label: css({ ...theme.typography.h5, margin: 0 }),
  quiet: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 420px), 1fr))',
    gap: theme.spacing(1),
    alignItems: 'stretch',
  }),
  // Cards of one row are of one height.
  card: css({ minWidth: 0, '& > div': { height: '100%' } }),
});
