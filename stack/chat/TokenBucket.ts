/** A limit on how often something may happen: bursts of two seconds' worth, then an even pace. */
export class TokenBucket {
  private tokens: number;
  private last: number;

  /** @param now Unix milliseconds, now and at each later call */
  constructor(
    private readonly perSecond: number,
    now: number
  ) {
    this.tokens = perSecond * 2;
    this.last = now;
  }

  /** Takes one; false where none is left. */
  take(now: number): boolean {
    // A clock that is set back must not punish anybody.
    const passed = Math.max(0, now - this.last) / 1000;
    this.tokens = Math.min(this.perSecond * 2, this.tokens + passed * this.perSecond);
    this.last = now;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens -= 1;
    return true;
  }
}
