import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { listOf } from '../../signals/urlList';
import { useLoaded } from '../../components/useLoaded';
import { findFamilies } from '../../discovery/serviceFamilies';
import { findInstances } from '../../discovery/serviceInstances';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Application } from '../../insights/services/applicationsOf';
import { lifeOf } from '../../insights/services/lifeOf';
import type { Matcher } from '../../signals/promql';
import { EVERYTHING } from '../../signals/scope';
import type { ServiceContext } from '../../signals/services/serviceContext';
import { ApplicationBar } from './ApplicationBar';
import { ApplicationLogs } from './ApplicationLogs';
import { Behind } from './Behind';
import { Families } from './Families';
import { questionOf } from './questionOf';
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
  const { job, name, samples } = application;
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  // The same conditions after each refresh are the same panels.
  const where = JSON.stringify(application.where);
  const all = useMemo<ServiceContext>(
    () => ({
      conventions,
      scope: EVERYTHING,
      window: '$__rate_interval',
      range: '1h',
      job,
      where: JSON.parse(where) as Matcher[],
    }),
    [conventions, job, where]
  );
  const found = useLoaded(`${questionOf(source, all)} ${from} ${to}`, (signal) =>
    findInstances(source, all, name, { from, to }, signal)
  );
  const instances = found.data?.instances;
  const scrapeSeconds = found.data?.scrapeSeconds;
  const context = useMemo<ServiceContext>(
    () => ({ ...all, instances: listOf(state.instance), ...(scrapeSeconds === undefined ? {} : { scrapeSeconds }) }),
    [all, state.instance, scrapeSeconds]
  );
  const chosen = context.instances ?? [];
  const isChosen = (instance: string) => chosen.length === 0 || chosen.includes(instance);
  const { at } = lifeOf(instances ?? [], chosen, to);
  const answering = instances?.find(({ up, instance }) => up && isChosen(instance));
  const speaker = (answering ?? instances?.find(({ up }) => up) ?? instances?.[0])?.instance;
  const question = `${questionOf(source, context)} ${from} ${to}`;
  const listed = useLoaded(instances ? `${question} ${at} ${speaker ?? ''}` : null, (signal) =>
    findFamilies(source, context, { samples, instance: speaker, from, to, at }, signal)
  );
  const looked = chosen.length || (instances ?? []).filter(({ scraped }) => scraped).length || (instances ?? []).length;
  return (
    <>
      <ApplicationBar
        application={application}
        applications={applications}
        instances={instances ?? []}
        state={state}
        update={update}
      />
      {found.problem && <ProblemNotice problem={found.problem} />}
      {found.data && <Behind found={found.data} scene={scene} range={range} update={update} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          {listed.problem ? (
            <ProblemNotice problem={listed.problem} />
          ) : listed.data ? (
            <Requests
              source={source}
              context={context}
              families={listed.data.families}
              standsFor={listed.data.onlyOf === undefined ? 1 : looked}
              scene={scene}
              range={range}
              state={state}
              questionKey={question}
            />
          ) : (
            <LoadingPlaceholder text="Asking which metrics it exposes…" />
          )}
        </div>
        <div className={styles.column}>
          {found.data && (
            <ApplicationLogs
              name={name}
              found={found.data}
              chosen={chosen}
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
          instances={looked}
          at={at}
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
