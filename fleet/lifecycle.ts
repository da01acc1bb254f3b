/** Why a life of a container ended. `replaced`: a new container took its name, as a deploy does. */
export type Ending = 'oom' | 'crash' | 'exit' | 'replaced';

/** A container between a start and its end. Every restart begins a new life. */
export interface Life {
  /** 0 for the first. */
  index: number;
  /** Start, epoch seconds. */
  from: number;
  /** End, epoch seconds, not included; Infinity while it runs. */
  to: number;
  ending: Ending | null;
  /** Docker's restart count. A replaced container starts again at 0. */
  restartCount: number;
  /** How often the container was replaced; a new generation has a new id. */
  generation: number;
  image: string;
}

/** A life that repeats for ever, so that what is live goes on where the history ends. */
export interface Repetition {
  /** Start of the first repeated life, epoch seconds. */
  from: number;
  /** From start to start, seconds. */
  every: number;
  /** How long it is down before the next start, seconds. */
  down: number;
  ending: Ending;
}

/** All lives of one container, past and to come. */
export class Lifecycle {
  private lastRepeated: Life | null = null;

  /** `fixed` is in order of time and has at least one life; its last life ends before `repeated` begins. */
  constructor(
    private readonly fixed: readonly Life[],
    private readonly repeated: Repetition | null = null
  ) {}

  /** The life that runs at `t`, or null when the container is down. */
  at(t: number): Life | null {
    if (this.repeated && t >= this.repeated.from) {
      const life = this.repetition(Math.floor((t - this.repeated.from) / this.repeated.every));
      return t < life.to ? life : null;
    }
    for (let i = this.fixed.length - 1; i >= 0; i--) {
      const life = this.fixed[i]!;
      if (t >= life.from) {
        return t < life.to ? life : null;
      }
    }
    return null;
  }

  /** Lives that run at any time between `from` and `to`, oldest first. */
  between(from: number, to: number): Life[] {
    const lives = this.fixed.filter((life) => life.from < to && life.to > from);
    if (this.repeated && to > this.repeated.from) {
      const { from: start, every } = this.repeated;
      const first = Math.max(0, Math.floor((from - start) / every));
      for (let k = first; start + k * every < to; k++) {
        const life = this.repetition(k);
        if (life.to > from) {
          lives.push(life);
        }
      }
    }
    return lives;
  }

  /** Lives that start after `from` and not after `to`. */
  startsBetween(from: number, to: number): Life[] {
    return this.between(from, to + 1).filter((life) => life.from > from && life.from <= to);
  }

  /** Lives that end after `from` and not after `to`. */
  endsBetween(from: number, to: number): Life[] {
    return this.between(from - 1, to).filter((life) => life.to > from && life.to <= to);
  }

  /** How many lives ended by `ending` until `t`. */
  endings(ending: Ending, t: number): number {
    let count = 0;
    for (const life of this.fixed) {
      if (life.ending === ending && life.to <= t) {
        count++;
      }
    }
    if (this.repeated && this.repeated.ending === ending && t >= this.repeated.from) {
      const { from, every, down } = this.repeated;
      count += Math.floor((t - from + down) / every);
    }
    return count;
  }

  private repetition(k: number): Life {
    const repeated = this.repeated;
    const before = this.fixed[this.fixed.length - 1];
    if (!repeated || !before) {
      throw new Error('a repetition follows a first life');
    }
    const index = this.fixed.length + k;
    if (this.lastRepeated?.index !== index) {
      const from = repeated.from + k * repeated.every;
      this.lastRepeated = {
        ...before,
        index,
        from,
        to: from + repeated.every - repeated.down,
        ending: repeated.ending,
        restartCount: before.restartCount + 1 + k,
      };
    }
    return this.lastRepeated;
  }
}
