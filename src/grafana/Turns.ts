/** Lets a few pieces of work run at once; the others wait in the order in which they came. */
export class Turns {
  private running = 0;
  private readonly waiting: Array<() => void> = [];

  constructor(private readonly most: number) {}

  /** The result of `work` once it is its turn. What is no longer wanted by then is not begun: it rejects with an AbortError. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.running >= this.most) {
      await this.turn(signal);
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) {
        // It takes over the place.
        next();
      } else {
        this.running -= 1;
      }
    }
  }

  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(new DOMException('No longer needed', 'AbortError'));
      };
      const begin = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      if (signal?.aborted) {
        reject(new DOMException('No longer needed', 'AbortError'));
        return;
      }
      signal?.addEventListener('abort', leave);
      this.waiting.push(begin);
    });
  }
}
