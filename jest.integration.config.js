// Tests against a real Prometheus, a real Loki and the real promtool. They need no browser and no Grafana.
const unit = require('./jest.config');

module.exports = {
  ...unit,
  testEnvironment: 'node',
  // Each file has servers of its own, which work when it waits; more than two files at once want much memory.
  maxWorkers: 2,
  testMatch: [
    '<rootDir>/tests/integration/**/*.test.ts',
    '<rootDir>/tests/rules/**/*.test.ts',
    '<rootDir>/tests/stack/**/*.test.ts',
  ],
  globalSetup: '<rootDir>/tests/integration/support/globalSetup.ts',
  globalTeardown: '<rootDir>/tests/integration/support/globalTeardown.ts',
  // A history of half a day is written in front of the first test that needs it.
  testTimeout: 300_000,
};
