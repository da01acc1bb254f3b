import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { request } from '../http';
import { writeTargets, type TargetFiles } from '../targets';
import { findProgram, ProgramMissing, type FindOptions, type FoundProgram } from './findProgram';
import { freePort } from './freePort';
import { claimStateDir, releaseStateDir } from './leftOvers';
import { startMailSink, type MailSink } from './mailSink';
import { PARTS, type Listening, type Part, type PartName } from './parts';
import { BUNDLES, type ProgramName } from './programs';
import { composeService, pinnedVersions, readCompose, type Compose } from './readCompose';
import { reasonOf } from './reasonOf';
import { renderConfig, type NativePlace } from './renderConfig';
import { lookOnPath } from './sources/executable';
import { defaultCacheDir } from './sources/source';
import { Supervisor } from './supervise';
import { waitFor } from './waitFor';

const ROOT = resolve(__dirname, '../..');
const READY_MS = 90_000;

export interface NativeStackOptions {
  /** Where configuration, data, logs and pid files go. One stack at a time in each. */
  stateDir: string;
  /** All where left out. */
  parts?: readonly PartName[];
  /** Ports that are wanted instead of the compose file's; 0 for any. */
  ports?: Partial<Record<PartName, number>>;
  /** Keeps the data of an earlier run in this state directory. */
  keepData?: boolean;
  /** What Prometheus scrapes beside the compose file's own services. */
  targets?: TargetFiles;
  /** Fills Prometheus' data directory before Prometheus starts. */
  prepareMetrics?: (place: { dataDir: string; promtool: string; say: (message: string) => void }) => Promise<void>;
  /** Environment in which programs are looked for; this process' own where left out. */
  env?: NodeJS.ProcessEnv;
  /** Stops the start when aborted. */
  signal?: AbortSignal;
  onProgress?: (part: PartName, message: string) => void;
  /** Told when a part's state changes. */
  onState?: (part: StackPart) => void;
}

export interface StackPart {
  readonly name: PartName;
  readonly title: string;
  /** Where it listens, or will listen. */
  readonly url: string;
  /** `coming`: is being built from source and joins later. */
  state: 'starting' | 'running' | 'coming' | 'missing' | 'failed';
  /** Why it is missing or failed. */
  why?: string;
  /** That the wanted port was in use, and by what. */
  readonly portNote?: string;
  /** Resolves when it runs and answers with data, and with false when it never will. */
  joined: Promise<boolean>;
}

export interface RunningStack {
  readonly stateDir: string;
  readonly parts: ReadonlyMap<PartName, StackPart>;
  /** Addresses of the parts that run at this moment. */
  readonly urls: Partial<Record<PartName, string>>;
  /** Left over by a run that crashed, and ended by this one. */
  readonly endedLeftOvers: readonly string[];
  /** Where Alertmanager's mails are, as files; without Docker they take the place of the mailbox. */
  readonly mailDir?: string;
  /** Adds files of targets; Prometheus sees them by itself. */
  addTargets(files: TargetFiles): void;
  /** Stops all that was started; nothing is left running. */
  stop(): Promise<void>;
  /** The same at once, where nothing can be waited for. */
  kill(): void;
}

/** Starts the stack of docker-compose.yaml without Docker. */
export async function startNativeStack(options: NativeStackOptions): Promise<RunningStack> {
  const stack = new NativeStack(options);
  try {
    await stack.start();
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

class NativeStack implements RunningStack {
  readonly stateDir: string;
  readonly parts = new Map<PartName, StackPart>();
  endedLeftOvers: readonly string[] = [];

  private readonly compose: Compose;
  private readonly env: NodeJS.ProcessEnv;
  private readonly supervisor: Supervisor;
  private readonly ports = new Map<string, number>();
  /** Ends searches and builds that still go on when the stack is stopped. */
  private readonly abort = new AbortController();
  private owner = false;
  private mail: MailSink | undefined;

  constructor(private readonly options: NativeStackOptions) {
    this.stateDir = resolve(options.stateDir);
    this.env = options.env ?? process.env;
    this.compose = readCompose(ROOT, this.env);
    this.supervisor = new Supervisor(this.stateDir);
    const { signal } = options;
    signal?.addEventListener('abort', () => this.abort.abort(signal.reason), { once: true });
  }

  get urls(): Partial<Record<PartName, string>> {
    const running = [...this.parts.values()].filter(({ state }) => state === 'running');
    return Object.fromEntries(running.map(({ name, url }) => [name, url]));
  }

  get mailDir(): string | undefined {
    return this.mail?.dir;
  }

  async start(): Promise<void> {
    this.endedLeftOvers = await claimStateDir(this.stateDir);
    this.owner = true;
    rmSync(join(this.stateDir, 'config'), { recursive: true, force: true });
    if (this.options.keepData !== true) {
      rmSync(join(this.stateDir, 'data'), { recursive: true, force: true });
    }
    const wanted = (this.options.parts ?? (Object.keys(PARTS) as PartName[])).map((name) => PARTS[name]);
    for (const part of wanted) {
      await this.choosePorts(part);
    }
    if (wanted.includes(PARTS.alertmanager)) {
      this.mail = await startMailSink(join(this.stateDir, 'mail'));
      this.ports.set('mailpit:1025', this.mail.port);
    }
    const searches = await Promise.all(wanted.map(async (part) => ({ part, ...(await this.search(part, 'quick')) })));
    // All are decided before the first is rendered: Prometheus must not scrape what does not come.
    for (const { part, reasons } of searches) {
      if (reasons !== undefined) {
        await this.postpone(part, reasons);
      }
    }
    const starting = searches.flatMap(({ part, found }) => (found === undefined ? [] : [this.join(part, found)]));
    await Promise.all(starting);
    this.abort.signal.throwIfAborted();
  }

  addTargets(files: TargetFiles): void {
    writeTargets(join(this.configDir('prometheus'), 'etc', 'prometheus', 'targets'), files);
  }

  async stop(): Promise<void> {
    this.abort.abort(new Error('the stack was stopped'));
    await this.supervisor.stopAll();
    await this.mail?.stop();
    await Promise.allSettled([...this.parts.values()].map(({ joined }) => joined));
    if (this.owner) {
      releaseStateDir(this.stateDir);
    }
  }

  kill(): void {
    this.supervisor.killAll();
  }

  private configDir(name: PartName): string {
    return join(this.stateDir, 'config', name);
  }

  private say(part: Part, message: string): void {
    this.options.onProgress?.(part.name, message);
  }

  private setState(part: StackPart, state: StackPart['state'], why?: string): void {
    part.state = state;
    part.why = why;
    this.options.onState?.(part);
  }

  private part(name: PartName): StackPart {
    const part = this.parts.get(name);
    if (part === undefined) {
      throw new Error(`${name} is no part of this stack`);
    }
    return part;
  }

  private async choosePorts(part: Part): Promise<void> {
    const { port } = composeService(this.compose, part.name);
    if (port === undefined) {
      throw new Error(`docker-compose.yaml gives ${part.name} no port`);
    }
    const taken = new Set(this.ports.values());
    const chosen = await freePort(this.options.ports?.[part.name] ?? port.host, taken);
    this.ports.set(`${part.name}:${port.container}`, chosen.port);
    if (part.extraPort !== undefined) {
      const extra = await freePort(part.extraPort, new Set(this.ports.values()));
      this.ports.set(`${part.name}:${part.extraPort}`, extra.port);
    }
    this.parts.set(part.name, {
      name: part.name,
      title: part.title,
      url: `http://127.0.0.1:${chosen.port}`,
      state: 'starting',
      portNote: chosen.note,
      joined: Promise.resolve(false),
    });
  }

  private listening(part: Part): Listening {
    const { port } = composeService(this.compose, part.name);
    const at = (container: number | undefined) => this.ports.get(`${part.name}:${container ?? 0}`) ?? 0;
    return { port: at(port?.container), extraPort: at(part.extraPort) };
  }

  /** All programs of a part, or the reasons why one of them is not to be had. */
  private async search(
    part: Part,
    effort: FindOptions['effort'],
    earlier?: readonly string[]
  ): Promise<{ found?: FoundProgram[]; reasons?: readonly string[]; error?: ProgramMissing }> {
    const find = (name: ProgramName) =>
      findProgram(name, {
        env: this.env,
        cacheDir: defaultCacheDir(this.env),
        versions: pinnedVersions(this.compose),
        effort,
        earlier,
        signal: this.abort.signal,
        onProgress: (message) => this.say(part, message),
      });
    try {
      return { found: await Promise.all(part.programs.map(find)) };
    } catch (error) {
      if (error instanceof ProgramMissing) {
        return { reasons: error.reasons, error };
      }
      throw error;
    }
  }

  /** Goes on looking where that takes minutes, while the rest starts. */
  private async postpone(part: Part, reasons: readonly string[]): Promise<void> {
    const stackPart = this.part(part.name);
    const search = this.search(part, 'slow', reasons);
    const joined = search.then(
      ({ found, error }) => {
        if (found !== undefined) {
          return this.join(part, found);
        }
        this.setState(stackPart, 'missing', error?.message);
        return false;
      },
      (error: unknown) => this.fail(part, error)
    );
    stackPart.joined = joined;
    const canBuild = BUNDLES[part.name].go !== undefined && lookOnPath('go', this.env) !== undefined;
    if (canBuild) {
      this.setState(stackPart, 'coming');
    } else {
      // Fails at once, and its reason belongs to the message.
      await joined;
    }
  }

  /** Starts a part and waits for its data. A part that fails is named, and the rest goes on. */
  private join(part: Part, found: readonly FoundProgram[]): Promise<boolean> {
    const stackPart = this.part(part.name);
    const late = stackPart.state === 'coming';
    // It counts as here from now on: Prometheus scrapes itself too.
    this.setState(stackPart, 'starting');
    const joined = this.launch(part, found).then(
      async () => {
        this.setState(stackPart, 'running');
        this.say(part, `runs at ${stackPart.url} (${found[0]?.how ?? ''})`);
        if (late) {
          await this.refreshPrometheus(part);
        }
        return true;
      },
      (error: unknown) => this.fail(part, error)
    );
    stackPart.joined = joined;
    return joined;
  }

  private fail(part: Part, error: unknown): false {
    this.setState(this.part(part.name), 'failed', reasonOf(error));
    return false;
  }

  private async launch(part: Part, found: readonly FoundProgram[]): Promise<void> {
    const [program] = found;
    if (program === undefined) {
      throw new Error(`${part.title} has no program`);
    }
    const listening = this.listening(part);
    const native = renderConfig(this.compose, composeService(this.compose, part.name), this.place());
    if (part.name === 'prometheus') {
      this.addTargets(this.options.targets ?? {});
      await this.prepareMetrics(found, native.paths.find(({ container }) => container === '/prometheus')?.native);
    }
    this.abort.signal.throwIfAborted();
    const { logFile, exited } = this.supervisor.start({
      name: part.name,
      command: part.executable(program.path),
      args: [...part.leading(program.path), ...native.command, ...part.args(listening)],
      env: { ...native.environment, ...part.env(listening) },
    });
    this.say(part, 'waiting for its first data');
    await waitFor(part.title, () => part.hasData(this.part(part.name).url), {
      deadlineMs: READY_MS,
      logFile,
      unless: exited,
      signal: this.abort.signal,
    });
  }

  private async prepareMetrics(found: readonly FoundProgram[], dataDir: string | undefined): Promise<void> {
    const promtool = found.find(({ name }) => name === 'promtool')?.path;
    if (this.options.prepareMetrics === undefined || promtool === undefined || dataDir === undefined) {
      return;
    }
    const say = (message: string) => this.say(PARTS.prometheus, message);
    // Who stops the stack does not wait for a history that nobody will see.
    const stopped = new Promise<never>((_resolve, reject) => {
      this.abort.signal.addEventListener('abort', () => reject(new Error('the stack was stopped')), { once: true });
    });
    await Promise.race([this.options.prepareMetrics({ dataDir, promtool, say }), stopped]);
  }

  private place(): NativePlace {
    const here = [...this.parts.values()].filter(({ state }) => state === 'starting' || state === 'running');
    const names = new Set<string>(here.map(({ name }) => name));
    return {
      stateDir: this.stateDir,
      ports: this.ports,
      absent: new Set([...this.compose.services.keys()].filter((name) => !names.has(name))),
    };
  }

  /** What joined late is scraped from now on, and alerts go to it. */
  private async refreshPrometheus(late: Part): Promise<void> {
    const { prometheus } = this.urls;
    if (prometheus === undefined || late.name === 'prometheus') {
      return;
    }
    renderConfig(this.compose, composeService(this.compose, 'prometheus'), this.place());
    await request(`${prometheus}/-/reload`, { method: 'POST' });
  }
}
