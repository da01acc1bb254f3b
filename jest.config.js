// Dates in tests are read in UTC, whatever the machine's own zone.
process.env.TZ = 'UTC';

const base = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

const [swc] = Object.values(base.transform);

module.exports = {
  ...base,
  // All cores: by default one is kept free, which on a machine of two is half of it.
  maxWorkers: '100%',
  // A test ends by what it sees; so much is for machines that do much else besides.
  testTimeout: 60_000,
  testMatch: [
    '<rootDir>/src/**/*.test.{ts,tsx}',
    '<rootDir>/fleet/**/*.test.ts',
    '<rootDir>/stack/**/*.test.ts',
    '<rootDir>/workbench/**/*.test.{ts,tsx}',
    '<rootDir>/tools/**/*.test.ts',
  ],
  // Grafana has one router; what its packages import under the older name is the same module there.
  moduleNameMapper: { ...base.moduleNameMapper, '^react-router-dom-v5-compat$': require.resolve('react-router-dom') },
  // `yaml` has another build for browsers, of ES modules.
  // Some packages that Grafana needs ship ES modules only, some of them as .mjs, which the scaffold does not transform.
  transform: { '^.+\\.(t|j)sx?$': swc, '^.+\\.mjs$': swc },
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, 'yaml'])],
};
