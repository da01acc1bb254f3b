import { useEffect, useRef, useState } from 'react';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { queryLinePage, type LogLine } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { useLoaded } from '../useLoaded';
import { mergeLines, nextPage, type LineOrder } from './mergeLines';

export type { LineOrder };

/** Lines of a log, read a page at a time. */
export interface LogPages {
  lines: readonly LogLine[];
  /** True until the first page is there, and while it is read again. */
  loading: boolean;
  /** True while a further page is read. */
  reading: boolean;
  /** There are no more in the range. */
  done: boolean;
  problem: Problem | undefined;
  more: () => void;
}

interface Further {
  key: string;
  lines: readonly LogLine[];
  done: boolean;
  reading: boolean;
  problem: Problem | undefined;
}

/** What Loki gives in one answer at most. */
const LARGEST_PAGE = 5000;

/** Reads the lines of `expr` (of all of them, where there are several) in a range (Unix milliseconds) from its newest or oldest end, `size` at a time. */
export function useLogPages(
  source: DataSourceChoice,
  expr: string | readonly string[] | undefined,
  { from, to }: { from: number; to: number },
  order: LineOrder,
  size: number
): LogPages {
  const key = expr === undefined ? null : `${source.uid} ${[expr].flat().join('\n')} ${from} ${to} ${order}`;
  const first = useLoaded(key, (signal) =>
    queryLinePage(source, expr ?? '', { from, to }, { limit: size, order }, signal)
  );
  const [stored, setFurther] = useState<Further>();
  const further = stored?.key === key && !first.loading ? stored : undefined;
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), [key]);

  const start = first.data ?? [];
  const lines = further ? further.lines : start;
  const done = further ? further.done : first.data !== undefined && start.length < size;
  const more = () => {
    const last = lines[lines.length - 1];
    if (!last || !key || expr === undefined || further?.reading) {
      return;
    }
    controller.current?.abort();
    const own = new AbortController();
    controller.current = own;
    setFurther({ key, lines, done, reading: true, problem: undefined });
    const read = async () => {
      const range = nextPage({ from, to }, last.time, order);
      let found = await queryLinePage(source, expr, range, { limit: size, order }, own.signal);
      let merged = mergeLines(lines, found);
      let full = found.length >= size;
      if (merged.length === lines.length && full) {
        // More lines in one millisecond than a page holds: time alone leads no further, a larger page does.
        found = await queryLinePage(source, expr, range, { limit: LARGEST_PAGE, order }, own.signal);
        merged = mergeLines(lines, found);
        full = found.length >= LARGEST_PAGE && merged.length > lines.length;
      }
      setFurther({ key, lines: merged, done: !full, reading: false, problem: undefined });
    };
    read().catch((error: unknown) => {
      if (!own.signal.aborted && !isAbort(error)) {
        const problem =
          error instanceof Problem
            ? error
            : new Problem('unexpected', 'More lines could not be read', String(error), 'Try again.');
        setFurther({ key, lines, done: false, reading: false, problem });
      }
    });
  };
  return {
    lines,
    loading: first.loading,
    reading: further?.reading ?? false,
    done,
    problem: first.problem ?? further?.problem,
    more,
  };
}
