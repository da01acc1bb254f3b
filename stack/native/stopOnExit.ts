/** What must happen, whatever ends this process. */
export interface ExitActions {
  /** Ends everything in order; called once. */
  stop: () => Promise<void>;
  /** Ends everything at once, where nothing can be waited for. */
  kill: () => void;
  /** Says why the process is stopping. */
  say?: (why: string) => void;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** How often to look whether the starter is still there. */
const PARENT_CHECK_MS = 500;

/**
 * Runs `stop` before this process ends by a signal or an uncaught error, or because whatever started it
 * is gone: `tsx` runs a script in a child process, which a SIGKILL of `tsx` would leave behind. Returns
 * a function that takes all this back.
 */
export function stopOnExit({ stop, kill, say }: ExitActions): () => void {
  let stopping = false;
  const leave = (why: string, exitCode: number) => {
    // A Ctrl-C reaches this process twice, from the terminal and from tsx: the second says nothing new.
    if (stopping) {
      return;
    }
    stopping = true;
    say?.(why);
    stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(error);
        kill();
        process.exit(exitCode || 1);
      }
    );
  };

  const onSignal = (signal: NodeJS.Signals) => leave(signal, SIGNALS[signal as keyof typeof SIGNALS]);
  const onError = (error: unknown) => {
    console.error(error);
    leave('an error that nothing caught', 1);
  };
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) {
      leave('whatever started this process is gone', 1);
    }
  }, PARENT_CHECK_MS);
  watch.unref();

  for (const signal of Object.keys(SIGNALS)) {
    process.on(signal, onSignal);
  }
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  process.on('exit', kill);

  return () => {
    clearInterval(watch);
    for (const signal of Object.keys(SIGNALS)) {
      process.off(signal, onSignal);
    }
    process.off('uncaughtException', onError);
    process.off('unhandledRejection', onError);
    process.off('exit', kill);
  };
}
