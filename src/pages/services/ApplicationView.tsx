import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { listOf } from '../../signals/urlList';
import { useLoaded } from '../../components/useLoaded';
import { findFamilies, findInstances, type Application } from '../../discovery/services';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { EVERYTHING } from '../../signals/scope';
import type { ServiceContext } from '../../signals/services/serviceContext';
import { ApplicationBar } from './ApplicationBar';
import { ApplicationLogs } from './ApplicationLogs';
import { Behind } from './Behind';
import { Families } from './Families';
import { Requests } from './Requests';
import type { ServicesState, UpdateState } from './servicesState';

interface Props {
  source: DataSourceChoice;
  application: Application;
  applications: readonly Application[];
  scene: PageScene;
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

/** One application: its instances and containers, its requests beside its logs, then everything that it exposes. */
export function ApplicationView({ source, application, applications, scene, range, state, update }: Props) {
  const styles = useStyles2(getStyles);
  const { conventions } = useInstallation().installation;
  const { job, samples } = application;
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const context = useMemo<ServiceContext>(
    () => ({
      conventions,
      scope: EVERYTHING,
      window: '$__rate_interval',
      range: '1h',
      job,
      instances: listOf(state.instance),
    }),
    [conventions, job, state.instance]
  );
  const found = useLoaded(`${source.uid} ${job} ${to}`, (signal) => findInstances(source, context, to, signal));
  const instances = found.data?.instances;
  const answering = instances?.find(({ up, instance }) => up && (context.instances?.includes(instance) ?? true));
  const speaker = (answering ?? instances?.find(({ up }) => up) ?? instances?.[0])?.instance;
  const listed = useLoaded(
    instances ? `${source.uid} ${job} ${state.instance} ${to} ${speaker ?? ''}` : null,
    (signal) => findFamilies(source, context, { samples, instance: speaker }, to, signal)
  );
  return (
    <>
      <ApplicationBar applications={applications} instances={instances ?? []} state={state} update={update} />
      {found.problem && <ProblemNotice problem={found.problem} />}
      {found.data && <Behind found={found.data} range={range} update={update} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          {listed.problem ? (
            <ProblemNotice problem={listed.problem} />
          ) : listed.data ? (
            <Requests
              source={source}
              context={context}
              families={listed.data.families}
              scene={scene}
              range={range}
              state={state}
              questionKey={`${source.uid} ${job} ${state.instance} ${from} ${to}`}
            />
          ) : (
            <LoadingPlaceholder text="Asking which metrics it exposes…" />
          )}
        </div>
        <div className={styles.column}>
          {found.data && (
            <ApplicationLogs
              job={job}
              found={found.data}
              chosen={context.instances ?? []}
              scene={scene}
              range={range}
              state={state}
              update={update}
            />
          )}
        </div>
      </div>
      {listed.data && (
        <Families
          source={source}
          context={context}
          found={listed.data}
          instances={(context.instances ?? []).length || (instances ?? []).length}
          scene={scene}
          range={range}
          state={state}
          update={update}
        />
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: theme.spacing(2),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  column: css({ minWidth: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
});
