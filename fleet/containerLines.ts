import type { Container, Fleet, Level, LogEpisode, LogStyle } from './fleet';
import { isReachable } from './hostState';
import { hexName, Random } from './random';

/** A line of a container's log. */
export interface LogLine {
  /** Epoch milliseconds. */
  at: number;
  /** Number within its minute. */
  n: number;
  level: Level;
  stream: 'stdout' | 'stderr';
  /** More than one line of text where an exception has a stack. */
  text: string;
}

interface Saying {
  level: Level;
  weight: number;
  message: string;
  stack?: string;
}

const MINUTE = 60;

const JAVA_STACK = [
  'java.lang.IllegalStateException: connection pool shut down',
  '\tat org.example.shop.pool.ConnectionPool.acquire(ConnectionPool.java:211)',
  '\tat org.example.shop.orders.OrderRepository.find(OrderRepository.java:88)',
  '\tat org.example.shop.orders.OrderService.load(OrderService.java:41)',
  '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
  'Caused by: java.net.SocketTimeoutException: Read timed out',
  '\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)',
  '\t... 4 more',
].join('\n');

const PYTHON_STACK = [
  'Traceback (most recent call last):',
  '  File "/app/render/worker.py", line 118, in run',
  '    page = template.render(**context)',
  '  File "/app/render/template.py", line 52, in render',
  '    return self.source.format(**context)',
  "KeyError: 'customer'",
].join('\n');

const PANIC = [
  'panic: dial tcp 10.0.1.25:587: connect: connection refused',
  '',
  'goroutine 1 [running]:',
  'main.(*Mailer).Connect(0xc00011c000)',
  '\t/src/mailer/smtp.go:57 +0x1d4',
  'main.main()',
  '\t/src/mailer/main.go:31 +0x9c',
  'exit status 2',
].join('\n');

/** What containers say on an ordinary day, by style. */
const SAYINGS: Record<LogStyle, Saying[]> = {
  json: [
    { level: 'info', weight: 80, message: 'request completed in {n} ms' },
    { level: 'debug', weight: 8, message: 'cache hit for key user:{n}' },
    { level: 'warn', weight: 5, message: 'retrying call to payment provider, attempt 2 after {n} ms' },
    { level: 'error', weight: 0.4, message: 'payment provider answered 503 after {n} ms' },
  ],
  logfmt: [
    { level: 'info', weight: 80, message: 'job done id={n} queue=default' },
    { level: 'debug', weight: 6, message: 'polling queue, {n} jobs waiting' },
    { level: 'warn', weight: 4, message: 'job took longer than expected: {slow} ms' },
    { level: 'error', weight: 0.4, message: 'job failed id={n}: deadline exceeded' },
  ],
  java: [
    { level: 'info', weight: 80, message: 'Processed batch of {n} documents' },
    { level: 'debug', weight: 5, message: 'Refreshing index segment {n}' },
    { level: 'warn', weight: 4, message: 'Slow operation took {slow} ms' },
    { level: 'error', weight: 0.3, message: 'Unhandled exception in worker {n}', stack: JAVA_STACK },
  ],
  python: [
    { level: 'info', weight: 80, message: 'rendered document {n}' },
    { level: 'warn', weight: 4, message: 'font not found, using fallback for document {n}' },
    { level: 'error', weight: 0.3, message: 'rendering of document {n} failed', stack: PYTHON_STACK },
  ],
  text: [
    { level: 'info', weight: 80, message: 'connection from 10.0.1.{n} accepted' },
    { level: 'info', weight: 8, message: 'checkpoint complete: wrote {n} buffers' },
    { level: 'warn', weight: 3, message: 'client closed connection after {slow} ms' },
  ],
};

const JAVA_LEVELS: Record<Level, string> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};
const PYTHON_LEVELS: Record<Level, string> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

function format(container: Container, at: number, level: Level, message: string, stack: string | undefined): string {
  const time = new Date(at).toISOString();
  const below = stack ? `\n${stack}` : '';
  switch (container.log.style) {
    case 'json':
      return JSON.stringify({
        time,
        level,
        service: container.service,
        msg: message,
        trace_id: hexName(16, container.name, at),
        ...(stack ? { stack: `${message}\n${stack}` } : {}),
      });
    case 'logfmt':
      return `ts=${time} level=${level} service=${container.service} msg=${JSON.stringify(message)}${below}`;
    case 'java':
      return `${time.replace('T', ' ').replace('.', ',').replace('Z', '')} ${JAVA_LEVELS[level].padEnd(5)} [worker-${(at % 4) + 1}] org.example.${container.project}.${container.service} - ${message}${below}`;
    case 'python':
      return `${time.replace('T', ' ').replace('.', ',').replace('Z', '')} ${PYTHON_LEVELS[level]} ${container.service.replace(/-/g, '_')}: ${message}${below}`;
    case 'text':
      return `${time.slice(0, 19).replace('T', ' ')} [${level.toUpperCase()}] ${message}${below}`;
  }
}

/** Free lines as a runtime writes them, without time or level. */
function raw(text: string): Pick<LogLine, 'level' | 'text' | 'stream'> {
  return { level: 'fatal', text, stream: 'stderr' };
}

/** Writes the lines of one minute of one container. */
class MinuteLog {
  readonly lines: LogLine[] = [];

  constructor(
    private readonly container: Container,
    private readonly random: Random
  ) {}

  say(moment: number, { level, message, stack }: Pick<Saying, 'level' | 'message' | 'stack'>): void {
    const at = Math.floor(moment);
    const words = message
      .replace('{n}', () => String(1 + this.random.int(250)))
      .replace('{slow}', () => String(1200 + this.random.int(4800)));
    const stream = level === 'error' || level === 'fatal' ? 'stderr' : 'stdout';
    this.add(at, { level, stream, text: format(this.container, at, level, words, stack) });
  }

  add(at: number, line: Pick<LogLine, 'level' | 'text' | 'stream'>): void {
    this.lines.push({ at: Math.floor(at), n: this.lines.length, ...line });
  }

  /** `perMinute` sayings on average, spread over the minute; those outside of [from, to) are left out. */
  chatter(
    minute: number,
    perMinute: number,
    next: () => Pick<Saying, 'level' | 'message' | 'stack'>,
    from: number,
    to: number
  ) {
    const count = Math.floor(perMinute) + (this.random.chance(perMinute % 1) ? 1 : 0);
    for (let i = 0; i < count; i++) {
      const t = (minute + this.random.next()) * MINUTE;
      const saying = next();
      if (t >= from && t < to) {
        this.say(t * 1000, saying);
      }
    }
  }
}

function choose(sayings: readonly Saying[], random: Random): Saying {
  let rest = random.next() * sayings.reduce((total, { weight }) => total + weight, 0);
  return sayings.find(({ weight }) => (rest -= weight) < 0) ?? sayings[0]!;
}

/** What a container says when a life ends, and just before. */
function lastWords(log: MinuteLog, container: Container, at: number, ending: string | null): void {
  if (ending === 'oom') {
    log.say(at - 20_000, { level: 'warn', message: 'memory usage is at 99 % of the limit' });
    log.say(at - 400, { level: 'fatal', message: 'Out of memory: cannot allocate 8388608 bytes' });
  } else if (ending === 'crash') {
    log.add(at - 50, raw(PANIC));
  } else if (ending === 'exit') {
    log.say(at - 100, { level: 'info', message: 'received SIGTERM, shutting down' });
  }
}

function inMinute(minute: number): (episode: LogEpisode) => boolean {
  return ({ from, to }) => from < (minute + 1) * MINUTE && to > minute * MINUTE;
}

/**
 * The log of a container in one minute, in order of time, without NGINX' own lines. Each minute has its own
 * randomness, so that any minute can be had without those before it.
 * @param minute minutes since the epoch
 */
export function linesOfMinute(fleet: Fleet, container: Container, minute: number): LogLine[] {
  const { host, name, lifecycle } = container;
  const random = new Random(fleet.options.seed, 'lines', host.id, name, minute);
  const log = new MinuteLog(container, random);
  const { style, perMinute, episodes } = container.log;
  log.chatter(minute, perMinute, () => choose(SAYINGS[style], random), -Infinity, Infinity);
  for (const episode of episodes.filter(inMinute(minute))) {
    log.chatter(minute, episode.perMinute, () => episode, episode.from, episode.to);
  }
  const from = minute * MINUTE;
  // A life that ends in the next minute may announce it in this one.
  for (const life of lifecycle.between(from - 1, from + 2 * MINUTE)) {
    if (life.from >= from) {
      log.say(life.from * 1000 + 120, { level: 'info', message: `starting ${name} (${life.image})` });
      log.say(life.from * 1000 + 900, { level: 'info', message: 'ready' });
    }
    if (life.to < from + 2 * MINUTE) {
      lastWords(log, container, life.to * 1000, life.ending);
    }
  }
  return log.lines
    .filter(({ at }) => {
      const t = at / 1000;
      return Math.floor(t / MINUTE) === minute && lifecycle.at(t) !== null && isReachable(host, t);
    })
    .sort((a, b) => a.at - b.at || a.n - b.n);
}
