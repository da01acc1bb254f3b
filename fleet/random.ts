/** A 32-bit hash of numbers and strings: the root of everything that looks random in the fleet. */
export function hash32(...parts: Array<string | number>): number {
  let h = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === 'number') {
      // Both halves of a large number count: minutes since the epoch do not fit in 24 bits.
      h = Math.imul(h ^ (part | 0), 0x01000193);
      h = Math.imul(h ^ Math.floor(part / 4294967296), 0x01000193);
    } else {
      for (let i = 0; i < part.length; i++) {
        h = Math.imul(h ^ part.charCodeAt(i), 0x01000193);
      }
    }
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  }
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A hexadecimal name of the given length, such as a container's id, made from the parts. */
export function hexName(length: number, ...parts: Array<string | number>): string {
  let text = '';
  for (let i = 0; text.length < length; i++) {
    text += hash32(i, ...parts)
      .toString(16)
      .padStart(8, '0');
  }
  return text.slice(0, length);
}

/** A small seeded generator (mulberry32). */
export class Random {
  private state: number;

  constructor(...seed: Array<string | number>) {
    this.state = hash32(...seed);
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.int(list.length)];
    if (item === undefined) {
      throw new Error('cannot pick from an empty list');
    }
    return item;
  }

  /** Log-normal with the given median: the shape of response times and sizes. */
  logNormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.next()));
  }
}
