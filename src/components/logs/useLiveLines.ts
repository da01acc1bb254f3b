import { useEffect, useState } from 'react';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { queryLinePage, type LogLine } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { mergeLines } from './mergeLines';

/** Lines as they are written. */
export interface LiveLines {
  /** Newest first. */
  lines: readonly LogLine[];
  /** More came than are read at once, or kept: some are missing. */
  gaps: boolean;
  problem: Problem | undefined;
}

interface Stored extends LiveLines {
  key: string;
}

const EVERY_MS = 2000;
const AT_ONCE = 500;

/** What nobody has read by then is in the log, and not in the browser's memory any more. */
const KEPT = 2000;

/** Shippers send lines some seconds after they were written: what is older than this is taken for complete. */
const LATE_MS = 15_000;

const NONE: LiveLines = { lines: [], gaps: false, problem: undefined };

/** New lines of `expr` (of all of them, where there are several) from `since` (Unix milliseconds) on, asked for every two seconds while anybody looks; null: not now. */
export function useLiveLines(
  source: DataSourceChoice,
  expr: string | readonly string[],
  since: number | null
): LiveLines {
  // Queries hold no line breaks (`quote` writes them as escapes): joined they say by themselves whether they are the same.
  const queries = [expr].flat().join('\n');
  const key = since === null ? null : `${source.uid} ${queries} ${since}`;
  const [stored, setStored] = useState<Stored>();
  useEffect(() => {
    if (key === null || since === null) {
      return;
    }
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lines: readonly LogLine[] = [];
    let gaps = false;
    const ask = async () => {
      // From the last known line, and a little before: lines that come late are not missed.
      const from = Math.max(since, (lines[0]?.time ?? since) - LATE_MS);
      const range = { from, to: Date.now() + 1000 };
      const found = await queryLinePage(
        source,
        queries.split('\n'),
        range,
        { limit: AT_ONCE, order: 'newest' },
        controller.signal
      );
      const merged = mergeLines(lines, found);
      gaps = gaps || merged.length > KEPT || (found.length >= AT_ONCE && merged.length === lines.length + found.length);
      lines = merged.sort((a, b) => b.time - a.time || (a.nanos < b.nanos ? 1 : -1)).slice(0, KEPT);
      setStored({ key, lines, gaps, problem: undefined });
    };
    const turn = async () => {
      try {
        if (!document.hidden) {
          await ask();
        }
      } catch (error) {
        if (controller.signal.aborted || isAbort(error)) {
          return;
        }
        const problem =
          error instanceof Problem
            ? error
            : new Problem('unexpected', 'New lines could not be read', String(error), 'It is tried again.');
        setStored({ key, lines, gaps, problem });
      }
      if (!controller.signal.aborted) {
        timer = setTimeout(() => void turn(), EVERY_MS);
      }
    };
    void turn();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, source, queries, since]);
  return stored?.key === key ? stored : NONE;
}
