/** An error in a few words. `fetch` hides what happened in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const cause = error.cause as (NodeJS.ErrnoException & { hostname?: string }) | undefined;
  if (error.message === 'fetch failed' && cause !== undefined) {
    return cause.code === 'ENOTFOUND'
      ? `${cause.hostname ?? 'the host'} is not known here`
      : cause.message || String(cause.code);
  }
  return error.message;
}
