import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { queryInstant } from '../../grafana/prometheus';
import { infoLabels } from '../../signals/services/metricSignals';
import type { CardProps } from './MetricCard';
import { questionOf } from './questionOf';

/** What every series of the application has anyway. */
const OF_THE_TARGET = ['__name__', 'job', 'instance'];
const MOST_SHOWN = 20;

/** A metric that says something by its labels: what it says, and how many instances say it. */
export function InfoLabels({ source, context, family, at }: CardProps) {
  const styles = useStyles2(getStyles);
  const key = `${questionOf(source, context)} ${family.name} ${at}`;
  const loaded = useLoaded(key, (signal) => queryInstant(source, infoLabels(family).query(context), at, signal));
  if (loaded.problem) {
    return <ProblemNotice problem={loaded.problem} />;
  }
  if (!loaded.data) {
    return <LoadingPlaceholder text="Loading…" />;
  }
  const said = new Map<string, string[]>();
  for (const { labels } of loaded.data) {
    const own = Object.entries(labels).filter(([name]) => !OF_THE_TARGET.includes(name));
    const text = own.map(([name, value]) => `${name}: ${value}`).join(', ') || 'no labels of its own';
    said.set(text, [...(said.get(text) ?? []), labels['instance'] ?? '']);
  }
  return (
    <dl className={styles.list}>
      {[...said].slice(0, MOST_SHOWN).map(([text, instances]) => (
        <div key={text}>
          <dt>{text}</dt>
          <dd>{instances.length > 3 ? `${instances.length} instances` : instances.join(', ')}</dd>
        </div>
      ))}
      {said.size > MOST_SHOWN && <div>and {said.size - MOST_SHOWN} more</div>}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    margin: 0,
    overflowWrap: 'anywhere',
    '& dt': { fontWeight: theme.typography.fontWeightMedium },
    '& dd': { ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: theme.spacing(0, 0, 1) },
  }),
});
