import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { groupOf, isRunning, processIdentity, type ProcessIdentity } from './processIdentity';
import { signalGroup } from './spawnGuarded';
import { waitFor } from './waitFor';

/** Environment variable by which a supervised process is known as one of a state directory's. */
export const MARKER = 'QUAYSIDE_SUPERVISED_IN';

const recordSchema = z.object({ pid: z.number().int().positive(), started: z.string() });

/** The file in which a supervised process is remembered. */
export function pidFile(stateDir: string, name: string): string {
  return join(stateDir, 'pids', `${name}.json`);
}

function ownerFile(stateDir: string): string {
  return join(stateDir, 'owner.json');
}

function readRecord(file: string): ProcessIdentity | undefined {
  const parsed = recordSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A record that was half written when its process was killed: nothing can be learnt from it.
    return undefined;
  }
}

/** Whether a process carries the marker of this state directory in its environment (Linux only). */
function isMarked(pid: number, stateDir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${MARKER}=${stateDir}`);
  } catch {
    // Ended meanwhile, or another user's and so not ours.
    return false;
  }
}

/** Members of a group that this state directory started: the leader may be gone and its child alive. */
function markedMembers(groupId: number, stateDir: string): number[] {
  if (!existsSync('/proc/self/stat')) {
    return [];
  }
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => groupOf(pid) === groupId && isMarked(pid, stateDir));
}

async function endGroup(name: string, leader: ProcessIdentity, stateDir: string): Promise<boolean> {
  const remaining = () => isRunning(leader) || markedMembers(leader.pid, stateDir).length > 0;
  if (!remaining()) {
    // Never signalled without this look: the pid may belong to somebody else by now.
    return false;
  }
  signalGroup(leader.pid, 'SIGTERM');
  const gone = () => (remaining() ? undefined : true);
  try {
    await waitFor(`${name} of an earlier run to end`, gone, { deadlineMs: 5_000 });
  } catch {
    // It did not end when asked: kill, and let a failure of that be the caller's error.
    signalGroup(leader.pid, 'SIGKILL');
    await waitFor(`${name} of an earlier run to be killed`, gone, { deadlineMs: 5_000 });
  }
  return true;
}

/**
 * Takes a state directory for this process: refuses where another one is still running in it, and ends
 * what an earlier one left behind when it crashed. Returns the names of what was ended.
 */
export async function claimStateDir(stateDir: string): Promise<string[]> {
  mkdirSync(join(stateDir, 'pids'), { recursive: true });
  if (existsSync(ownerFile(stateDir))) {
    const owner = readRecord(ownerFile(stateDir));
    if (owner !== undefined && owner.pid !== process.pid && isRunning(owner)) {
      throw new Error(
        `A stack already runs in ${stateDir} (pid ${owner.pid}). Stop it first, or choose another --state-dir.`
      );
    }
  }
  const ended: string[] = [];
  for (const file of readdirSync(join(stateDir, 'pids'))) {
    const name = file.replace(/\.json$/, '');
    const record = readRecord(pidFile(stateDir, name));
    if (record !== undefined && (await endGroup(name, record, stateDir))) {
      ended.push(name);
    }
    rmSync(pidFile(stateDir, name), { force: true });
  }
  writeFileSync(ownerFile(stateDir), JSON.stringify(processIdentity(process.pid)));
  return ended;
}

/** Gives the state directory back. */
export function releaseStateDir(stateDir: string): void {
  rmSync(ownerFile(stateDir), { force: true });
}
