import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One process, told apart from a later one that was given the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in whatever form the system tells it. */
  started: string;
}

/** Fields of /proc/PID/stat after the name, which may itself contain spaces and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}

/** ESRCH is what a read from /proc says when the process ends between open and read. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}

/** Where there is no /proc (macOS), ps tells the start time to the second. */
function startedByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    // ps ends with 1 when there is no such process: that is the answer, not a fault.
    return undefined;
  }
}

/** The identity of a running process, or undefined where there is none; a zombie does not run. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  if (process.platform !== 'linux') {
    const started = startedByPs(pid);
    return started === undefined ? undefined : { pid, started };
  }
  const fields = statFields(pid);
  const state = fields?.[0];
  // Field 22 of the whole line: start time in clock ticks since boot.
  const ticks = fields?.[19];
  if (ticks === undefined || state === 'Z' || state === 'X') {
    return undefined;
  }
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return { pid, started: `${boot}/${ticks}` };
}

/** Whether exactly this process, not another one with its pid, still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.started === identity.started;
}

/** The process group of a running process (Linux only). */
export function groupOf(pid: number): number | undefined {
  const fields = statFields(pid);
  return fields === undefined || fields[0] === 'Z' ? undefined : Number(fields[2]);
}
