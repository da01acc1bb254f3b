import { useMemo } from 'react';
import type { TimeRange } from '@grafana/data';
import { useInstallation } from '../../../components/InstallationContext';
import { filterOf, requestConditionOf, requestFiltersOf, selectionOf } from '../../../components/logs/logsState';
import { useLoaded, type Loaded } from '../../../components/useLoaded';
import { useNginx } from '../../../components/useNginx';
import { useUrlState } from '../../../components/useUrlState';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { logLabels } from '../../../grafana/loki';
import { detectedFields } from '../../../grafana/lokiIndex';
import type { Problem } from '../../../grafana/Problem';
import { nameTaken } from '../../../grafana/recordingsNames';
import { logBudgetOf } from '../../../grafana/settings';
import type { DerivedContext } from '../../../signals/derived/derivedLines';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedProblems } from '../../../signals/derived/derivedProblems';
import { DETECTED_LEVEL } from '../../../signals/logLevels';
import { logSelector, type LogQuery } from '../../../signals/logQuery';
import { regexProblem } from '../../../signals/logRegex';
import { BUILDER_DEFAULTS, draftOf, draftText, metricOf, type BuilderState, type Draft } from './builderState';
import { loadPreview, type Preview } from './loadPreview';

/** Lines that tell whether Loki notes levels. */
const SAMPLE = 50;

/** What the builder knows of the metric that is being made. */
export interface Builder {
  state: BuilderState;
  onChange: (patch: Partial<BuilderState>) => void;
  draft: Draft;
  change: (patch: Partial<Draft>) => void;
  /** The metric as it is; nothing while a part of it cannot be used. */
  metric: DerivedMetric | undefined;
  context: DerivedContext;
  /** The lines that are chosen, whatever is measured of them; without an expression that Loki would refuse. */
  lines: LogQuery;
  /** What is wrong with it, in words. */
  problems: readonly string[];
  /** Why it could not be tried. */
  failed: readonly Problem[];
  isLoading: boolean;
  /** The metric that was tried last, and what was found out; nothing where the last try failed. */
  tried: { metric: DerivedMetric; preview: Preview } | undefined;
  /** True where what was tried is the metric as it is now. */
  isTried: boolean;
  name: Loaded<string | undefined>;
}

/** Reads a metric from the URL, tries it, and finds out whether its name is free. */
export function useBuilder(loki: DataSourceChoice, range: TimeRange): Builder {
  const { installation, settings } = useInstallation();
  const { conventions, prometheus } = installation;
  const [state, onChange] = useUrlState(BUILDER_DEFAULTS);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const times = useMemo(() => ({ from, to }), [from, to]);
  const { draft } = useMemo(() => draftOf(state.make), [state.make]);
  const asked = useMemo(() => requestFiltersOf(state.requests), [state.requests]);
  const nginx = useNginx(loki, to, state.nginx, asked.length > 0);
  const requests = useMemo(() => requestConditionOf(nginx.conventions, asked), [nginx.conventions, asked]);
  const made = useMemo(() => metricOf(state, requests), [state, requests]);
  const metric = 'metric' in made ? made.metric : undefined;
  const selection = selectionOf(state);
  const selector = logSelector({ conventions, selection });
  const known = useLoaded(`${loki.uid} ${selector} ${from} ${to}`, async (signal) => {
    const [fields, labels] = await Promise.all([
      detectedFields(loki, selector, times, SAMPLE, signal),
      logLabels(loki, times, signal),
    ]);
    const noted = fields?.some(({ name }) => name === DETECTED_LEVEL) ?? false;
    return { levelsFrom: noted ? ('detected' as const) : ('lines' as const), labels };
  });
  const levelsFrom = known.data?.levelsFrom;
  const context = useMemo<DerivedContext>(
    () => ({ conventions, levelsFrom: levelsFrom ?? 'detected' }),
    [conventions, levelsFrom]
  );
  const isReadingFormat = asked.length > 0 && nginx.detected.loading;
  const problems = isReadingFormat
    ? []
    : [...('lacks' in made ? made.lacks : []), ...(metric ? derivedProblems(metric, known.data?.labels ?? []) : [])];
  const ready = known.data && problems.length === 0 ? metric : undefined;
  // Names change nothing of what is read.
  const question = ready && JSON.stringify({ ...ready, name: '', title: '', help: '' });
  const preview = useLoaded(question ? `${loki.uid} ${question} ${levelsFrom} ${from} ${to}` : null, async (signal) => {
    if (!ready) {
      throw new Error('There is no metric to try.');
    }
    const asked = { source: loki, metric: ready, context };
    return { question, metric: ready, preview: await loadPreview(asked, times, logBudgetOf(settings), signal) };
  });
  const isNew = draft.name !== '' && draft.name !== state.was;
  const name = useLoaded(
    metric && prometheus && isNew ? `${loki.uid} ${prometheus.uid} ${metric.name} ${metric.measure.kind}` : null,
    (signal) => (metric && prometheus ? nameTaken({ loki, prometheus }, metric, signal) : Promise.resolve(undefined))
  );
  const filter = filterOf(state, (regex) => regexProblem(regex) !== undefined, requests);
  return {
    lines: { conventions, selection, filter, levelsFrom: context.levelsFrom },
    ...{ state, onChange, draft, metric, context, problems, name },
    change: (patch) => onChange({ make: draftText({ ...draft, ...patch }) }),
    failed: [known.problem, preview.problem].filter((one) => one !== undefined),
    isLoading: known.loading || preview.loading || isReadingFormat,
    // A try that failed says nothing of the metric, whatever an earlier one found.
    tried: preview.problem ? undefined : preview.data,
    isTried: !preview.loading && preview.data?.question === question && question !== undefined,
  };
}
