import { z } from 'zod';
import type { DataSourceChoice } from './dataSources';
import { isAbort } from './fetchJson';
import { askLokiResource } from './lokiResource';
import { problemOf } from './problemOf';

/** What a selector's streams hold in a range, from Loki's index: asking it reads no log. */
export interface LogVolume {
  bytes: number;
  lines: number;
  streams: number;
}

const stats = z.object({ bytes: z.number(), entries: z.number(), streams: z.number() });

/** How much several stream selectors hold together. Rejects with a Problem. */
export async function logVolumesOf(
  source: DataSourceChoice,
  selectors: readonly string[],
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<LogVolume> {
  const volumes = await Promise.all(selectors.map((selector) => logVolumeOf(source, selector, range, signal)));
  return volumes.reduce((sum, { bytes, lines, streams }) => ({
    bytes: sum.bytes + bytes,
    lines: sum.lines + lines,
    streams: sum.streams + streams,
  }));
}

/**
 * How much a stream selector (nothing after its braces) holds within a range (Unix milliseconds). The index counts whole
 * chunks, so a short range is told too large. Rejects with a Problem.
 */
export async function logVolumeOf(
  source: DataSourceChoice,
  selector: string,
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<LogVolume> {
  const params = {
    query: selector,
    start: String(Math.floor(range.from) * 1e6),
    end: String(Math.ceil(range.to) * 1e6),
  };
  try {
    const raw = await askLokiResource(source, 'index/stats', params, signal);
    const { bytes, entries, streams } = stats.parse(raw);
    return { bytes, lines: entries, streams };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    throw problemOf(error, { name: source.name, kind: 'Loki' });
  }
}
