import { useMemo } from 'react';
import { PERIODS } from '../../components/periods';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumesOf, type LogVolume } from '../../grafana/lokiCost';
import type { Problem } from '../../grafana/Problem';
import { readingOf, type Reading } from './budget';
import { stepsOf, type Steps } from './steps';

/** The period that a range is compared with: priced by its own logs, and read by their size. */
export interface Past {
  /** Milliseconds before the range. */
  back: number;
  /** `a day before` */
  name: string;
  range: { from: number; to: number };
  volume: LogVolume;
  reading: Reading;
  steps: Steps;
}

interface Question {
  source: DataSourceChoice;
  /** The streams of the access logs. */
  selectors: readonly string[];
  range: { from: number; to: number };
  /** A name of `PERIODS`; anything else is none. */
  period: string;
  /** All is to be read, whatever its size. */
  everything: boolean;
  /** Bytes. */
  budget: number;
}

/** The period that a range is compared with, once Loki's index has told how much it holds; nothing where there is none. */
export function usePast({ source, selectors, range, period, everything, budget }: Question): {
  past: Past | undefined;
  problem: Problem | undefined;
} {
  const { back, name } = PERIODS[period] ?? { back: 0, name: '' };
  const from = range.from - back;
  const to = range.to - back;
  const { data: volume, problem } = useLoaded(
    back > 0 ? `${source.uid} ${selectors.join()} ${from} ${to}` : null,
    (signal) => logVolumesOf(source, selectors, { from, to }, signal)
  );
  const past = useMemo(() => {
    if (!volume) {
      return undefined;
    }
    const reading = readingOf(volume, everything, budget);
    return { back, name, range: { from, to }, volume, reading, steps: stepsOf({ from, to }, reading) };
  }, [volume, everything, budget, back, name, from, to]);
  return { past, problem };
}
