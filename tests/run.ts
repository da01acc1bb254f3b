/** `npm test`: everything that says whether the product is right, and how many tests said so. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { getPrograms } from './integration/support/getPrograms';

const ROOT = resolve(__dirname, '..');
const REPORTS = mkdtempSync(join(tmpdir(), 'quayside-test-'));

interface Step {
  name: string;
  command: string[];
  /** Where the runner writes its counts. Without one, the step itself counts where it fails. */
  report?: { file: string; read: (report: unknown) => Results };
  env?: Record<string, string>;
  /** It runs servers, and waits for those that are still being got. */
  needsPrograms?: boolean;
}

interface Results {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, or passed only when tried again: a long output may be cut where it happened. */
  notes: string[];
}

const jestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    })
  ),
});

interface BrowserSuite {
  specs: Array<{ title: string; file: string; line: number; tests: Array<{ status: string }> }>;
  suites?: BrowserSuite[] | undefined;
}
const browserSuite: z.ZodType<BrowserSuite> = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      line: z.number(),
      tests: z.array(z.object({ status: z.string() })),
    })
  ),
  suites: z.lazy(() => z.array(browserSuite)).optional(),
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(browserSuite),
  errors: z.array(z.unknown()),
});

function jestResults(report: unknown): Results {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, testResults } =
    jestReport.parse(report);
  const notes = testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const file = relative(ROOT, name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return failed.length > 0
        ? failed.map(({ fullName }) => `failed: ${file} › ${fullName}`)
        : [`failed: ${file} could not be run`];
    });
  // A suite that cannot even be loaded has no tests to count, and must not pass for that.
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed, skipped: numPendingTests, notes };
}

function playwrightResults(report: unknown): Results {
  const { stats, suites, errors } = playwrightReport.parse(report);
  const specsOf = (suite: BrowserSuite): BrowserSuite['specs'] => [
    ...suite.specs,
    ...(suite.suites ?? []).flatMap(specsOf),
  ];
  const notes = suites
    .flatMap(specsOf)
    .flatMap(({ title, file, line, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ status }) => `${status === 'flaky' ? 'flaky' : 'failed'}: ${file}:${line} › ${title}`)
    );
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    notes,
  };
}

function jest(name: string, config: string): Step {
  const file = join(REPORTS, `${name}.json`);
  return {
    name,
    command: ['npx', 'jest', '-c', config, '--json', `--outputFile=${file}`, '--testLocationInResults=false'],
    report: { file, read: jestResults },
  };
}

const browserReport = join(REPORTS, 'e2e.json');

/** One after the other; of one stage, all at once. The first ones keep a single core busy each. */
const STAGES: ReadonlyArray<readonly Step[]> = [
  [
    { name: 'lint', command: ['npm', 'run', '-s', 'lint'] },
    { name: 'types', command: ['npm', 'run', '-s', 'typecheck'] },
    { name: 'build', command: ['npm', 'run', '-s', 'build'] },
  ],
  [jest('unit', 'jest.config.js')],
  [{ ...jest('integration', 'jest.integration.config.js'), needsPrograms: true }],
  [
    {
      name: 'e2e',
      command: ['npx', 'playwright', 'test', '--reporter=list,json'],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
      report: { file: browserReport, read: playwrightResults },
    },
  ],
];

interface Ended {
  /** The exit code, or why the program could not be started. */
  exit: number | Error | null;
  /** What it said, where that was not printed at once. */
  said: string;
}

/** Runs a program to its end. What it says is printed at once, or kept where another one speaks at the same time. */
function end({ command: [program = '', ...args], report, env }: Step, isAlone: boolean): Promise<Ended> {
  return new Promise((resolve) => {
    const said: Buffer[] = [];
    // Reports go to their files, and what is for people through here.
    const output = isAlone ? (report ? process.stderr.fd : 'inherit') : 'pipe';
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', output, isAlone ? 'inherit' : 'pipe'],
      env: { ...process.env, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => said.push(chunk));
    }
    const ended = (exit: Ended['exit']) => resolve({ exit, said: Buffer.concat(said).toString('utf8') });
    child.once('error', ended);
    child.once('close', ended);
  });
}

async function run(step: Step, isAlone: boolean): Promise<Results> {
  const { name, command, report } = step;
  const title = `\n=== ${name}: ${command.join(' ')}\n`;
  process.stdout.write(isAlone ? title : '');
  const began = Date.now();
  const { exit, said } = await end(step, isAlone);
  process.stdout.write(isAlone ? '' : title + said);
  const seconds = Math.round((Date.now() - began) / 1000);
  if (exit instanceof Error) {
    process.stdout.write(`=== ${name} could not be started: ${exit.message}\n`);
    return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${name} could not be started`] };
  }
  const results =
    report && existsSync(report.file)
      ? report.read(JSON.parse(readFileSync(report.file, 'utf8')))
      : { passed: 0, failed: 0, skipped: 0, notes: [] };
  // A runner that fails without a failed test (no test found, a crash while it ended) has failed all the same.
  const isFailed = exit !== 0 && results.failed === 0;
  const failed = isFailed ? 1 : results.failed;
  process.stdout.write(
    `=== ${name}: ${report ? `${results.passed} passed, ${failed} failed` : failed ? 'failed' : 'ok'}, ${seconds} s\n`
  );
  return {
    ...results,
    failed,
    notes: isFailed ? [`failed: ${name} (exit code ${exit})`, ...results.notes] : results.notes,
  };
}

async function runAll(): Promise<void> {
  // On a new machine they are built, which what comes first leaves a core for.
  const programs = getPrograms();
  const results: Results[] = [];
  for (const stage of STAGES) {
    if (stage.some(({ needsPrograms }) => needsPrograms)) {
      await programs;
    }
    results.push(...(await Promise.all(stage.map((step) => run(step, stage.length === 1)))));
  }
  rmSync(REPORTS, { recursive: true, force: true });
  const sum = (key: 'passed' | 'failed' | 'skipped') => results.reduce((total, counts) => total + counts[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  const notes = results.flatMap((each) => each.notes);
  process.stdout.write(['', ...notes, '', ''].join('\n'));
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

void runAll();
