/** Why something could not be had, and what its reader can do about it. */
export type ProblemKind =
  'no-data-source' | 'unreachable' | 'timeout' | 'busy' | 'forbidden' | 'limit' | 'refused' | 'settings' | 'unexpected';

/** An error that says its cause and the way out, in words for whoever looks at the page. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly title: string,
    /** The cause, as exact as it is known; server messages are quoted. */
    readonly detail: string,
    readonly wayOut: string
  ) {
    super(`${title}: ${detail}`);
    this.name = 'Problem';
  }
}
