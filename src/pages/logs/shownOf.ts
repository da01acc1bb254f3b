import { countText } from '../../components/logs/sizeText';
import type { LineOrder } from '../../components/logs/mergeLines';
import type { Level } from '../../signals/logLevels';
import type { LogVolumes } from './loadVolume';

interface Shown {
  shown: number;
  /** There are no more in the range. */
  done: boolean;
  volumes: LogVolumes | undefined;
  levels: readonly Level[];
  order: LineOrder;
}

/** How many of how many lines are shown: of an exact number, of an estimate, or of at least as many as are known. */
export function shownOf({ shown, done, volumes, levels, order }: Shown): string {
  if (done) {
    return shown === 1 ? '1 line, the only one in this range' : `${countText(shown)} lines, all in this range`;
  }
  const chosen = volumes ? [...volumes.totals].filter(([level]) => levels.length === 0 || levels.includes(level)) : [];
  const counted = chosen.reduce((sum, [, count]) => sum + count, 0);
  const of =
    volumes?.how === 'exact' && counted >= shown
      ? countText(counted)
      : volumes?.how === 'estimate' && counted > shown
        ? `about ${countText(counted)}`
        : `at least ${countText(Math.max(counted, shown + 1))}`;
  return `the ${order} ${countText(shown)} of ${of} lines`;
}
