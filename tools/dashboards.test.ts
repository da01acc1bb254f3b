/** @jest-environment node */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions } from '../src/signals/conventions';
import { parseQuery } from '../src/signals/test-support/queryParser';
import { BUNDLED_DIR, bundledDashboards, plainDashboards, textOf } from './dashboards';

interface Include {
  type: string;
  name: string;
  path: string;
  uid?: string;
}

const manifest = JSON.parse(readFileSync(resolve(__dirname, '../src/plugin.json'), 'utf8')) as { includes: Include[] };
const included = manifest.includes.filter(({ type }) => type === 'dashboard');
const files = [...bundledDashboards()];

describe('the bundled dashboards', () => {
  test('lie in src/dashboards as the generator makes them: run `npm run dashboards`', () => {
    expect(readdirSync(BUNDLED_DIR).sort()).toEqual(files.map(([file]) => file).sort());
    for (const [file, dashboard] of files) {
      expect(readFileSync(resolve(BUNDLED_DIR, file), 'utf8')).toBe(textOf(dashboard));
    }
  });

  test('stand in plugin.json, with the uids and titles that they have', () => {
    expect(included.map(({ path, uid, name }) => ({ path, uid, name }))).toEqual(
      files.map(([file, { uid, title }]) => ({ path: `dashboards/${file}`, uid, name: title }))
    );
  });

  test.each(files)('%s keeps the rules by which Grafana imports it', (_file, dashboard) => {
    const text = textOf(dashboard);
    // One dashboard with inputs makes all of them fail.
    expect(text).not.toContain('__inputs');
    expect(dashboard.id).toBeNull();
    expect(dashboard.uid).toMatch(/^quayside-[a-z]+$/);
    expect(dashboard.revision).toBeGreaterThanOrEqual(1);
    expect(dashboard.schemaVersion).toBeGreaterThan(30);
    // The data source is a variable: nobody's has a uid that is known before.
    const [source] = dashboard.templating.list ?? [];
    expect(source).toMatchObject({ type: 'datasource', query: 'quayside-signals-datasource' });
    const uids = [...text.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid).filter((uid) => uid !== dashboard.uid);
    expect(new Set(uids)).toEqual(new Set(['${signals}']));
  });

  test('titles are unlike each other: Grafana tells dashboards of a plugin apart by them', () => {
    const slugs = files.map(([, { title = '' }]) => title.toLowerCase().replace(/\W+/g, '-'));
    expect(new Set(slugs).size).toBe(files.length);
  });

  test('none holds query text: that is the data source’s', () => {
    expect(files.map(([, dashboard]) => textOf(dashboard)).join()).not.toMatch(/\b(rate|sum|topk)\s*(by)?\s*\(/);
  });

  test('panels do not overlap', () => {
    for (const [, { panels = [] }] of files) {
      const cells = panels.flatMap(({ gridPos }) => {
        const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
        return Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`);
      });
      expect(new Set(cells).size).toBe(cells.length);
    }
  });
});

describe('the plain dashboards', () => {
  const combined: Conventions = { ...DOCKER, logs: VECTOR_COMBINED_LOGS };
  /** Grafana's variables are no part of the languages. */
  const without = (expr: string) =>
    expr.replace(/\$__(rate_interval|auto|range|interval)\b/g, '5m').replace(/\$\{\w+\}/g, 'x');

  test.each([
    ['Docker', DOCKER],
    ['Kubernetes', KUBERNETES],
    ['one combined label', combined],
  ])('hold queries that their servers read, with the labels of %s', (_what, conventions) => {
    const dashboards = plainDashboards(conventions);
    expect(dashboards.size).toBeGreaterThanOrEqual(5);
    let queries = 0;
    for (const [, dashboard] of dashboards) {
      expect(textOf(dashboard)).not.toMatch(/QUAYSIDEx|quayside-signals-datasource|7777/);
      const panels = (dashboard.panels ?? []) as Array<{ targets?: unknown[]; datasource?: { type?: string } }>;
      for (const { targets = [], datasource } of panels) {
        for (const target of targets as Array<{ expr: string }>) {
          queries += 1;
          const language = datasource?.type === 'loki' ? 'logql' : 'promql';
          const { errors } = parseQuery(language, without(target.expr));
          expect({ expr: target.expr, errors }).toEqual({ expr: target.expr, errors: [] });
        }
      }
    }
    expect(queries).toBeGreaterThan(50);
  });

  test('have a uid of their own each, beside the bundled ones', () => {
    const uids = [...plainDashboards(DOCKER).values()].map(({ uid }) => uid);
    expect(new Set([...uids, ...files.map(([, { uid }]) => uid)]).size).toBe(uids.length + files.length);
  });
});
