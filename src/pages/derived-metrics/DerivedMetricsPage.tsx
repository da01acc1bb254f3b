import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Tab, TabsBar } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useUrlState } from '../../components/useUrlState';
import { noLoki } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { BuilderView } from './builder/BuilderView';
import { LibraryView } from './library/LibraryView';
import { RecordedView } from './recorded/RecordedView';

const DEFAULTS = { tab: 'recorded' };

const TABS = [
  ['recorded', 'Recorded'],
  ['library', 'Library'],
  ['builder', 'Builder'],
] as const;

/** Turn these lines into a metric. */
export default function DerivedMetricsPage() {
  const { installation, settings } = useInstallation();
  const { loki } = installation;
  return (
    <PageFrame title="Derived metrics" subTitle="Turn these lines into a metric.">
      {({ scene, range }) =>
        loki ? <Content loki={loki} scene={scene} range={range} /> : <ProblemNotice problem={noLoki(settings)} />
      }
    </PageFrame>
  );
}

function Content({ loki, scene, range }: { loki: DataSourceChoice; scene: PageScene; range: TimeRange }) {
  const [{ tab }, onChange] = useUrlState(DEFAULTS);
  const shown = TABS.find(([name]) => name === tab)?.[0] ?? 'recorded';
  return (
    <>
      <TabsBar>
        {TABS.map(([name, label]) => (
          <Tab key={name} label={label} active={name === shown} onChangeTab={() => onChange({ tab: name })} />
        ))}
      </TabsBar>
      {shown === 'recorded' && <RecordedView loki={loki} range={range} scene={scene} />}
      {shown === 'library' && <LibraryView loki={loki} range={range} />}
      {shown === 'builder' && <BuilderView loki={loki} scene={scene} range={range} />}
    </>
  );
}
