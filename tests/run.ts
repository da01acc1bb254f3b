/** `npm test`: everything that says whether the product is right, and how many tests said so. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { getPrograms } from './integration/support/getPrograms';

const ROOT = resolve(__dirname, '..');
const REPORTS = mkdtempSync(join(tmpdir(), 'quayside-test-'));

interface Step {
  name: string;
  command: string[];
  /** Where the runner writes its counts. Without one, the step itself counts where it fails. */
  report?: { file: string; counts: (report: unknown) => Counts };
  env?: Record<string, string>;
  /** It runs servers, and waits for those that are still being got. */
  needsPrograms?: boolean;
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const jestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

function jestCounts(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = jestReport.parse(report);
  // A suite that cannot even be loaded has no tests to count, and must not pass for that.
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests };
}

function playwrightCounts(report: unknown): Counts {
  const { stats, errors } = playwrightReport.parse(report);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}

function jest(name: string, config: string): Step {
  const file = join(REPORTS, `${name}.json`);
  return {
    name,
    command: ['npx', 'jest', '-c', config, '--json', `--outputFile=${file}`, '--testLocationInResults=false'],
    report: { file, counts: jestCounts },
  };
}

const browserReport = join(REPORTS, 'e2e.json');

const STEPS: readonly Step[] = [
  { name: 'types', command: ['npm', 'run', '-s', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '-s', 'lint'] },
  { name: 'build', command: ['npm', 'run', '-s', 'build'] },
  jest('unit', 'jest.config.js'),
  { ...jest('integration', 'jest.integration.config.js'), needsPrograms: true },
  {
    name: 'e2e',
    command: ['npx', 'playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
    report: { file: browserReport, counts: playwrightCounts },
  },
];

/** The exit code of a program that has ended; what is for people goes through. */
function exitOf([program = '', ...args]: readonly string[], { report, env }: Pick<Step, 'report' | 'env'>) {
  return new Promise<number | Error | null>((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      // Reports go to their files.
      stdio: ['ignore', report ? process.stderr.fd : 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', resolve);
    child.once('close', resolve);
  });
}

async function run(step: Step): Promise<Counts> {
  const { name, command, report } = step;
  process.stdout.write(`\n=== ${name}: ${command.join(' ')}\n`);
  const began = Date.now();
  const exit = await exitOf(command, step);
  const seconds = Math.round((Date.now() - began) / 1000);
  if (exit instanceof Error) {
    process.stdout.write(`=== ${name} could not be started: ${exit.message}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const counts =
    report && existsSync(report.file)
      ? report.counts(JSON.parse(readFileSync(report.file, 'utf8')))
      : { passed: 0, failed: 0, skipped: 0 };
  // A runner that fails without a failed test (no test found, a crash while it ended) has failed all the same.
  const failed = exit !== 0 && counts.failed === 0 ? 1 : counts.failed;
  process.stdout.write(
    `=== ${name}: ${report ? `${counts.passed} passed, ${failed} failed` : failed ? 'failed' : 'ok'}, ${seconds} s\n`
  );
  return { ...counts, failed };
}

async function runAll(): Promise<void> {
  // On a new machine they are built, which what comes first leaves a core for.
  const programs = getPrograms();
  const results: Counts[] = [];
  for (const step of STEPS) {
    if (step.needsPrograms) {
      await programs;
    }
    results.push(await run(step));
  }
  rmSync(REPORTS, { recursive: true, force: true });
  const sum = (key: keyof Counts) => results.reduce((total, counts) => total + counts[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

void runAll();
