import React, { useCallback, useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { LinkButton, LoadingPlaceholder, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { NoRecordedSources, RecordedSources } from '../../components/RecordedSources';
import { useLoaded } from '../../components/useLoaded';
import { useNginx } from '../../components/useNginx';
import { useUrlState } from '../../components/useUrlState';
import { noLoki } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { Problem } from '../../grafana/Problem';
import { logBudgetOf } from '../../grafana/settings';
import { readingOf } from '../../signals/logBudget';
import { linesOf, logSelector, NO_FILTER, volumeOf, type LogQuery } from '../../signals/logQuery';
import { dimensionTitle, type Filter } from '../../signals/nginx/filters';
import { regexProblem } from '../../signals/logRegex';
import { ActiveFilters } from '../../components/logs/ActiveFilters';
import { CostBar } from '../../components/logs/CostBar';
import { ExceptionsView } from './ExceptionsView';
import { FieldsView } from '../../components/logs/FieldsView';
import { FilterBar } from '../../components/logs/FilterBar';
import { LevelBar } from './LevelBar';
import { LinesView } from './LinesView';
import { loadOverview } from './loadOverview';
import { LogPanels, MOST_CONTAINERS } from './logPanels';
import {
  filterOf,
  LOGS_DEFAULTS,
  requestConditionOf,
  requestFiltersOf,
  selectionOf,
  viewOf,
  VIEWS,
  type ChangeLogs,
  type LogsState,
} from '../../components/logs/logsState';
import { makeMetricUrl } from '../../components/logs/makeMetricUrl';
import { PatternsView } from './PatternsView';
import { loadVolumes } from './recordedVolume';
import { SelectionBar } from '../../components/logs/SelectionBar';

/** What containers say: lines, what they have in common, and what was thrown, beside what the containers use. */
export default function LogsPage() {
  const { installation, settings } = useInstallation();
  const [state, update] = useUrlState(LOGS_DEFAULTS);
  const { loki } = installation;
  return (
    <PageFrame title="Logs" subTitle="What did it say when it broke?">
      {({ scene, range }) =>
        loki ? (
          <Content loki={loki} scene={scene} range={range} state={state} onChange={update} />
        ) : (
          <ProblemNotice problem={noLoki(settings)} />
        )
      }
    </PageFrame>
  );
}

const noRequests = (filters: readonly Filter[]) =>
  new Problem(
    'settings',
    'Filters on requests cannot be applied here',
    `No access log of NGINX is known that says all of: ${filters.map(({ dimension }) => dimensionTitle(dimension)).join(', ')}.`,
    'Remove these filters, or set the format of the access log on the plugin’s configuration page.'
  );

interface ContentProps {
  loki: DataSourceChoice;
  scene: PageScene;
  range: TimeRange;
  state: LogsState;
  onChange: ChangeLogs;
}

function Content({ loki, scene, range, state, onChange }: ContentProps) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { conventions, prometheus } = installation;
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const times = useMemo(() => ({ from, to }), [from, to]);
  const { host, container, labels } = state;
  const selection = useMemo(() => selectionOf({ host, container, labels }), [host, container, labels]);
  const selector = logSelector({ conventions, selection });
  const overview = useLoaded(`${loki.uid} ${selector} ${from} ${to}`, (signal) =>
    loadOverview(loki, selector, times, signal)
  );
  const everything = state.all === '1';
  const known = overview.data;
  const asked = requestFiltersOf(state.requests);
  const nginx = useNginx(loki, to, state.nginx, asked.length > 0);
  const requests = requestConditionOf(nginx.conventions, asked);
  const filter = filterOf(state, (regex) => regexProblem(regex) !== undefined, requests);
  const query: LogQuery = { conventions, selection, filter, levelsFrom: known?.levelsFrom ?? 'detected' };
  const budget = logBudgetOf(settings);
  const reading = known && readingOf(times, known.volume.bytes, { everything, budget });
  const most = known && known.volume.bytes > budget ? budget / known.volume.bytes : 1;
  // What filters on requests mean is not known before the log's format is.
  const unread = asked.length > 0 && !requests;
  const ready = unread ? undefined : reading;

  const counted = volumeOf(query, '$__interval');
  const volumeKey = counted.map(({ expr }) => expr).join('\n');
  // Until it is known how much there is, nothing is read; while it is asked anew, what is drawn stays.
  const volumes = useLoaded(
    reading && !overview.loading && !unread
      ? `${loki.uid} ${volumeKey} ${from} ${to} ${reading.share} ${everything}`
      : null,
    (signal) =>
      // Whoever asks for all of the logs wants the logs.
      loadVolumes(
        { loki, prometheus: everything ? undefined : prometheus },
        query,
        times,
        reading ?? readingOf(times, 0),
        most,
        signal
      )
  );

  // Where lines cannot be counted, their patterns can be found all the same.
  const held = volumes.loading
    ? undefined
    : volumes.data
      ? [...volumes.data.totals.values()].reduce((sum, count) => sum + count, 0)
      : volumes.problem && 0;

  const containers = selection.scope.containers;
  const panels = useMemo(
    () => new LogPanels(prometheus, conventions, containers ?? []),
    [prometheus, conventions, containers]
  );
  const attached = scene.useState().panels;
  useEffect(() => {
    scene.setState({ panels: panels.layout });
    return () => scene.setState({ panels: undefined });
  }, [scene, panels]);
  const isAttached = attached === panels.layout;
  const drawn = volumes.data;
  // Where it is not known how much there is, nothing is counted either.
  const failed = (overview.problem ?? volumes.problem) !== undefined && !volumes.loading;
  const { level } = state;
  const show = useCallback(() => {
    if (failed) {
      panels.failed(range);
    } else if (drawn) {
      panels.show(drawn, filter.levels, counted, loki, range);
    } else {
      panels.loading(range);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- filter and queries are new objects each time; these say what they depend on
  }, [panels, drawn, failed, level, volumeKey, loki, range]);
  useEffect(() => {
    if (isAttached) {
      show();
    }
  }, [isAttached, show]);

  const view = viewOf(state);
  const beside = containers !== undefined && prometheus !== undefined;
  const shared = { source: loki, query, range: times, state, onChange };
  return (
    <>
      <SelectionBar source={loki} conventions={conventions} range={range} state={state} onChange={onChange} />
      <FilterBar
        source={loki}
        expr={linesOf({ ...query, filter: { ...NO_FILTER } })}
        range={times}
        state={state}
        onChange={onChange}
      />
      <ActiveFilters state={state} onChange={onChange} />
      <div>
        <LinkButton size="sm" variant="secondary" fill="text" icon="chart-line" href={makeMetricUrl(state, range)}>
          Make a metric of these lines
        </LinkButton>
      </div>
      {overview.problem && <ProblemNotice problem={overview.problem} />}
      {known && reading && (
        <CostBar
          volume={known.volume}
          reading={reading}
          budget={budget}
          everything={everything}
          isRecorded={drawn !== undefined && typeof drawn.source !== 'string'}
          onEverything={(all) => onChange({ all: all ? '1' : '' })}
        />
      )}
      {drawn?.problem && <NoRecordedSources why={drawn.problem.title} />}
      {drawn && (
        <RecordedSources
          sources={[{ name: 'lines by level', source: drawn.source }]}
          note="Lines, patterns and exceptions come from the logs."
        />
      )}
      {unread && !nginx.detected.loading && (
        <ProblemNotice problem={nginx.detected.problem ?? noRequests(asked)} severity="warning" />
      )}
      {volumes.problem && <ProblemNotice problem={volumes.problem} />}
      <LevelBar
        volumes={drawn}
        failed={failed}
        chosen={filter.levels}
        from={query.levelsFrom}
        onChoose={(levels) => onChange({ level: levels.join(',') })}
      />
      <div className={beside ? styles.beside : styles.above}>
        <div className={styles.panels}>
          {isAttached && <panels.layout.Component model={panels.layout} />}
          {beside && containers.length > MOST_CONTAINERS && (
            <p className={styles.note}>
              CPU and memory are drawn of the first {MOST_CONTAINERS} of {containers.length} containers.
            </p>
          )}
          {!beside && prometheus && (
            <p className={styles.note}>Choose containers to see their CPU and memory under the same cursor.</p>
          )}
        </div>
        <div className={styles.lists}>
          <TabsBar>
            {VIEWS.map((one) => (
              <Tab
                key={one}
                label={one[0]?.toUpperCase() + one.slice(1)}
                active={one === view}
                onChangeTab={() => onChange({ view: one })}
              />
            ))}
          </TabsBar>
          {(overview.loading ? !reading : unread && nginx.detected.loading) && (
            <LoadingPlaceholder text="Asking how much there is…" />
          )}
          {ready && view === 'lines' && (
            <LinesView {...shared} range={range} scene={scene} volumes={volumes.loading ? undefined : drawn} />
          )}
          {ready && view === 'patterns' && <PatternsView {...shared} reading={ready} held={held} />}
          {ready && view === 'exceptions' && (
            <ExceptionsView {...shared} prometheus={prometheus} timeRange={range} reading={ready} budget={budget} />
          )}
          {ready && view === 'fields' && <FieldsView {...shared} />}
        </div>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  above: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  beside: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr)',
    gap: theme.spacing(2),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  panels: css({ minWidth: 0 }),
  lists: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  note: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0.5, 0, 0),
  }),
});
