import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createFleet } from '../../../fleet/createFleet';
import type { Fleet } from '../../../fleet/fleet';
import type { FleetOptions } from '../../../fleet/options';
import { writeLogs } from '../../../fleet/writeLogs';
import { writeMetrics } from '../../../fleet/writeMetrics';
import { waitFor } from '../../../stack/native/waitFor';
import { program } from './programs';
import { runDirectory } from './runDirectory';
import { startLoki, startPrometheus, type Server } from './servers';

/** The end of every history: 10 June 2025, noon. Fixed, so that each run tests the same numbers. */
export const END = 1_749_556_800;

/** The fleets that test files share; each is written once in a run. */
const VARIANTS = {
  docker: { hours: 12 },
  // The checks look back six hours.
  kubernetes: { hours: 7, style: 'kubernetes' },
  // A whole day of the fleet's rhythm; half of the scrapes tell as much of it.
  quiet: { hours: 24, incidents: 'none', stepSeconds: 30, monitoring: true },
  // Incidents of the rarer kinds, and monitoring that fails itself.
  more: { hours: 3, incidents: 'more', monitoring: true },
  kubernetesMore: { hours: 3, incidents: 'more', monitoring: true, style: 'kubernetes' },
} satisfies Record<string, Partial<FleetOptions>>;

export type Variant = keyof typeof VARIANTS;

/** Fleets whose logs are pushed: hours enough for every window that is asked. */
const LOG_HOURS = 1;

/** A fleet of the variant. Each call makes an equal one. */
export function fleetOf(variant: Variant): Fleet {
  return createFleet({ end: END, ...VARIANTS[variant] });
}

/** Longer than the longest history takes on a busy machine. */
const WRITTEN_BY_ANOTHER_MS = 600_000;

/**
 * The folder that `write` fills; it is filled once in a run, while test files in other processes wait. Written beside its
 * place and then moved, so that nobody ever sees a part of it.
 */
export async function once(name: string, write: (directory: string) => Promise<void>): Promise<string> {
  // While tests are written, a folder that outlives the run saves minutes. It knows nothing of changes to the fleet.
  const histories = process.env['QUAYSIDE_TEST_HISTORIES'] || join(runDirectory(), 'histories');
  const directory = join(histories, name);
  const lock = join(runDirectory(), `${name}.lock`);
  mkdirSync(histories, { recursive: true });
  while (!existsSync(directory)) {
    if (!take(lock)) {
      const freed = () => existsSync(directory) || !existsSync(lock) || undefined;
      await waitFor(`the history ${name}, which another test file writes`, freed, {
        deadlineMs: WRITTEN_BY_ANOTHER_MS,
      });
      continue;
    }
    const unfinished = mkdtempSync(join(histories, `${name}-`));
    try {
      await write(unfinished);
      renameSync(unfinished, directory);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
      rmdirSync(lock);
    }
  }
  return directory;
}

/** Takes a lock, which is a folder; false where another process has it. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    // Jest has an Error of its own, so that of Node is no instance of it.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** A Prometheus with the history of a variant. */
export async function prometheusOf(variant: Variant): Promise<Server> {
  const blocks = await once(variant, async (directory) => {
    await writeMetrics(fleetOf(variant), { prometheusDir: directory, promtool: await program('promtool') });
  });
  return startPrometheus(blocks, END);
}

/** A Loki with an hour of logs of the standard fleet, labelled one way or the other; and that fleet. */
export async function lokiOf(
  options: Pick<FleetOptions, 'logLabels'> & Partial<FleetOptions>
): Promise<{ server: Server; fleet: Fleet }> {
  const fleet = createFleet({ end: END, logHours: LOG_HOURS, ...options });
  const server = await startLoki();
  try {
    await writeLogs(fleet, { lokiUrl: server.url });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { server, fleet };
}
