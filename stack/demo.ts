/** `npm run demo`: the whole monitoring server with a simulated fleet, with Docker or without. */
import { resolve } from 'node:path';

import { createFleet } from '../fleet/createFleet';
import { FleetOptionError } from '../fleet/options';
import { DEMO_HELP, demoOptions, DemoUsageError, type DemoOptions } from './demoOptions';
import { DemoProgress } from './demoProgress';
import { demoSettings } from './demoSettings';
import { startNativeDemo } from './demoNative';
import type { DemoStack } from './demoStack';
import { demoImages } from './docker/demoImages';
import { startComposeDemo } from './docker/startComposeDemo';
import { whyNoDocker } from './docker/whyNoDocker';
import { stopOnExit } from './native/stopOnExit';
import { buildPlugin, pluginPages, whyBuild } from './pluginBuild';
import { runCheck } from './runCheck';
import { showPages, type ShownPages } from './showPages';

const ROOT = resolve(__dirname, '..');

function whereEverythingIs(stack: DemoStack, pages: ShownPages, seconds: number): string {
  const rows: Array<[string, string | undefined]> = [
    ...pluginPages(ROOT).map(({ name, path }): [string, string] => [name, `${pages.url}${path}`]),
    ['Prometheus', stack.prometheusUrl],
    ['Loki', stack.lokiUrl],
    ['Alertmanager', stack.alertmanagerUrl],
    ['Logs and data', stack.stateDir],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    `Quayside is shown by ${pages.by}${pages.note ? ` (${pages.note})` : ''}, ${seconds.toFixed(0)} s after the start:`,
    ...rows.flatMap(([name, where]) => (where === undefined ? [] : [`  ${name.padEnd(width)}  ${where}`])),
    ...stack.absent().map((reason) => `  Left out  ${reason}`),
    ...stack.standIns().map((what) => `  Stand-in  ${what}`),
    '',
  ].join('\n');
}

async function demo(options: DemoOptions): Promise<number> {
  const began = Date.now();
  const fleet = createFleet(options.fleet);
  const settings = demoSettings(fleet);
  const stateDir = resolve(options.stateDir ?? `${ROOT}/.quayside/demo`);
  const starting = new AbortController();
  /** What runs so far. */
  const running: { start?: Promise<DemoStack>; stack?: DemoStack; pages?: ShownPages } = {};

  const stop = async () => {
    starting.abort(new Error('stopped'));
    await running.pages?.stop();
    // A start that was aborted stops by itself what it had started; its error is the abort.
    const stack = running.stack ?? (await running.start?.catch(() => undefined));
    await stack?.stop();
  };
  stopOnExit({
    stop,
    kill: () => running.stack?.kill(),
    say: (why) => process.stderr.write(`\nStopping everything (${why}).\n`),
  });

  const progress = new DemoProgress();
  await progress.step('Plugin', async (say) => {
    const why = whyBuild(ROOT);
    if (why === undefined) {
      return 'is built';
    }
    say(`building, because ${why}`);
    await buildPlugin(ROOT);
    return 'built';
  });

  const noDocker = options.withoutDocker ? '--without-docker' : await whyNoDocker(demoImages(ROOT), process.env);
  progress.note(noDocker === undefined ? 'With Docker: docker-compose.yaml' : `Without Docker: ${noDocker}`);
  const startDemo = noDocker === undefined ? startComposeDemo : startNativeDemo;
  running.start = startDemo({ root: ROOT, stateDir, fleet, events: progress.events, signal: starting.signal });
  const stack = await progress.parts(running.start);
  running.stack = stack;
  if (stack.endedLeftOvers.length > 0) {
    progress.note(`Ended what an earlier run had left behind: ${stack.endedLeftOvers.join(', ')}`);
  }
  const pages = await showPages(stack, ROOT, settings);
  running.pages = pages;
  process.stdout.write(`${whereEverythingIs(stack, pages, (Date.now() - began) / 1000)}\n`);

  if (options.check) {
    const { good, table } = await runCheck(
      stack,
      settings,
      pluginPages(ROOT).map(({ name, path }) => ({ name, url: `${pages.url}${path}` }))
    );
    process.stdout.write(`${table}\n`);
    await stop();
    return good ? 0 : 1;
  }
  process.stdout.write('Stop with Ctrl-C.\n');
  if (await stack.logsFilled) {
    progress.note('The history is complete; the fleet goes on live.');
  }
  return new Promise<number>(() => {
    // For ever: a signal ends it, see stopOnExit.
  });
}

async function main(): Promise<void> {
  try {
    const options = demoOptions(process.argv.slice(2));
    if (options.help) {
      process.stdout.write(DEMO_HELP);
      return;
    }
    process.exit(await demo(options));
  } catch (error) {
    if (error instanceof DemoUsageError || error instanceof FleetOptionError) {
      process.stderr.write(`${error.message}\n\n${DEMO_HELP}`);
      process.exit(2);
    }
    throw error;
  }
}

void main();
