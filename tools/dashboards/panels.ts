import type { ScopeTexts } from '../../src/datasource/query';
import { SIGNALS } from '../../src/signals/catalog';
import type { Signal } from '../../src/signals/signal';
import type { PanelQuery, PanelSpec } from './spec';

/** A signal by its id, which a dashboard names. @throws where the catalog has none */
function known(id: string): Signal {
  const signal = SIGNALS.find((candidate) => candidate.id === id);
  if (!signal) {
    throw new Error(`A dashboard names the signal "${id}", which the catalog does not have`);
  }
  return signal;
}

type Shape = Partial<Pick<PanelSpec, 'title' | 'width' | 'height' | 'stacked' | 'limits' | 'mirrored' | 'warnFrom'>>;

const titled = (signal: Signal, queries: PanelQuery[], kind: PanelSpec['kind'], shape: Shape): PanelSpec => ({
  title: signal.title,
  description: signal.description,
  kind,
  queries,
  width: 12,
  height: 8,
  ...shape,
});

/** One signal over time. */
export function overTime(id: string, query: PanelQuery, shape: Shape = {}): PanelSpec {
  return titled(known(id), [{ show: 'signal', signal: id, form: 'series', ...query }], 'timeseries', shape);
}

/** Several signals over time, each with its name, in one scope. */
export function together(
  title: string,
  lines: ReadonlyArray<[id: string, legend: string]>,
  scope: ScopeTexts,
  shape: Shape = {}
): PanelSpec {
  const queries = lines.map(([id, legend]): PanelQuery => ({
    show: 'signal',
    signal: known(id).id,
    form: 'series',
    scope,
    legend,
  }));
  const [[first] = ['']] = lines;
  return titled(known(first), queries, 'timeseries', { title, ...shape });
}

/** One number, with its course behind it. */
export function number(id: string, query: PanelQuery, shape: Shape = {}): PanelSpec {
  return titled(known(id), [{ show: 'signal', signal: id, form: 'series', ...query }], 'stat', {
    width: 8,
    height: 3,
    ...shape,
  });
}

/** Several signals as the columns of one table. */
export function table(
  title: string,
  ids: readonly string[],
  query: PanelQuery,
  shape: Shape & Pick<PanelSpec, 'sortBy' | 'most' | 'description'> = {}
): PanelSpec {
  const queries = ids.map((id): PanelQuery => ({ show: 'signal', signal: known(id).id, form: 'table', ...query }));
  return { title, kind: 'table', queries, width: 24, height: 10, ...shape };
}

/** A ranked list of NGINX's. */
export function list(title: string, id: string, scope: ScopeTexts, width = 8): PanelSpec {
  return {
    title,
    kind: 'table',
    queries: [{ show: 'signal', signal: id, scope, top: 10, form: 'table' }],
    width,
    height: 9,
  };
}

/** Log lines. */
export function lines(scope: ScopeTexts, height = 10): PanelSpec {
  return { title: 'Log lines', kind: 'logs', queries: [{ show: 'lines', scope }], width: 24, height };
}

/** What the checks find at the end of the range. */
export function findings(scope: ScopeTexts, height = 9): PanelSpec {
  return {
    title: 'Findings',
    description: 'The checks that hold at the end of the range, the worst first.',
    kind: 'table',
    queries: [{ show: 'findings', scope, form: 'table' }],
    width: 24,
    height,
  };
}
