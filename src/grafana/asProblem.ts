import { Problem } from './Problem';

/** Any failure as one that can be shown: what nobody foresaw says at least that it was so. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem(
        'unexpected',
        'That did not work',
        error instanceof Error ? error.message : String(error),
        'Try again.'
      );
}
