import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, Stack, useStyles2 } from '@grafana/ui';
import { toYaml } from '../../../checks/rules/toYaml';
import { sizeText } from '../../../components/logs/sizeText';
import { useLoaded } from '../../../components/useLoaded';
import { YamlView } from '../../../components/YamlView';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { bytesOfDay } from '../../../grafana/recordings';
import { isDrawn } from '../../../signals/recorded/drawnSets';
import { groupFacts, sameGroup } from '../../../signals/recorded/groupFacts';
import { recordingGroup, type RecordingGroup } from '../../../signals/recorded/recordingGroup';
import type { RecordedSet } from '../../../signals/recorded/recordingRule';

interface Props {
  set: RecordedSet;
  loki: DataSourceChoice;
  /** Unix milliseconds. */
  now: number;
  /** What the ruler has of it. */
  installed: RecordingGroup | undefined;
  /** Why it cannot be installed: the permission that is missing, or nothing that a permission would mend. */
  lacks: string | undefined;
  isBusy: boolean;
  onInstall: () => void;
}

/** A set of the library: what it brings, what it costs, its rules, and the click that installs it. */
export function SetCard({ set, loki, now, installed, lacks, isBusy, onInstall }: Props) {
  const styles = useStyles2(getStyles);
  const group = recordingGroup(set);
  const { selectors, metrics } = groupFacts(group);
  const distinct = [...new Set(selectors)];
  const cost = useLoaded(`${loki.uid} ${now} ${distinct.join(' ')}`, (signal) =>
    bytesOfDay(loki, distinct, now, signal)
  );
  const bytes = cost.data;
  const perDay = bytes && selectors.reduce((sum, one) => sum + (bytes.get(one) ?? 0), 0);
  const perLook = bytes && distinct.reduce((sum, one) => sum + (bytes.get(one) ?? 0), 0);
  const isSame = installed !== undefined && sameGroup(installed, group);
  return (
    <article className={styles.card} aria-label={set.title} data-testid="quayside-set">
      <h3 className={styles.title}>
        {set.title}{' '}
        {installed && (
          <Badge text={isSame ? 'Installed' : 'Installed, with other rules'} color={isSame ? 'green' : 'blue'} />
        )}
      </h3>
      <p>{set.description}</p>
      <dl className={styles.details}>
        {isDrawn(set.id) && (
          <div>
            <dt>Before: each chart, at each look at a day, reads</dt>
            <dd>{perLook === undefined ? '–' : sizeText(perLook)}</dd>
          </div>
        )}
        <div>
          <dt>{isDrawn(set.id) ? 'After: the ruler' : 'The ruler'} reads a day, once for all</dt>
          <dd>{perDay === undefined ? '–' : sizeText(perDay)}</dd>
        </div>
        <div>
          <dt>Rules</dt>
          <dd>
            {group.rules.length} every {set.times.intervalSeconds} s
          </dd>
        </div>
        <div>
          <dt>Metrics</dt>
          <dd>{metrics.join(', ')}</dd>
        </div>
      </dl>
      {cost.problem && <p className={styles.note}>What it costs could not be asked: {cost.problem.title}.</p>}
      <YamlView name={`${group.name}.yaml`} about="for a ruler that reads files" text={toYaml({ groups: [group] })} />
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <Button
          icon="plus"
          disabled={isBusy || isSame || lacks !== undefined}
          tooltip={lacks ? `You need the permission ${lacks}: ask an administrator` : undefined}
          onClick={onInstall}
        >
          {installed && !isSame ? 'Update' : 'Install'}
        </Button>
        {isSame && <span className={styles.note}>These very rules are installed.</span>}
      </Stack>
    </article>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(1.5),
    minWidth: 0,
  }),
  title: css({ fontSize: theme.typography.h5.fontSize }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  details: css({
    margin: theme.spacing(0, 0, 1),
    '& dt': { fontWeight: 'normal', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
    '& dd': { margin: theme.spacing(0, 0, 0.5), overflowWrap: 'anywhere' },
  }),
});
