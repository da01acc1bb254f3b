import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, Button, useStyles2, type BadgeColor } from '@grafana/ui';
import type { PageScene } from '../../components/PageScene';
import { useAttached } from '../../components/useAttached';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { MetricFamily, MetricType } from '../../signals/services/metricFamily';
import { scrapeOf, type ServiceContext } from '../../signals/services/serviceContext';
import { Costly } from './Costly';
import { Histogram } from './Histogram';
import { InfoLabels } from './InfoLabels';
import { metricPanel } from './metricPanels';
import { whyNotDrawn } from './seriesLimit';

const COLORS: Record<MetricType, BadgeColor> = {
  counter: 'blue',
  gauge: 'green',
  histogram: 'purple',
  'native histogram': 'purple',
  summary: 'orange',
  info: 'darkgrey',
};

export interface CardProps {
  source: DataSourceChoice;
  context: ServiceContext;
  family: MetricFamily;
  instances: number;
  /** How many instances the family's series stand for, where only those of one were counted. */
  standsFor: number;
  /** The last moment of the range at which an instance answered, Unix milliseconds. */
  at: number;
  scene: PageScene;
  range: TimeRange;
}

/** One metric: what it is called, what the application says of it, and its values as its type asks for. */
export function MetricCard({ onBreakDown, ...props }: CardProps & { onBreakDown: () => void }) {
  const styles = useStyles2(getStyles);
  const { family, context, range, standsFor } = props;
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  return (
    <article className={styles.card} aria-label={family.name}>
      <header className={styles.head}>
        <code className={styles.name}>{family.name}</code>
        <Badge color={COLORS[family.type]} text={family.type} />
        <span className={styles.quiet}>
          {family.series.toLocaleString('en')} series{family.unit === 'count' ? '' : `, in ${family.unit}`}
        </span>
        {family.type !== 'info' && (
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            icon="sitemap"
            aria-label={`Break down ${family.name}`}
            onClick={onBreakDown}
          >
            Break down
          </Button>
        )}
      </header>
      <p className={styles.help}>{family.help}</p>
      {family.ended && <p className={styles.quiet}>It has no value any more at the end of this range.</p>}
      <Costly why={whyNotDrawn(family, times, scrapeOf(context), standsFor)}>
        <Drawn {...props} />
      </Costly>
    </article>
  );
}

function Drawn(props: CardProps) {
  switch (props.family.type) {
    case 'histogram':
    case 'native histogram':
      return <Histogram {...props} />;
    case 'info':
      return <InfoLabels {...props} />;
    default:
      return <Lines {...props} />;
  }
}

function Lines({ source, context, family, instances, scene }: CardProps) {
  const styles = useStyles2(getStyles);
  const panels = useMemo(
    () => [metricPanel(family, { source, context, instances })],
    [family, source, context, instances]
  );
  const attached = useAttached(scene, panels);
  const [panel] = panels;
  return <div className={styles.panel}>{attached && panel && <panel.Component model={panel} />}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    height: '100%',
    minWidth: 0,
    padding: theme.spacing(1),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 1), alignItems: 'center' }),
  name: css({ overflowWrap: 'anywhere', flex: '1 1 200px', background: 'none', border: 0, padding: 0 }),
  quiet: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
  help: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    margin: 0,
    overflowWrap: 'anywhere',
    minHeight: '1.5em',
  }),
  // As high as the row, where its neighbour is a histogram.
  panel: css({ flex: 1, minHeight: 200, position: 'relative', minWidth: 0 }),
});
