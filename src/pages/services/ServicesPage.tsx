import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
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
import type { Application } from '../../insights/services/applicationsOf';
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
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  const found = useLoaded(`${source.uid} ${times.from} ${times.to}`, (signal) =>
    findApplications(source, times, signal)
  );
  if (found.problem) {
    return <ProblemNotice problem={found.problem} />;
  }
  if (!found.data) {
    return <LoadingPlaceholder text="Looking for what Prometheus scrapes…" />;
  }
  const list = (applications: readonly Application[], everything = state.kinds === 'all') => (
    <ApplicationList
      source={source}
      applications={applications}
      everything={everything}
      range={range}
      state={state}
      update={update}
    />
  );
  if (state.job === '') {
    return found.data.some(({ kind }) => kind === 'application') || state.kinds === 'all' ? (
      list(found.data)
    ) : (
      <NoApplications source={source} others={found.data.length} update={update} />
    );
  }
  const ofJob = found.data.filter(({ job }) => job === state.job);
  const chosen = ofJob.length === 1 ? ofJob[0] : ofJob.find(({ part }) => part === state.part);
  if (!chosen && ofJob.length > 0) {
    // A link that knows the job alone, as that of a finding.
    return (
      <>
        <Alert severity="info" title={`The job ${state.job} scrapes ${ofJob.length} applications: choose one`} />
        {list(ofJob, true)}
      </>
    );
  }
  return chosen ? (
    <ApplicationView
      // Another application is another page.
      key={JSON.stringify([chosen.job, chosen.part])}
      source={source}
      application={chosen}
      applications={found.data}
      scene={scene}
      range={range}
      state={state}
      update={update}
    />
  ) : (
    <NothingHere title={`Nothing was scraped under the job ${state.job} in this range`}>
      <a
        href="#applications"
        onClick={(event) => {
          event.preventDefault();
          update(DEFAULTS);
        }}
      >
        Choose one that is there,
      </a>{' '}
      or a range in which it was.
    </NothingHere>
  );
}
