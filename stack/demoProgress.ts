import { Listr } from 'listr2';

import type { DemoEvents, DemoPart } from './demoStack';

const TITLES: Readonly<Record<DemoPart, string>> = {
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  loki: 'Loki',
  logs: 'Logs of the past',
  grafana: 'Grafana',
};

/** Without a terminal every message is a line of its own: not more often than this. */
const LINE_MS = 5_000;
/** How often to tell of what is still under way when everything else is there. */
const LATE_LINE_MS = 20_000;

/** A message with its part before it, unless it says so itself. */
function titled(part: DemoPart, message: string): string {
  return message.startsWith(TITLES[part]) ? message : `${TITLES[part]}: ${message}`;
}

/** A part's line, as long as the list of parts is shown. */
interface ShownPart {
  show: (message: string) => void;
  done: (message: string) => void;
  skip: (message: string) => void;
}

/** What people see of a start: lists of tasks, and lines. */
export class DemoProgress {
  /** What the stack tells; shown in the list of parts while there is one, and as lines after that. */
  readonly events: DemoEvents = {
    doing: (part, message) => {
      const shown = this.shown.get(part);
      if (shown !== undefined) {
        this.seldom(part, process.stdout.isTTY ? 0 : LINE_MS, () => shown.show(message));
      } else if (!this.settled.has(part)) {
        this.seldom(part, LATE_LINE_MS, () => this.note(`${TITLES[part]}: ${message}`));
      }
    },
    done: (part, message) => this.settle(part, message, 'done'),
    absent: (part, message) => this.settle(part, message, 'skip'),
  };

  private readonly shown = new Map<DemoPart, ShownPart>();
  private readonly settled = new Set<DemoPart>();
  private readonly lastTold = new Map<DemoPart, number>();

  /** One line of its own. */
  note(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** One task; the work returns what its line should say in the end. */
  async step(title: string, work: (say: (message: string) => void) => Promise<string>): Promise<void> {
    const list = new Listr(
      [
        {
          title,
          task: async (_context, task) => {
            const result = await work((message) => (task.output = message));
            task.title = `${title}: ${result}`;
          },
        },
      ],
      { registerSignalListeners: false }
    );
    await list.run();
  }

  /** Shows the parts until all are there or known not to be, and returns what the start gives. */
  async parts<T>(start: Promise<T>): Promise<T> {
    const names = Object.keys(TITLES) as DemoPart[];
    const list = new Listr(
      names.map((name) => ({
        title: TITLES[name],
        task: (_context, task) =>
          new Promise<void>((resolve) => {
            this.shown.set(name, {
              show: (message) => (task.output = message),
              done: (message) => {
                task.title = `${TITLES[name]}: ${message}`;
                resolve();
              },
              skip: (message) => {
                task.skip(titled(name, message));
                resolve();
              },
            });
          }),
      })),
      // The demo stops in its own way on Ctrl-C; the list's would end the process at once.
      { concurrent: true, registerSignalListeners: false }
    );
    const failed = start.catch((error: unknown) => {
      names.forEach((name) => this.shown.get(name)?.skip('not started'));
      throw error;
    });
    const [result] = await Promise.all([failed, list.run()]);
    return result;
  }

  private settle(part: DemoPart, message: string, how: 'done' | 'skip'): void {
    const shown = this.shown.get(part);
    this.shown.delete(part);
    if (how === 'done') {
      this.settled.add(part);
    }
    if (shown === undefined) {
      this.note(titled(part, message));
    } else {
      shown[how](message);
    }
    // Without Loki there is nowhere to put logs: their line must not wait.
    if (part === 'loki' && how === 'skip' && this.shown.has('logs')) {
      this.settle('logs', 'wait for Loki', 'skip');
    }
  }

  private seldom(part: DemoPart, everyMs: number, tell: () => void): void {
    const now = Date.now();
    if (now - (this.lastTold.get(part) ?? 0) >= everyMs) {
      this.lastTold.set(part, now);
      tell();
    }
  }
}
