import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, DataHoverEvent, type GrafanaTheme2 } from '@grafana/data';
import type { SceneObject } from '@grafana/scenes';
import { Icon, useStyles2, useTheme2, type IconName } from '@grafana/ui';
import { EVENT_COLORS } from '../../components/eventColors';
import type { LifecycleEvent } from '../../insights/lifecycle';

interface Props {
  events: readonly LifecycleEvent[];
  /** Unix milliseconds. */
  from: number;
  to: number;
  scene: SceneObject;
}

const ICONS: Record<LifecycleEvent['kind'], IconName> = {
  start: 'sync',
  image: 'upload',
  'oom-kill': 'exclamation-triangle',
  unhealthy: 'heart-break',
  healthy: 'heart',
  gone: 'times-circle',
};

const isGrave = ({ kind }: Pick<LifecycleEvent, 'kind'>) => kind === 'oom-kill' || kind === 'gone';

/** The latest of them are listed in words; the strip shows all. */
const LISTED = 8;

/** What happened to a container: on a strip over the page's range, and in words. */
export function Lifecycle({ events, from, to, scene }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const colorOf = (kind: LifecycleEvent['kind']) => theme.visualization.getColorByName(EVENT_COLORS[kind]);
  // A kill and the restart after it are a second apart: the graver is drawn over the other, and wider.
  const drawn = [...events].sort((a, b) => Number(isGrave(a)) - Number(isGrave(b)));
  const point = (time: number | undefined) =>
    scene.publishEvent(new DataHoverEvent({ point: time === undefined ? {} : { time } }), true);
  const listed = events.slice(-LISTED).reverse();
  return (
    <section aria-label="Lifecycle" className={styles.section} data-testid="quayside-lifecycle">
      <h3 className={styles.title}>Lifecycle</h3>
      <div className={styles.strip}>
        {drawn.map(({ time, kind, text }) => (
          <span
            key={`${time} ${kind}`}
            className={styles.mark}
            style={{
              width: isGrave({ kind }) ? 5 : 3,
              left: `${(100 * (time - from)) / (to - from)}%`,
              background: colorOf(kind),
            }}
            title={`${dateTimeFormat(time)}: ${text}`}
            onMouseEnter={() => point(time)}
            onMouseLeave={() => point(undefined)}
          />
        ))}
      </div>
      {events.length === 0 ? (
        <p className={styles.none}>No start, kill or change of health in this range.</p>
      ) : (
        <ol className={styles.list}>
          {listed.map(({ time, kind, text }) => (
            <li key={`${time} ${kind}`} className={styles.event}>
              <Icon name={ICONS[kind]} style={{ color: colorOf(kind) }} />
              <time dateTime={new Date(time).toISOString()} className={styles.time}>
                {dateTimeFormat(time, { format: 'MM-DD HH:mm:ss' })}
              </time>
              {text}
            </li>
          ))}
          {events.length > listed.length && (
            <li className={styles.none}>and {events.length - listed.length} before.</li>
          )}
        </ol>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    padding: theme.spacing(1, 1.5),
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  strip: css({
    position: 'relative',
    height: 18,
    margin: theme.spacing(1, 0),
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    overflow: 'hidden',
  }),
  mark: css({ position: 'absolute', top: 0, bottom: 0 }),
  list: css({ listStyle: 'none', margin: 0, padding: 0, fontSize: theme.typography.bodySmall.fontSize }),
  event: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center', overflowWrap: 'anywhere' }),
  time: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  none: css({ color: theme.colors.text.secondary, margin: 0 }),
});
