import type { TimeRange } from '@grafana/data';
import { containerText } from '../../../signals/containerText';
import {
  fieldText,
  filterOf,
  LOGS_DEFAULTS,
  requestFiltersOf,
  selectionOf,
  type LogsState,
} from '../../../components/logs/logsState';
import { pageUrl } from '../../../components/paths';
import { matcherText, textOf } from '../../../signals/urlList';
import type { Evaluator } from '../../../grafana/recordingsChange';
import { derivedMetricSchema, draftMetricSchema, type DerivedMetric } from '../../../signals/derived/derivedMetric';
import { UNNAMED } from '../../../signals/derived/derivedNames';
import type { RequestCondition } from '../../../signals/logQuery';
import { regexProblem } from '../../../signals/logRegex';
import { filterText, filterWords } from '../../../signals/nginx/filters';
import { USUAL_TIMES } from '../../../signals/recorded/recordingRule';

/** What the builder adds to the selection and the filter of lines, which are those of the Logs page. */
export type Draft = Pick<DerivedMetric, 'name' | 'title' | 'help' | 'measure' | 'by' | 'times'>;

const EMPTY: Draft = {
  name: '',
  title: '',
  help: '',
  measure: { kind: 'count' },
  by: [],
  times: { ...USUAL_TIMES },
};

/** The builder's part of the URL. */
export const BUILDER_DEFAULTS = {
  ...LOGS_DEFAULTS,
  make: '',
  /** The name of the metric that is being edited, as it is recorded; none: a new one is made. */
  was: '',
  /** `grafana` where Grafana is to evaluate its rules; anything else: Loki's ruler. */
  evaluator: '',
};
export type BuilderState = typeof BUILDER_DEFAULTS;

const PARTS = Object.keys(EMPTY) as Array<keyof Draft>;

/** What an address holds of a draft, and in words what it holds that cannot be used: the rest stays. */
export function draftOf(text: string): { draft: Draft; wrong: string[] } {
  let raw: unknown;
  try {
    raw = JSON.parse(text === '' ? '{}' : text);
  } catch {
    raw = undefined;
  }
  if (typeof raw !== 'object' || raw === null) {
    return { draft: EMPTY, wrong: ['The address holds no metric that can be read: begin anew.'] };
  }
  const held: Record<string, unknown> = { ...raw };
  const read = PARTS.filter((part) => held[part] !== undefined).map((part) => ({
    part,
    parsed: draftMetricSchema.partial().safeParse({ [part]: held[part] }),
  }));
  return {
    draft: read.reduce<Draft>((draft, { parsed }) => (parsed.success ? { ...draft, ...parsed.data } : draft), EMPTY),
    wrong: read.flatMap(({ part, parsed }) =>
      parsed.success
        ? []
        : [`The address holds something else than is meant for “${part}”, which was left out: choose it anew.`]
    ),
  };
}

export function draftText(draft: Draft): string {
  return JSON.stringify(draft);
}

/** What each part of a metric is called where it is typed. */
const FORM_NAMES: Readonly<Record<string, string>> = {
  name: 'Metric name',
  title: 'Title',
  help: 'About it',
  by: 'Split by',
  measure: 'Measure',
  times: 'Times',
};

function issueText(path: readonly PropertyKey[], message: string): string {
  const [first = '', second] = path.map(String);
  const field = first === 'by' && second !== undefined ? ` ${Number(second) + 1}` : '';
  return `${FORM_NAMES[first] ?? first}${field}: ${message}`;
}

/**
 * The metric that the URL describes, or in words what it lacks.
 * @param requests what the filters on requests mean, once it is known how the log is read
 */
export function metricOf(
  state: BuilderState,
  requests?: RequestCondition
): { metric: DerivedMetric } | { lacks: string[] } {
  const { levels, words, without, fields, patterns } = filterOf(state, () => false);
  const { draft, wrong } = draftOf(state.make);
  const refused = state.regex === '' ? undefined : regexProblem(state.regex);
  const asked = requestFiltersOf(state.requests);
  const lacks = [
    ...wrong,
    // Left out, every line would be measured.
    ...(refused === undefined ? [] : [`The expression of lines cannot be used. ${refused}`]),
    ...(asked.length > 0 && !requests
      ? [
          `It is not known how to read requests in these lines, so these filters cannot be applied: ${asked.map(filterWords).join(', ')}. Remove them, or filter by fields.`,
        ]
      : []),
  ];
  const parsed = derivedMetricSchema.safeParse({
    ...draft,
    // A preview needs no names.
    name: draft.name === '' ? UNNAMED : draft.name,
    title: draft.title === '' ? draft.name || 'Unnamed' : draft.title,
    selection: selectionOf(state),
    filter: {
      ...{ levels, words, without, regex: state.regex, fields, patterns },
      ...(requests ? { requests: [{ log: requests.log, filters: requests.filters.map(filterText) }] } : {}),
    },
  });
  const issues = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => issueText(path, message));
  return parsed.success && lacks.length === 0 ? { metric: parsed.data } : { lacks: [...lacks, ...issues] };
}

const quotedWord = (word: string) => (/\s/.test(word) ? `"${word}"` : word);

/** A link to the builder, to edit a metric that is recorded. */
export function builderUrl(
  { selection, filter, ...draft }: DerivedMetric,
  range: TimeRange,
  evaluator: Evaluator = 'loki'
): string {
  const { scope, matchers } = selection;
  const state: Partial<LogsState> = {
    host: textOf(scope.hosts ?? []),
    container: textOf((scope.containers ?? []).map(containerText)),
    labels: textOf(matchers.map(matcherText)),
    level: filter.levels.join(','),
    words: filter.words.map(quotedWord).join(' '),
    without: filter.without.map(quotedWord).join(' '),
    regex: filter.regex,
    fields: textOf(filter.fields.map(fieldText)),
    patterns: textOf(filter.patterns.map(({ op, pattern }) => `${op}${pattern}`)),
    requests: textOf((filter.requests ?? []).flatMap(({ filters }) => filters)),
  };
  const parts = Object.entries(state).filter(([, text]) => text !== '');
  return pageUrl(
    'derived',
    {
      tab: 'builder',
      ...Object.fromEntries(parts),
      make: draftText(draft),
      was: draft.name,
      ...(evaluator === 'grafana' ? { evaluator } : {}),
    },
    range
  );
}
