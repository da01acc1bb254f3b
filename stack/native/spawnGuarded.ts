import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const WATCHDOG = join(__dirname, 'watchdog.sh');
/** How long a program may take to end by itself before it is killed. */
export const GRACE_MS = 10_000;

/** Where the child's output goes: a file descriptor, or a pipe that the caller reads. */
type OutputTarget = number | 'pipe';

export interface GuardedCommand {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  output: OutputTarget;
  graceMs?: number;
}

/**
 * Starts a program in a process group of its own that dies with this process, however this process
 * dies. The child's pid is also the id of its group.
 */
export function spawnGuarded({ command, args, env, cwd, output, graceMs = GRACE_MS }: GuardedCommand): ChildProcess {
  return spawn('/bin/sh', [WATCHDOG, String(Math.ceil(graceMs / 100)), command, ...args], {
    cwd,
    env: env ?? process.env,
    // Own group: a Ctrl-C in the terminal reaches this process alone, which then stops the others in order.
    detached: true,
    // The fourth is the pipe that the watchdog reads; Node keeps our end open for as long as we live.
    stdio: ['ignore', output, output, 'pipe'],
  });
}

/** Sends a signal to every process of a group. False when there is no such group any more. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}
