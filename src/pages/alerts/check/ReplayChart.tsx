import React, { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Firing, ReplaySeries } from '../../../checks/replay';
import { formatValue } from '../../../components/units';
import type { Unit } from '../../../signals/signal';
import type { Labels } from '../../../signals/identity';
import { roundStep, seriesPath, timeTicks, valueDomain, valueTicks } from './chartScale';
import { useWidth } from './useWidth';

interface Props {
  series: readonly ReplaySeries[];
  firings: readonly Firing[];
  /** Unix milliseconds. */
  from: number;
  to: number;
  stepSeconds: number;
  unit: Unit;
  threshold: number;
  /** Where the threshold can be moved to; absent where it is fixed. */
  bounds: { min: number; max: number } | undefined;
  /** `done` is false while it is still being dragged. */
  onThreshold: (value: number, done: boolean) => void;
  nameOf: (labels: Labels) => string;
  colorOf: (labels: Labels) => string | undefined;
}

const HEIGHT = 300;
const LEFT = 72;
const AXIS = 24;
/** Spans of firing stand below the plot, a lane for each subject; those that have none share its shade. */
const LANE = 8;
const MOST_LANES = 8;
const TOP = 8;

/** Values over time, the threshold as a line that can be moved, and the spans in which it would have fired. */
export function ReplayChart(props: Props) {
  const { series, firings, from, to, stepSeconds, unit, threshold, bounds, onThreshold, nameOf, colorOf } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [box, width] = useWidth();
  const svg = useRef<SVGSVGElement>(null);
  const [start, setStart] = useState<{ threshold: number }>();
  const [hover, setHover] = useState<number>();
  // While it is dragged the scale stays, or the line would run away from the pointer.
  const anchor = start?.threshold ?? threshold;
  const domain = useMemo(() => valueDomain(series, anchor), [series, anchor]);
  const lanes = [...new Set(firings.map(({ labels }) => nameOf(labels)))].slice(0, MOST_LANES);
  const BOTTOM = AXIS + lanes.length * LANE;
  const inner = { width: Math.max(1, width - LEFT - 8), height: HEIGHT - TOP - BOTTOM };
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * inner.width;
  const y = (value: number) => TOP + (1 - (value - domain.min) / (domain.max - domain.min)) * inner.height;
  const grain = roundStep((domain.max - domain.min) / 500);

  const paths = useMemo(() => {
    const scaleX = (time: number) => LEFT + ((time - from) / (to - from)) * inner.width;
    const scaleY = (value: number) => TOP + (1 - (value - domain.min) / (domain.max - domain.min)) * inner.height;
    return series.map((one) => seriesPath(one, stepSeconds * 1000, scaleX, scaleY));
  }, [series, stepSeconds, from, to, inner.width, inner.height, domain]);

  const move = (value: number, done: boolean) => {
    if (bounds) {
      const round = Number((Math.round(value / grain) * grain).toPrecision(6));
      onThreshold(Math.min(bounds.max, Math.max(bounds.min, round)), done);
    }
  };
  const valueAt = (event: PointerEvent) => {
    const rect = svg.current?.getBoundingClientRect();
    const offset = rect ? event.clientY - rect.top : 0;
    const share = 1 - (Math.min(HEIGHT - BOTTOM, Math.max(TOP, offset)) - TOP) / inner.height;
    return domain.min + share * (domain.max - domain.min);
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowUp: 1,
      ArrowRight: 1,
      ArrowDown: -1,
      ArrowLeft: -1,
      PageUp: 10,
      PageDown: -10,
    };
    const by = steps[event.key];
    if (by !== undefined) {
      event.preventDefault();
      move(threshold + by * roundStep((domain.max - domain.min) / 100), true);
    }
  };
  const onHover = (event: PointerEvent) => {
    const rect = svg.current?.getBoundingClientRect();
    const share = rect ? (event.clientX - rect.left - LEFT) / inner.width : -1;
    const stepMs = stepSeconds * 1000;
    setHover(share < 0 || share > 1 ? undefined : Math.round((from + share * (to - from)) / stepMs) * stepMs);
  };
  const long = to - from > 2 * 86_400_000;
  const lineY = Math.min(HEIGHT - BOTTOM, Math.max(TOP, y(threshold)));
  const shown = hover === undefined ? [] : valuesAt(series, hover, stepSeconds * 500).slice(0, 6);

  return (
    <div ref={box} className={styles.box}>
      {width > 0 && (
        <svg
          ref={svg}
          width={width}
          height={HEIGHT}
          role="group"
          aria-label="Values over time, with the threshold"
          onPointerMove={onHover}
          onPointerLeave={() => setHover(undefined)}
        >
          {valueTicks(domain).map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width - 8} y1={y(tick)} y2={y(tick)} className={styles.grid} />
              <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end" className={styles.text}>
                {formatValue(tick, unit)}
              </text>
            </g>
          ))}
          {timeTicks(from, to, inner.width / 110)
            .filter((tick) => x(tick) < width - 40)
            .map((tick) => (
              <g key={tick}>
                <line x1={x(tick)} x2={x(tick)} y1={TOP} y2={HEIGHT - BOTTOM} className={styles.grid} />
                <text x={x(tick)} y={HEIGHT - 6} textAnchor="middle" className={styles.text}>
                  {dateTimeFormat(tick, { format: long ? 'MM-DD HH:mm' : 'HH:mm' })}
                </text>
              </g>
            ))}
          {firings.map(({ labels, start: begin, end = to }) => (
            <rect
              key={`${nameOf(labels)} ${begin}`}
              data-testid="quayside-firing-span"
              x={x(Math.max(from, begin))}
              width={Math.max(2, x(Math.min(to, end)) - x(Math.max(from, begin)))}
              y={TOP}
              height={inner.height}
              fill={theme.colors.error.main}
              opacity={Math.max(0.03, 0.12 / Math.sqrt(firings.length))}
            />
          ))}
          {firings.map(({ labels, start: begin, end = to }) => {
            const lane = lanes.indexOf(nameOf(labels));
            return lane < 0 ? null : (
              <rect
                key={`${nameOf(labels)} ${begin}`}
                x={x(Math.max(from, begin))}
                width={Math.max(3, x(Math.min(to, end)) - x(Math.max(from, begin)))}
                y={HEIGHT - BOTTOM + 3 + lane * LANE}
                height={LANE - 2}
                rx={1}
                fill={colorOf(labels) ?? theme.colors.error.main}
              />
            );
          })}
          {series.map((one, index) => {
            const color = colorOf(one.labels);
            return (
              <path
                key={nameOf(one.labels) + index}
                d={paths[index]}
                fill="none"
                stroke={color ?? theme.colors.text.disabled}
                strokeWidth={color ? 1.5 : 0.75}
                opacity={color ? 1 : 0.4}
              />
            );
          })}
          {Number.isFinite(threshold) && (
            <g
              role={bounds ? 'slider' : undefined}
              tabIndex={bounds ? 0 : undefined}
              aria-label={bounds ? 'Threshold' : undefined}
              aria-orientation={bounds ? 'vertical' : undefined}
              aria-valuemin={bounds ? Math.max(bounds.min, domain.min) : undefined}
              aria-valuemax={bounds ? Math.min(bounds.max, domain.max) : undefined}
              aria-valuenow={bounds ? threshold : undefined}
              aria-valuetext={bounds ? formatValue(threshold, unit) : undefined}
              className={bounds ? styles.handle : undefined}
              onKeyDown={bounds ? onKey : undefined}
              onPointerDown={(event) => {
                if (bounds) {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  setStart({ threshold });
                }
              }}
              onPointerMove={(event) => {
                if (start) {
                  move(valueAt(event), false);
                }
              }}
              onPointerUp={(event) => {
                if (start) {
                  setStart(undefined);
                  move(valueAt(event), true);
                }
              }}
              onPointerCancel={() => {
                setStart(undefined);
                onThreshold(anchor, true);
              }}
            >
              <line x1={LEFT} x2={width - 8} y1={lineY} y2={lineY} className={styles.grip} />
              <line x1={LEFT} x2={width - 8} y1={lineY} y2={lineY} className={styles.threshold} />
              {bounds && <circle cx={width - 16} cy={lineY} r={6} className={styles.knob} />}
            </g>
          )}
          {hover !== undefined && (
            <line x1={x(hover)} x2={x(hover)} y1={TOP} y2={HEIGHT - BOTTOM} className={styles.cursor} />
          )}
        </svg>
      )}
      {hover !== undefined && shown.length > 0 && !start && (
        <div
          className={styles.tip}
          style={x(hover) > width / 2 ? { right: width - x(hover) + 12 } : { left: x(hover) + 12 }}
        >
          <div>{dateTimeFormat(hover)}</div>
          {shown.map(({ labels, value }) => (
            <div key={nameOf(labels)}>
              <span className={styles.dot} style={{ background: colorOf(labels) ?? theme.colors.text.disabled }} />
              {nameOf(labels)}: {formatValue(value, unit)}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** The values nearest to a time, the largest first. */
function valuesAt(series: readonly ReplaySeries[], time: number, withinMs: number) {
  return series
    .flatMap(({ labels, times, values }) => {
      let [low, high] = [0, times.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((times[middle] ?? 0) < time - withinMs) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      const value = values[low];
      return value !== undefined && Math.abs((times[low] ?? 0) - time) <= withinMs ? [{ labels, value }] : [];
    })
    .sort((a, b) => b.value - a.value);
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ position: 'relative', width: '100%', minHeight: HEIGHT, userSelect: 'none' }),
  grid: css({ stroke: theme.colors.border.weak, strokeWidth: 1 }),
  text: css({ fill: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  cursor: css({ stroke: theme.colors.text.secondary, strokeDasharray: '3 3', pointerEvents: 'none' }),
  handle: css({
    cursor: 'ns-resize',
    touchAction: 'none',
    outline: 'none',
    '&:focus-visible circle': { stroke: theme.colors.primary.main, strokeWidth: 3 },
  }),
  // Wide enough for a finger.
  grip: css({ stroke: 'transparent', strokeWidth: 20 }),
  threshold: css({ stroke: theme.colors.error.main, strokeWidth: 2, strokeDasharray: '8 5' }),
  knob: css({ fill: theme.colors.error.main, stroke: theme.colors.background.primary, strokeWidth: 2 }),
  tip: css({
    position: 'absolute',
    top: theme.spacing(1),
    maxWidth: 360,
    padding: theme.spacing(0.75, 1),
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
    pointerEvents: 'none',
    zIndex: 1,
  }),
  dot: css({ display: 'inline-block', width: 8, height: 8, borderRadius: '50%', marginRight: theme.spacing(0.75) }),
});
