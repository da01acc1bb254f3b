import React from 'react';
import type { TimeRange } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { noPrometheus } from '../../discovery/installation';
import { findApplications } from '../../discovery/services';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { ApplicationList } from './ApplicationList';
import { ApplicationView } from './ApplicationView';
import { NoApplications } from './NoApplications';
import { DEFAULTS } from './servicesState';

/** How is my application doing? */
export default function ServicesPage() {
  const { installation, settings } = useInstallation();
  const { prometheus } = installation;
  return (
    <PageFrame title="Services" subTitle="How is my application doing?">
      {({ scene, range }) =>
        prometheus ? (
          <Content source={prometheus} scene={scene} range={range} />
        ) : (
          <ProblemNotice problem={noPrometheus(settings)} />
        )
      }
    </PageFrame>
  );
}

function Content({ source, scene, range }: { source: DataSourceChoice; scene: PageScene; range: TimeRange }) {
  const [state, update] = useUrlState(DEFAULTS);
  const to = range.to.valueOf();
  const found = useLoaded(`${source.uid} ${to}`, (signal) => findApplications(source, to, signal));
  if (found.problem) {
    return <ProblemNotice problem={found.problem} />;
  }
  if (!found.data) {
    return <LoadingPlaceholder text="Looking for what Prometheus scrapes…" />;
  }
  if (state.job === '') {
    return found.data.some(({ kind }) => kind === 'application') || state.kinds === 'all' ? (
      <ApplicationList source={source} applications={found.data} range={range} state={state} update={update} />
    ) : (
      <NoApplications source={source} others={found.data.length} update={update} />
    );
  }
  const chosen = found.data.find(({ job }) => job === state.job);
  return chosen ? (
    <ApplicationView
      // Another application is another page.
      key={chosen.job}
      source={source}
      application={chosen}
      applications={found.data}
      scene={scene}
      range={range}
      state={state}
      update={update}
    />
  ) : (
    <NothingHere title={`Nothing is scraped under the job ${state.job} at this time`}>
      <a
        href="#applications"
        onClick={(event) => {
          event.preventDefault();
          update(DEFAULTS);
        }}
      >
        Choose one that is there,
      </a>{' '}
      or a time at which it was.
    </NothingHere>
  );
}
