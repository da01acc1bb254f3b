import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { LEVEL_COLORS } from '../../components/logs/levelColors';
import { countText, estimateText } from '../../components/logs/sizeText';
import { contiguousLevels, LEVELS, type Level, type LevelsFrom } from '../../signals/logLevels';
import type { LogVolumes } from './loadVolume';

interface Props {
  volumes: LogVolumes | undefined;
  /** They could not be counted. */
  failed: boolean;
  chosen: readonly Level[];
  from: LevelsFrom;
  onChoose: (levels: readonly Level[]) => void;
}

/** The choice after a click on a level. Where levels are told by line filters only neighbours can be chosen together. */
export function toggled(chosen: readonly Level[], level: Level, from: LevelsFrom): Level[] {
  if (chosen.includes(level)) {
    return from === 'detected' ? chosen.filter((one) => one !== level) : [];
  }
  const next = LEVELS.filter((one) => one === level || chosen.includes(one));
  return from === 'detected' ? next : contiguousLevels(next);
}

/** How many lines a level has; of a count that is reckoned, between which numbers it is, none seen included. */
function totalText({ totals, intervals }: LogVolumes, level: Level): string {
  const interval = intervals?.get(level);
  return interval ? estimateText(interval) : countText(totals.get(level) ?? 0);
}

/** How many lines each level has; a click keeps those of that level. */
export function LevelBar({ volumes, failed, chosen, from, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar} role="group" aria-label="Levels">
      {LEVELS.map((level) => {
        const count = volumes?.totals.get(level) ?? 0;
        const on = chosen.includes(level);
        return (
          <button
            key={level}
            type="button"
            aria-pressed={on}
            // None in a sample is not none.
            disabled={count === 0 && !on && volumes?.how !== 'estimate'}
            className={cx(styles.level, on && styles.on)}
            onClick={() => onChoose(toggled(chosen, level, from))}
          >
            <span className={cx(styles.mark, styles[level])} />
            {level}
            <strong>{volumes ? totalText(volumes, level) : failed ? '–' : '…'}</strong>
          </button>
        );
      })}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const marks = Object.fromEntries(
    LEVELS.map((level) => [level, css({ background: theme.visualization.getColorByName(LEVEL_COLORS[level]) })])
  ) as Record<Level, string>;
  return {
    ...marks,
    bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
    mark: css({ width: 10, height: 10, borderRadius: theme.shape.radius.circle, flexShrink: 0 }),
    level: css({
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.secondary,
      padding: theme.spacing(0.5, 1),
      '&:hover:enabled': { background: theme.colors.action.hover },
      '&:disabled': { color: theme.colors.text.disabled },
    }),
    on: css({ borderColor: theme.colors.primary.border, background: theme.colors.action.selected }),
  };
};
