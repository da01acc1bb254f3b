import { houseLabels } from '../signals/grouping';
import type { Labels } from '../signals/identity';
import { causeOfLabels, NGINX_ERROR_SIGNALS } from '../signals/nginx/errorLog';
import { dimensionTitle, type Dimension } from '../signals/nginx/filters';
import { resultLabel } from '../signals/nginx/nginxSignal';
import { NGINX_DIMENSIONS } from './dimensions';
import { isNginx, type Plan } from './plan';

/** The order in which labels are told: the place first. */
const ORDER = ['host', 'namespace', 'pod', 'container', 'project', 'service', 'image', 'job', 'instance'];

const TITLES: Record<string, string> = { job: 'Job', instance: 'Target', device: 'Device', mountpoint: 'Mounted at' };

/** What a label is called above a column. */
export function labelTitle(label: string): string {
  const dimension = NGINX_DIMENSIONS.find((one) => one === label);
  return TITLES[label] ?? (dimension ? dimensionTitle(dimension) : label.charAt(0).toUpperCase() + label.slice(1));
}

function nginxLabels({ conventions, context, signal }: Plan, labels: Labels): Labels {
  if (signal.id === NGINX_ERROR_SIGNALS.errorCauses.id) {
    const { title, level } = causeOfLabels(labels);
    return { cause: title, ...(level ? { level } : {}) };
  }
  const words = new Map<string, Dimension>(
    NGINX_DIMENSIONS.map((dimension) => [resultLabel(conventions, dimension), dimension])
  );
  // What a request does not have, such as a virtual host in another log, is a value too: none.
  const split = Object.fromEntries((context.by ?? []).map((dimension) => [dimension, '']));
  const named = Object.entries(labels).map(([label, value]) => [words.get(label) ?? label, value]);
  return { ...split, ...Object.fromEntries(named) };
}

/** The labels of a plan's series in the words of the house, in the order in which they are told. */
export function wordsOf(plan: Plan, raw: Labels): Labels {
  const named = isNginx(plan.signal)
    ? nginxLabels(plan, raw)
    : houseLabels(plan.signal, plan.conventions, raw, plan.by);
  const rank = (label: string) => ORDER.indexOf(label) + 1 || ORDER.length + 1;
  return Object.fromEntries(Object.entries(named).sort(([a], [b]) => rank(a) - rank(b)));
}

/** What a series is called: by the query's legend, otherwise by its labels, otherwise by its signal. */
export function seriesName({ legend, signal, by }: Pick<Plan, 'legend' | 'signal' | 'by'>, words: Labels): string {
  if (legend) {
    return legend.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, label: string) => words[label] ?? '');
  }
  const values = Object.entries(words)
    .filter(([label, value]) => value !== '' && !(signal.subject === 'file system' && label === 'fstype'))
    .map(([, value]) => value);
  if (values.length === 0 && Object.keys(words).length > 0) {
    return '(none)';
  }
  return values.length > 0 ? values.join('/') : by === undefined ? signal.title : `${signal.title}, ${by}`;
}
