// Dates in tests are read in UTC, whatever the machine's own zone.
process.env.TZ = 'UTC';

const base = require('./.config/jest.config');

module.exports = {
  ...base,
  testMatch: [
    '<rootDir>/src/**/*.test.{ts,tsx}',
    '<rootDir>/fleet/**/*.test.ts',
    '<rootDir>/stack/**/*.test.ts',
    '<rootDir>/workbench/**/*.test.{ts,tsx}',
    '<rootDir>/bench/**/*.test.ts',
    '<rootDir>/tools/**/*.test.ts',
  ],
};
