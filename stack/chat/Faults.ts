import { z } from 'zod';

const faults = z.strictObject({
  /** Share of messages and of requests to /api that fail, 0 to 1. */
  errorShare: z.number().min(0).max(1).default(0),
  /** Every message and request to /api takes so much longer, milliseconds. */
  delayMs: z.number().min(0).max(10_000).default(0),
});

export type FaultPlan = z.infer<typeof faults>;

/** An error that was asked for. Its stack is real, so that it can be looked for like any other. */
export class InjectedFault extends Error {
  override name = 'InjectedFault';
}

/** What goes wrong on purpose, for practising the search for it. Nothing, until it is asked for. */
export class Faults {
  private plan: FaultPlan = { errorShare: 0, delayMs: 0 };

  /** @param chance a number from 0 up to, not including, 1 */
  constructor(private readonly chance: () => number = Math.random) {}

  get current(): FaultPlan {
    return this.plan;
  }

  /** Replaces the plan by untrusted JSON. @throws z.ZodError */
  set(value: unknown): FaultPlan {
    this.plan = faults.parse(value);
    return this.plan;
  }

  /** Waits and fails as planned. @throws InjectedFault */
  async strike(what: string): Promise<void> {
    const { errorShare, delayMs } = this.plan;
    if (delayMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
    if (errorShare > 0 && this.chance() < errorShare) {
      throw new InjectedFault(`Cannot reach the store of messages: ${what} was not done`);
    }
  }
}
