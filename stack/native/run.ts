import { signalGroup, spawnGuarded } from './spawnGuarded';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** The command is ended after this long. */
  timeoutMs?: number;
  /** Called with each line of output as it appears, for progress. */
  onLine?: (line: string) => void;
  /** Ends the command when aborted. */
  signal?: AbortSignal;
}

/** A command that could not be run, or that ended with an error; the message holds the end of its output. */
class CommandFailed extends Error {
  constructor(
    readonly command: string,
    readonly reason: string,
    readonly output: string
  ) {
    const lastLines = output.trim().split('\n').slice(-3).join(' | ');
    super(`${command} ${reason}${lastLines ? `: ${lastLines}` : ''}`);
    this.name = 'CommandFailed';
  }
}

/** Runs a command to its end and returns what it printed, on either stream. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env, timeoutMs, onLine, signal } = options;
  signal?.throwIfAborted();
  const child = spawnGuarded({ command, args, cwd, env, output: 'pipe' });
  const name = [command.split('/').pop(), ...args.slice(0, 2)].join(' ');
  let output = '';
  let ended: string | undefined;

  const end = (reason: string) => {
    ended = reason;
    if (child.pid !== undefined) {
      signalGroup(child.pid, 'SIGKILL');
    }
  };
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => end(`took longer than ${timeoutMs / 1000} s`), timeoutMs);
  const onAbort = () => end('was stopped');
  signal?.addEventListener('abort', onAbort, { once: true });

  const collect = (chunk: Buffer) => {
    const text = chunk.toString();
    output += text;
    for (const line of text.split('\n')) {
      if (line.trim()) {
        onLine?.(line.trim());
      }
    }
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);

  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (ended !== undefined) {
      throw new CommandFailed(name, ended, output);
    }
    if (code !== 0) {
      throw new CommandFailed(name, `ended with ${code ?? 'a signal'}`, output);
    }
    return output;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
