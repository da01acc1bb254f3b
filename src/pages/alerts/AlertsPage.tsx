import React, { useState } from 'react';
import type { TimeRange } from '@grafana/data';
import { Tab, TabsBar } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { PageFrame } from '../../components/PageFrame';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { WithNginx } from '../../components/WithNginx';
import type { Problem } from '../../grafana/Problem';
import { FiringView } from './firing/FiringView';
import { loadHeld, loadRules, ruleSources } from '../../components/alerts/loadFiring';
import { Gallery } from './gallery/Gallery';
import { RoutesView } from './routes/RoutesView';

const DEFAULTS = { view: 'firing', q: '', state: 'all', show: 'all', pick: '' };

const VIEWS = [
  ['firing', 'Firing now'],
  ['checks', 'Checks'],
  ['routes', 'Where alerts go'],
] as const;

/** What should wake me, and will it? */
export default function AlertsPage() {
  return (
    <PageFrame title="Alerts" subTitle="What should wake me, and will it?">
      {({ range }) => <Content range={range} />}
    </PageFrame>
  );
}

/** What many sources told, as if one had: its problems stand apart. */
function unwrapped<T>({ loading, data, problem }: Loaded<{ data: T; problems: Problem[] }>): Loaded<T> {
  return { loading, problem, data: data?.data };
}

function Content({ range }: { range: TimeRange }) {
  const { prometheus, loki } = useInstallation().installation;
  const [state, onChange] = useUrlState(DEFAULTS);
  const [changes, setChanges] = useState(0);
  const now = range.to.valueOf();
  const sources = ruleSources(prometheus, loki);
  const rules = useLoaded(`${now} ${changes} ${sources.map(({ uid }) => uid).join(' ')}`, (signal) =>
    loadRules(sources, signal)
  );
  const held = useLoaded(state.view === 'checks' ? null : `${now} ${changes}`, loadHeld);
  const onChanged = () => setChanges((count) => count + 1);
  const problems = [
    ...(rules.problem ? [rules.problem] : (rules.data?.problems ?? [])),
    ...(held.problem ? [held.problem] : (held.data?.problems ?? [])),
  ];
  const allRules = unwrapped(rules);
  return (
    <>
      <TabsBar>
        {VIEWS.map(([view, label]) => (
          <Tab key={view} label={label} active={view === state.view} onChangeTab={() => onChange({ view, q: '' })} />
        ))}
      </TabsBar>
      {problems.map((problem) => (
        <ProblemNotice key={problem.message} problem={problem} severity="warning" />
      ))}
      {state.view === 'checks' && (
        <WithNginx time={now}>
          <Gallery rules={allRules} range={range} state={state} onChange={onChange} onChanged={onChanged} />
        </WithNginx>
      )}
      {state.view === 'routes' && <RoutesView rules={allRules} held={held} />}
      {state.view !== 'checks' && state.view !== 'routes' && (
        <FiringView
          rules={allRules}
          held={held}
          range={range}
          state={state}
          onChange={onChange}
          onSilences={onChanged}
        />
      )}
    </>
  );
}
