import {
  createDataFrame,
  FieldColorModeId,
  FieldType,
  type DataFrame,
  type DataLink,
  type Field,
  type FieldConfig,
  type QueryResultMetaNotice,
} from '@grafana/data';
import { LOCATION_PARAM, templateUrl } from '../components/paths';
import { CLASS_COLORS } from '../components/statusColors';
import { grafanaUnit } from '../components/units';
import type { Sample } from '../grafana/prometheus';
import type { Labels } from '../signals/identity';
import { listColumns, type ListRow, type RankedList } from '../signals/nginx/lists';
import { containerKey, type Scope } from '../signals/scope';
import type { Unit } from '../signals/signal';
import { isOwn } from '../signals/derived/ownSignals';
import { labelTitle, seriesName, wordsOf } from './naming';
import { isNginx, type Plan } from './plan';

/** Grafana's times are in milliseconds, the catalog's in seconds. */
const factorOf = ({ signal: { unit } }: Plan) => (unit === 'unix seconds' ? 1000 : 1);

/** What the total of a rate over the range is told in. */
const TOTALS: Partial<Record<Unit, Unit>> = {
  'requests per second': 'count',
  'lines per second': 'count',
  'per second': 'count',
  'bytes per second': 'bytes',
};

/** The unit of one value: signals of NGINX's and of one's own are totals over the range there. */
const unitOfTable = ({ signal }: Plan): Unit =>
  (isNginx(signal) || isOwn(signal) ? TOTALS[signal.unit] : undefined) ?? signal.unit;

/** A link from a value to the page of its container or host, over the panel's time. */
function linksFor({ location }: Plan, words: Labels, value: (label: string) => string): DataLink[] {
  const there: Record<string, string> = location ? { [LOCATION_PARAM]: encodeURIComponent(location) } : {};
  const parameter = (label: string) => `\${${value(label)}:percentencode}`;
  if (words['container'] !== undefined && words['host'] !== undefined) {
    const place = ['namespace', 'pod'].filter((label) => words[label] !== undefined);
    const parameters = Object.fromEntries(place.map((label) => [label, parameter(label)]));
    return [
      {
        title: 'Open the container in Quayside',
        url: templateUrl('container', {
          host: parameter('host'),
          container: parameter('container'),
          ...parameters,
          ...there,
        }),
      },
    ];
  }
  return words['host'] === undefined
    ? []
    : [
        {
          title: 'Show the host’s containers in Quayside',
          url: templateUrl('containers', { host: parameter('host'), ...there }),
        },
      ];
}

/** True where the series is of what was asked for: several containers are one expression, which lets through others. */
function inScope({ containers }: Scope, words: Labels): boolean {
  const { host, container, namespace, pod } = words;
  if (!containers?.length || container === undefined) {
    return true;
  }
  const place = { ...(namespace === undefined ? {} : { namespace }), ...(pod === undefined ? {} : { pod }) };
  const key = containerKey({ host: host ?? '', name: container, ...place });
  return containers.some((wanted) => containerKey(wanted) === key);
}

const isNumber = ({ type }: Field) => type === FieldType.number;

const mean = (values: ArrayLike<unknown>) => {
  const numbers = Array.from(values).filter((value): value is number => typeof value === 'number');
  return numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
};

function notice(text: string, severity: QueryResultMetaNotice['severity'] = 'info'): QueryResultMetaNotice {
  return { severity, text };
}

/** Frames with something to say: it stands with the first. */
export function withNotices(frames: DataFrame[], notices: QueryResultMetaNotice[]): DataFrame[] {
  const [first, ...others] = frames;
  return first && notices.length > 0
    ? [{ ...first, meta: { ...first.meta, notices: [...(first.meta?.notices ?? []), ...notices] } }, ...others]
    : frames;
}

const cutNotice = ({ limit, signal }: Plan) =>
  notice(
    `The ${limit} largest of “${signal.title}”, on average over the range; there may be more. Raise “At most”, or group.`
  );

/** Series as the underlying data source answered them, with labels, names, units and links of the house. */
export function seriesFrames(plan: Plan, frames: readonly DataFrame[]): DataFrame[] {
  const unit = grafanaUnit(plan.signal.unit);
  const factor = factorOf(plan);
  const named = frames.flatMap((frame): DataFrame[] => {
    const value = frame.fields.find(isNumber);
    const words = wordsOf(plan, value?.labels ?? {});
    if (value && !inScope(plan.context.scope, words)) {
      return [];
    }
    const name = seriesName(plan, words);
    const color = CLASS_COLORS[words['statusClass'] ?? ''];
    const fields = frame.fields.map((field): Field => {
      if (!isNumber(field)) {
        return field;
      }
      const links = linksFor(plan, words, (label) => `__field.labels.${label}`);
      const config: FieldConfig = {
        ...field.config,
        unit,
        displayNameFromDS: name,
        ...(color ? { color: { mode: FieldColorModeId.Fixed, fixedColor: color } } : {}),
        ...(links.length > 0 ? { links } : {}),
      };
      const values =
        factor === 1
          ? field.values
          : field.values.map((one: unknown) => (typeof one === 'number' ? one * factor : one));
      return { ...field, labels: words, config, values };
    });
    return [{ ...frame, name, refId: plan.refId, fields }];
  });
  if (plan.limit === undefined || named.length < plan.limit) {
    return named;
  }
  const size = (frame: DataFrame) => mean(frame.fields.find(isNumber)?.values ?? []);
  const largest = named
    .map((frame) => ({ frame, size: size(frame) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, plan.limit)
    .map(({ frame }) => frame);
  return withNotices(largest, [cutNotice(plan)]);
}

function stringColumn(name: string, values: string[], links: DataLink[] = []): Field {
  return { name, type: FieldType.string, values, config: links.length > 0 ? { links } : {} };
}

/** One row for each subject. */
export function tableFrame(plan: Plan, samples: readonly Sample[]): DataFrame {
  const rows = samples
    .map(({ labels, value }) => ({ words: wordsOf(plan, labels), value: value * factorOf(plan) }))
    .filter(({ words }) => inScope(plan.context.scope, words))
    .sort((a, b) => b.value - a.value)
    .slice(0, plan.limit);
  const labels = [...new Set(rows.flatMap(({ words }) => Object.keys(words)))];
  const all = Object.fromEntries(labels.map((label) => [label, '']));
  const links = linksFor(plan, all, (label) => `__data.fields["${labelTitle(label)}"]`);
  const frame: DataFrame = {
    refId: plan.refId,
    fields: [
      ...labels.map((label) =>
        stringColumn(
          labelTitle(label),
          rows.map(({ words }) => words[label] ?? ''),
          label === 'container' || (label === 'host' && !labels.includes('container')) ? links : []
        )
      ),
      {
        name: plan.legend || plan.signal.title,
        type: FieldType.number,
        values: rows.map(({ value }) => value),
        config: { unit: grafanaUnit(unitOfTable(plan)), description: plan.signal.description },
      },
    ],
    length: rows.length,
    meta: { executedQueryString: plan.expr, preferredVisualisationType: 'table' },
  };
  return plan.limit !== undefined && rows.length >= plan.limit
    ? (withNotices([frame], [cutNotice(plan)])[0] ?? frame)
    : frame;
}

/**
 * A ranked list of NGINX's: its values, and how many requests had them.
 * @param title what stands above the counts: they may be of less than the range, or estimated
 */
export function listFrame(
  refId: string,
  list: RankedList,
  rows: readonly ListRow[],
  { expr, title, notices }: { expr: string; title: string; notices: string[] }
): DataFrame {
  const frame: DataFrame = {
    refId,
    fields: [
      ...listColumns(list).map((title, column) =>
        stringColumn(
          title,
          rows.map(({ values }) => values[column] || '(none)')
        )
      ),
      {
        name: 'Requests',
        type: FieldType.number,
        values: rows.map(({ count }) => count),
        config: { unit: grafanaUnit('count'), displayName: title },
      },
    ],
    length: rows.length,
    meta: { executedQueryString: expr, preferredVisualisationType: 'table' },
  };
  return (
    withNotices(
      [frame],
      notices.map((text) => notice(text))
    )[0] ?? frame
  );
}

/** No values, and why: shown beside “No data”. */
export function emptyFrame(
  refId: string,
  reason: string,
  expr: string,
  severity: QueryResultMetaNotice['severity'] = 'info'
): DataFrame {
  return createDataFrame({
    refId,
    fields: [],
    meta: { executedQueryString: expr, notices: [notice(reason, severity)] },
  });
}
