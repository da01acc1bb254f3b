import type { DataLine } from '../../components/dataPanel';
import type { Past } from './usePast';

/** What is drawn of a period: its lines and the ends of its steps, Unix milliseconds. */
interface Drawn {
  times: readonly number[];
  series: readonly DataLine[];
}

/** Lines of the period before, laid over those of the range: each with its own steps, which may be others. */
export function pastLines({ times, series }: Drawn, { back, name }: Pick<Past, 'back' | 'name'>): DataLine[] {
  const moved = times.map((time) => time + back);
  // Two bands over each other would hide what they are of.
  return series.map(({ interval: _, ...line }) => ({
    ...line,
    name: `${line.name}, ${name}`,
    times: moved,
    dashed: true,
  }));
}
