/** @jest-environment node */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

interface Case {
  file: string;
  code: string;
}

/**
 * Lints texts as if they were files of the house. In a process of its own, since the linter's configuration is an ES
 * module, which jest cannot load; and without types, which no door needs and which take long.
 */
const LINT = `
import { ESLint } from 'eslint';
import { text } from 'node:stream/consumers';
const off = ['no-deprecated', 'no-floating-promises', 'no-misused-promises', 'await-thenable', 'switch-exhaustiveness-check'];
const eslint = new ESLint({
  overrideConfig: [{
    languageOptions: { parserOptions: { project: null } },
    rules: Object.fromEntries(off.map((rule) => ['@typescript-eslint/' + rule, 'off'])),
  }],
});
const found = [];
for (const { file, code } of JSON.parse(await text(process.stdin))) {
  const [{ messages }] = await eslint.lintText(code, { filePath: file });
  found.push(messages.filter(({ severity }) => severity === 2).map(({ ruleId, message }) => ruleId ?? message));
}
console.log('\\n' + JSON.stringify(found));
`;

const root = resolve(__dirname, '..');

function lint(cases: readonly Case[]): string[][] {
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', LINT], {
    cwd: root,
    input: JSON.stringify(cases),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(out.trim().split('\n').at(-1) ?? '[]') as string[][];
}

const use = (from: string) => `import * as it from '${from}';\nexport const used = it;\n`;
const useType = (from: string, name: string) =>
  `import type { ${name} } from '${from}';\nexport type Used = ${name};\n`;

const CLOSED: Array<[why: string, file: string, code: string, rule: string]> = [
  ['signals know nothing of checks', 'src/signals/a.ts', use('../checks/check'), 'boundaries/element-types'],
  ['signals know nothing of insights', 'src/signals/a.ts', use('../insights/levelOf'), 'boundaries/element-types'],
  ['signals know nothing of Grafana’s room', 'src/signals/a.ts', use('../grafana/Problem'), 'boundaries/element-types'],
  ['not even its types', 'src/signals/a.ts', useType('../grafana/prometheus', 'Series'), 'boundaries/element-types'],
  [
    'what is passed on is imported',
    'src/signals/a.ts',
    `export { Problem } from '../grafana/Problem';\n`,
    'boundaries/element-types',
  ],
  ['signals run without Grafana', 'src/signals/a.ts', use('@grafana/data'), 'no-restricted-imports'],
  ['signals run without React', 'src/signals/nginx/a.ts', use('react'), 'no-restricted-imports'],
  ['checks know nothing of insights', 'src/checks/a.ts', use('../insights/levelOf'), 'boundaries/element-types'],
  ['checks know nothing of Grafana’s room', 'src/checks/a.ts', use('../grafana/Problem'), 'boundaries/element-types'],
  ['checks run without Grafana', 'src/checks/a.ts', use('@grafana/runtime'), 'no-restricted-imports'],
  ['insights know nothing of checks', 'src/insights/a.ts', use('../checks/check'), 'boundaries/element-types'],
  [
    'insights know nothing of discovery',
    'src/insights/a.ts',
    use('../discovery/matchHosts'),
    'boundaries/element-types',
  ],
  ['the data source knows nothing of pages', 'src/datasource/a.ts', use('../pages/App'), 'boundaries/element-types'],
  ['links to the pages know nothing of them', 'src/extensions/a.ts', use('../pages/App'), 'boundaries/element-types'],
  [
    'nothing of the data source is loaded lazily',
    'src/datasource/a.ts',
    `export const later = () => import('./query');\n`,
    'no-restricted-syntax',
  ],
  ['insights run without React', 'src/insights/a.ts', use('react'), 'no-restricted-imports'],
  ['Grafana’s room is below discovery', 'src/grafana/a.ts', use('../discovery/matchHosts'), 'boundaries/element-types'],
  ['Grafana’s room is below components', 'src/grafana/a.ts', use('../components/units'), 'boundaries/element-types'],
  ['discovery is below components', 'src/discovery/a.ts', use('../components/units'), 'boundaries/element-types'],
  ['components are below pages', 'src/components/a.ts', use('../pages/containers/columns'), 'boundaries/element-types'],
  ['pages do not know each other', 'src/pages/overview/a.ts', use('../containers/columns'), 'boundaries/element-types'],
  [
    'nor lazily',
    'src/pages/overview/a.ts',
    `export const later = () => import('../containers/columns');\n`,
    'boundaries/element-types',
  ],
  ['nor by the App', 'src/pages/overview/a.ts', use('../App'), 'boundaries/element-types'],
  ['App loads pages lazily', 'src/pages/App.tsx', use('./overview/OverviewPage'), 'no-restricted-syntax'],
  ['module.tsx loads the App lazily', 'src/module.tsx', use('./pages/App'), 'no-restricted-syntax'],
  [
    'module.tsx only registers',
    'src/module.tsx',
    `export const c = () => import('./signals/catalog');\n`,
    'boundaries/element-types',
  ],
  ['the plugin ships no fleet', 'src/signals/a.ts', use('../../fleet/fleet'), 'boundaries/element-types'],
  ['the plugin ships no stack', 'src/grafana/a.ts', use('../../stack/http'), 'boundaries/element-types'],
  [
    'the plugin ships no workbench',
    'src/components/a.ts',
    use('../../workbench/startWorkbench'),
    'boundaries/element-types',
  ],
  ['the plugin ships no tools', 'src/pages/overview/a.ts', use('../../../tools/catalog'), 'boundaries/element-types'],
  ['the plugin ships no help of tests', 'src/signals/a.ts', use('./test-support/hostile'), 'no-restricted-imports'],
  ['the plugin runs in a browser', 'src/grafana/a.ts', use('node:fs'), 'no-restricted-imports'],
  [
    'a new folder needs a place in the house',
    'src/helpers/a.ts',
    'export const a = 1;\n',
    'boundaries/no-unknown-files',
  ],
  [
    'one room talks to Grafana',
    'src/pages/overview/a.ts',
    `import { getBackendSrv } from '@grafana/runtime';\nexport const srv = getBackendSrv;\n`,
    'no-restricted-imports',
  ],
  ['no any', 'src/signals/a.ts', 'export const a = (b: any) => b as string;\n', '@typescript-eslint/no-explicit-any'],
  [
    'no any outside either',
    'fleet/a.ts',
    'export const a = (b: any) => b as string;\n',
    '@typescript-eslint/no-explicit-any',
  ],
];

const QUERIES = [
  "'rate(container_cpu_usage_seconds_total[5m])'",
  "'increase(x[1h])'",
  "'sum by (name) (x)'",
  "'max by(name) (x)'",
  '`topk(5, ${String(1)})`',
  '`sum(count_over_time(${String(1)} [5m]))`',
  '\'up{job="cadvisor"}\'',
  '`{host=~"${String(1)}"}`',
  "'| json | status >= 500'",
];

const OPEN: Case[] = [
  { file: 'src/checks/a.ts', code: use('../signals/catalog') },
  { file: 'src/insights/a.ts', code: use('../signals/scope') },
  { file: 'src/grafana/a.ts', code: use('../checks/check') },
  { file: 'src/grafana/b.ts', code: use('../insights/levelOf') },
  { file: 'src/discovery/a.ts', code: use('../grafana/prometheus') },
  { file: 'src/components/a.ts', code: use('../discovery/installation') },
  { file: 'src/pages/overview/a.ts', code: use('../../components/units') },
  { file: 'src/pages/containers/a.ts', code: use('./columns') },
  { file: 'src/pages/App.tsx', code: `export const later = () => import('./overview/OverviewPage');\n` },
  { file: 'src/signals/a.ts', code: "export const a = 'sum by (name) (rate(x[5m]))';\n" },
  { file: 'src/checks/b.ts', code: "export const a = 'topk(5, x)';\n" },
  { file: 'tools/a.ts', code: use('../src/checks/catalog') },
  // Words that only look like a query.
  { file: 'src/pages/overview/b.ts', code: "export const a = 'Ranked by rate (per second), max 5 by host';\n" },
  { file: 'src/pages/overview/c.ts', code: "export const a = 'minmax(0, 1fr) max(1px, 2px)';\n" },
];

describe('the doors of the house', () => {
  const queries = ['pages/overview', 'components', 'grafana', 'discovery'].flatMap((room) =>
    QUERIES.map((query): Case => ({ file: `src/${room}/a.ts`, code: `export const a = ${query};\n` }))
  );
  const closed = CLOSED.map(([, file, code]): Case => ({ file, code }));
  let found: string[][] = [];
  beforeAll(() => {
    found = lint([...closed, ...queries, ...OPEN]);
  }, 120_000);

  test.each(CLOSED.map(([why, file, , rule], index) => ({ why, file, rule, index })))(
    '$why ($file)',
    ({ rule, index }) => {
      expect(found[index]).toContain(rule);
    }
  );

  test.each(queries.map(({ file, code }, index) => ({ file, code: code.trim(), index })))(
    'no query text: $file $code',
    ({ index }) => {
      expect(found[closed.length + index]).toEqual(['no-restricted-syntax']);
    }
  );

  test.each(OPEN.map(({ file, code }, index) => ({ file, code: code.trim(), index })))(
    'open: $file $code',
    ({ index }) => {
      expect(found[closed.length + queries.length + index]).toEqual([]);
    }
  );
});
