import React, { useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import { colorManipulator, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { shownBands, type Heat, type HeatBand } from '../insights/services/histogramHeat';
import type { Unit } from '../signals/signal';
import { formatPrecise } from './units';

interface Props {
  heat: Heat;
  /** The unit of the bounds. */
  unit: Unit;
  /** What it shows, for those who do not see it. */
  label: string;
  timeZone: string;
}

/** More rows than this are thinner than a line of text can name. */
const MOST_BANDS = 30;
const MOST_LABELS = 6;
const HEIGHT = 150;
/** The faintest that still differs from nothing. */
const FAINTEST = 0.12;

/** A band in words: `10 ms to 25 ms`. */
function bandText({ from, to }: HeatBand, unit: Unit): string {
  if (to === Infinity) {
    return `above ${formatPrecise(from, unit)}`;
  }
  return from === -Infinity
    ? `up to ${formatPrecise(to, unit)}`
    : `${formatPrecise(from, unit)} to ${formatPrecise(to, unit)}`;
}

/**
 * A distribution over time: a column for each time, a row for each band, the darker the more fell into it. One dot of a
 * small canvas is one cell, so that a thousand cells cost no more than one picture.
 */
export function HeatMap({ heat, unit, label, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cell, setCell] = useState<{ column: number; row: number }>();
  const { times, bands } = useMemo(() => shownBands(heat, MOST_BANDS), [heat]);
  const most = useMemo(() => Math.max(0, ...bands.flatMap(({ rates }) => rates.filter(Number.isFinite))), [bands]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || most === 0) {
      return;
    }
    const [red = 0, green = 0, blue = 0] = colorManipulator.decomposeColor(
      theme.visualization.getColorByName(theme.isDark ? 'blue' : 'dark-blue')
    ).values;
    const image = context.createImageData(times.length, bands.length);
    bands.forEach(({ rates }, band) => {
      rates.forEach((rate, column) => {
        if (rate > 0) {
          // The root shows what is rare beside what is frequent; slow requests are rare.
          const strength = FAINTEST + (1 - FAINTEST) * Math.sqrt(rate / most);
          const at = ((bands.length - 1 - band) * times.length + column) * 4;
          image.data.set([red, green, blue, Math.round(strength * 255)], at);
        }
      });
    });
    context.putImageData(image, 0, 0);
  }, [times, bands, most, theme]);

  if (bands.length === 0) {
    return (
      <div className={styles.empty} style={{ height: HEIGHT }}>
        Nothing was observed in this range.
      </div>
    );
  }
  const every = Math.ceil(bands.length / MOST_LABELS);
  const named = bands.flatMap((band, index) =>
    index % every === 0 && band.to !== Infinity ? [{ index, text: formatPrecise(band.to, unit) }] : []
  );
  const pointed = cell && bands[cell.row];
  const total = cell ? bands.reduce((sum, { rates }) => sum + (rates[cell.column] ?? 0), 0) : 0;
  const rate = cell ? (pointed?.rates[cell.column] ?? NaN) : NaN;
  const time = (ms: number | undefined, format: string) =>
    ms === undefined ? '' : dateTimeFormat(ms, { format, timeZone });
  const first = times[0];
  const last = times[times.length - 1];
  // Ranges over days need the day.
  const format = (last ?? 0) - (first ?? 0) > 86_400_000 ? 'MM-DD HH:mm' : 'HH:mm';
  return (
    <figure className={styles.figure}>
      <div className={styles.plot}>
        <div className={styles.bounds} aria-hidden>
          {named.map(({ index, text }) => (
            <span key={index} style={{ bottom: `${((index + 1) / bands.length) * 100}%` }}>
              {text}
            </span>
          ))}
        </div>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${label}: from ${bandText(bands[0] ?? { from: 0, to: 0, rates: [] }, unit)} up, at most ${formatPrecise(most, 'per second')} in one band`}
          className={styles.canvas}
          width={times.length}
          height={bands.length}
          onMouseLeave={() => setCell(undefined)}
          onMouseMove={({ currentTarget, clientX, clientY }) => {
            const { left, top, width, height } = currentTarget.getBoundingClientRect();
            const column = Math.floor(((clientX - left) / width) * times.length);
            const row = bands.length - 1 - Math.floor(((clientY - top) / height) * bands.length);
            if (column >= 0 && column < times.length && row >= 0 && row < bands.length) {
              setCell({ column, row });
            }
          }}
        />
      </div>
      <div className={styles.times} aria-hidden>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share}>{time(times[Math.round(share * (times.length - 1))], format)}</span>
        ))}
      </div>
      <figcaption className={styles.caption}>
        {pointed && cell
          ? `${time(times[cell.column], 'HH:mm:ss')}: ${bandText(pointed, unit)}: ${formatPrecise(rate, 'per second')}${total > 0 ? `, ${Math.round((rate / total) * 100)} %` : ''}`
          : 'Each column is a moment, each row a size; the darker, the more.'}
      </figcaption>
    </figure>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const small = {
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  };
  return {
    figure: css({ margin: 0, minWidth: 0 }),
    // The bound of the topmost row reaches above it.
    plot: css({ display: 'grid', gridTemplateColumns: '64px minmax(0, 1fr)', paddingTop: theme.spacing(1) }),
    bounds: css({
      ...small,
      position: 'relative',
      '& span': { position: 'absolute', right: theme.spacing(1), transform: 'translateY(50%)', whiteSpace: 'nowrap' },
    }),
    canvas: css({
      width: '100%',
      height: HEIGHT,
      imageRendering: 'pixelated',
      borderLeft: `1px solid ${theme.colors.border.medium}`,
      borderBottom: `1px solid ${theme.colors.border.medium}`,
    }),
    times: css({ ...small, display: 'flex', justifyContent: 'space-between', paddingLeft: 64 }),
    caption: css({ ...small, paddingLeft: 64, minHeight: '1.5em' }),
    empty: css({ ...small, display: 'grid', placeItems: 'center' }),
  };
};
