import { defineConfig } from 'eslint/config';
import boundaries from 'eslint-plugin-boundaries';
import tsPlugin from '@typescript-eslint/eslint-plugin';
import baseConfig from './.config/eslint.config.mjs';

const NODE = ['fleet', 'stack', 'workbench', 'tools', 'tests'];
const nodeFiles = NODE.map((folder) => `${folder}/**/*.{ts,tsx}`);

/** Rooms of the house. The first pattern that matches a file says which room it is in. */
const ROOMS = [
  { type: 'module', pattern: 'src/module.tsx' },
  { type: 'manifest', pattern: 'src/plugin.json' },
  { type: 'app', pattern: 'src/pages/*' },
  { type: 'page', pattern: 'src/pages/*/**/*', capture: ['page'] },
  ...[
    'signals',
    'checks',
    'insights',
    'grafana',
    'discovery',
    'components',
    'datasource',
    'extensions',
    'dashboards',
  ].map((room) => ({
    type: room,
    pattern: `src/${room}/**/*`,
  })),
  { type: 'outside', pattern: `(${NODE.join('|')})/**/*` },
].map((room) => ({ ...room, mode: 'full' }));

/** Which rooms each room may enter. What is not named is closed. */
const DOORS = [
  { from: 'signals', allow: ['signals'] },
  { from: 'checks', allow: ['checks', 'signals'] },
  { from: 'insights', allow: ['insights', 'signals'] },
  { from: 'grafana', allow: ['grafana', 'signals', 'checks', 'insights'] },
  { from: 'discovery', allow: ['discovery', 'grafana', 'signals', 'checks', 'insights'] },
  {
    from: 'components',
    allow: ['components', 'discovery', 'grafana', 'signals', 'checks', 'insights', 'dashboards'],
  },
  {
    from: 'datasource',
    allow: ['datasource', 'components', 'discovery', 'grafana', 'signals', 'checks', 'insights'],
  },
  { from: 'extensions', allow: ['extensions', 'components', 'discovery', 'grafana', 'signals', 'manifest'] },
  {
    from: 'page',
    allow: [
      ['page', { page: '${from.page}' }],
      'components',
      'datasource',
      'discovery',
      'grafana',
      'signals',
      'checks',
      'insights',
      'dashboards',
    ],
  },
  { from: 'app', allow: ['app', 'page', 'components', 'discovery', 'grafana'] },
  { from: 'module', allow: ['app', 'page', 'datasource', 'extensions', 'manifest'] },
  // What is not shipped may look at whatever it tests, generates or measures.
  { from: 'outside', allow: ['*'] },
];

/** Rooms that run anywhere: in a browser, in Node, in a generator of rule files. */
const PURE = ['signals', 'checks', 'insights'].map((room) => `src/${room}/**/*.{ts,tsx}`);
const TESTS = ['**/*.test.{ts,tsx}', 'src/**/test-support/**', 'src/**/testing.ts'];

const QUERY_FUNCTION =
  '\\b(?:i?rate|increase|i?delta|deriv|predict_linear|[a-z]+_over_time|(?:approx_)?topk|bottomk|histogram_quantile|absent|changes|label_replace)\\(';
const QUERY_AGGREGATION = '\\b(?:sum|min|max|avg|count|group|quantile|stddev|topk|bottomk)\\s+(?:by|without)\\s*\\(';
const QUERY_SELECTOR = '\\{\\s*[a-zA-Z_][a-zA-Z0-9_]*\\s*(?:=~|!~|!=|=)\\s*[\\u0022`]';
const QUERY_PIPE = '\\|\\s*(?:json|logfmt|unwrap|pattern|regexp|line_format|label_format)\\b';
const QUERY = `(?:${[QUERY_FUNCTION, QUERY_AGGREGATION, QUERY_SELECTOR, QUERY_PIPE].join('|')})`;
const QUERY_MESSAGE = 'Query text lives in src/signals and src/checks only, so that a query is mended in one place.';

const NO_QUERY_TEXT = [
  { selector: `Literal[value=/${QUERY}/]`, message: QUERY_MESSAGE },
  { selector: `TemplateElement[value.cooked=/${QUERY}/]`, message: QUERY_MESSAGE },
];

const PURE_IMPORTS = {
  group: ['react', 'react-*', 'react/*', 'rxjs', 'rxjs/*', '@grafana/*', '@emotion/*'],
  message: 'This room is pure TypeScript: rule generators and tests use it without a browser and without Grafana.',
};
const NODE_IMPORTS = { group: ['node:*', 'fs', 'path', 'child_process'], message: 'The plugin runs in a browser.' };
const TEST_IMPORTS = { group: ['**/test-support/*', '**/testing'], message: 'What tests share is not shipped.' };
const TALKING_TO_GRAFANA = {
  name: '@grafana/runtime',
  importNames: ['getBackendSrv', 'getDataSourceSrv', 'DataSourceWithBackend'],
  message: 'src/grafana is the only room that talks to Grafana.',
};
const MOMENT = { name: 'moment', message: 'Use dateTime and its friends of @grafana/data.' };

export default defineConfig([
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/artifacts/',
      '**/coverage/',
      'test-results/',
      'playwright-report/',
      'blob-report/',
      '.quayside/',
      '**/.eslintcache',
      // The scaffold's own; updated with it, not by hand.
      '.config/',
    ],
  },
  ...baseConfig,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@typescript-eslint': tsPlugin },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },

  // The doors of the house.
  {
    files: ['src/**/*.{ts,tsx}', ...nodeFiles],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': ROOMS,
      // Types as well, and what is loaded lazily or passed on: all of them tie two rooms together.
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.json'] } },
    },
    rules: {
      'boundaries/element-types': [
        'error',
        { default: 'disallow', message: 'A closed door: ${file.type} may not import ${dependency.type}', rules: DOORS },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: { 'boundaries/no-unknown-files': 'error', 'boundaries/no-unknown': 'error' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: [...TESTS, 'src/grafana/**', ...PURE],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [MOMENT, TALKING_TO_GRAFANA], patterns: [NODE_IMPORTS, TEST_IMPORTS] },
      ],
    },
  },
  {
    files: ['src/grafana/**/*.{ts,tsx}'],
    ignores: TESTS,
    rules: { 'no-restricted-imports': ['error', { paths: [MOMENT], patterns: [NODE_IMPORTS, TEST_IMPORTS] }] },
  },
  {
    files: PURE,
    ignores: TESTS,
    rules: {
      'no-restricted-imports': ['error', { paths: [MOMENT], patterns: [NODE_IMPORTS, TEST_IMPORTS, PURE_IMPORTS] }],
    },
  },
  {
    files: ['pages', 'components', 'datasource', 'extensions', 'grafana', 'discovery', 'insights'].map(
      (room) => `src/${room}/**/*.{ts,tsx}`
    ),
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', ...NO_QUERY_TEXT] },
  },
  {
    // Replaces the rule above for this room, which therefore repeats it.
    files: ['src/datasource/**/*.{ts,tsx}'],
    ignores: TESTS,
    rules: {
      'no-restricted-syntax': [
        'error',
        ...NO_QUERY_TEXT,
        {
          selector: 'ImportExpression',
          message: 'Grafana looks for chunks of a plugin within a plugin in the wrong place: import at once.',
        },
      ],
    },
  },
  {
    // Replaces the rule above for these two, which therefore repeat it.
    files: ['src/module.tsx', 'src/pages/App.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...NO_QUERY_TEXT,
        {
          selector:
            'ImportDeclaration[importKind!="type"][source.value=/^\\.\\u002f(?!plugin\\.json|extensions\\u002f)/]',
          message: 'Pages are loaded lazily: import() them.',
        },
      ],
    },
  },

  // What runs in Node: command lines, servers, tests.
  {
    files: nodeFiles,
    languageOptions: { parserOptions: { project: './tsconfig.node.json' } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/await-thenable': 'error',
      // Playwright's fixtures call what they hand out `use`, which is no hook of React's.
      'react-hooks/rules-of-hooks': 'off',
    },
  },
]);
