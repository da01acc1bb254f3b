import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { MARKER, pidFile } from './leftOvers';
import { processIdentity } from './processIdentity';
import { GRACE_MS, signalGroup, spawnGuarded } from './spawnGuarded';

export interface ProcessSpec {
  /** Names the log and the pid file; one process of this name at a time. */
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
}

export interface SupervisedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with a sentence on how it ended. */
  readonly exited: Promise<string>;
  /** Resolves when no process of its group is left. */
  stop(): Promise<void>;
}

/** Starts programs and sees to it that none outlives this process. */
export class Supervisor {
  private readonly running = new Map<string, SupervisedProcess>();
  private stopping = false;

  constructor(
    private readonly stateDir: string,
    private readonly graceMs = GRACE_MS
  ) {
    mkdirSync(join(stateDir, 'logs'), { recursive: true });
    mkdirSync(join(stateDir, 'pids'), { recursive: true });
  }

  /** Starts a program; its output goes to a log in the state directory. */
  start({ name, command, args, env, cwd }: ProcessSpec): SupervisedProcess {
    if (this.stopping) {
      throw new Error(`${name} is not started: the stack is stopping`);
    }
    if (this.running.has(name)) {
      throw new Error(`${name} already runs`);
    }
    const logFile = join(this.stateDir, 'logs', `${name}.log`);
    const log = openSync(logFile, 'w');
    const child = spawnGuarded({
      command,
      args,
      cwd,
      env: { ...process.env, ...env, [MARKER]: this.stateDir },
      output: log,
      graceMs: this.graceMs,
    });
    closeSync(log);
    const { pid } = child;
    const record = pidFile(this.stateDir, name);
    const exited = new Promise<string>((resolve) => {
      // No shell to be had, or no process left to the user: `pid` is undefined then.
      child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
      child.once('exit', (code, signal) => {
        rmSync(record, { force: true });
        this.running.delete(name);
        resolve(signal === null ? `${name} ended with ${code}` : `${name} was ended by ${signal}`);
      });
    });
    if (pid === undefined) {
      throw new Error(`${name} could not be started: no process for ${command}`);
    }
    writeFileSync(record, JSON.stringify(processIdentity(pid) ?? { pid, started: '' }));
    const supervised: SupervisedProcess = {
      name,
      pid,
      logFile,
      exited,
      stop: () => stopGroup(pid, exited, this.graceMs),
    };
    this.running.set(name, supervised);
    return supervised;
  }

  /** Stops all, the last started first: what asks others ends before those that answer. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    for (const supervised of [...this.running.values()].reverse()) {
      await supervised.stop();
    }
  }

  /** For the last moment of a process, where nothing can be waited for any more. */
  killAll(): void {
    for (const { pid } of this.running.values()) {
      signalGroup(pid, 'SIGKILL');
    }
  }
}

/** Asks a process group to end, and kills it when it does not. */
async function stopGroup(groupId: number, exited: Promise<string>, graceMs: number): Promise<void> {
  signalGroup(groupId, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(groupId, 'SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
  // Children that the program left behind in its group.
  signalGroup(groupId, 'SIGKILL');
}
