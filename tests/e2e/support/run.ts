import type { FoundBrowser } from './findBrowser';

/** What the tests of one run share, made before the first of them. */
export interface Run {
  browser: FoundBrowser;
  /** The real Grafana to test in; absent: the workbench, on the servers below. */
  grafanaUrl?: string;
  servers?: {
    prometheusUrl: string;
    lokiUrl: string;
    /** A copy of the built plugin: a build that goes on meanwhile must not change what is tested. */
    distDir: string;
  };
}

/** By which the processes of one run know about it. */
const VARIABLE = 'QUAYSIDE_E2E_RUN';

/** Tells the processes that run the tests. */
export function shareRun(run: Run): void {
  process.env[VARIABLE] = JSON.stringify(run);
}

/** This run. @throws outside of one */
export function currentRun(): Run {
  const text = process.env[VARIABLE];
  if (!text) {
    throw new Error(`${VARIABLE} is not set: run these tests with npm run test:e2e`);
  }
  return JSON.parse(text) as Run;
}
