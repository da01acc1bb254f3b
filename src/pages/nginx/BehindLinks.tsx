import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { IconButton, TextLink, useStyles2 } from '@grafana/ui';
import { containerUrl } from '../../components/paths';
import type { Behind } from '../../insights/nginx/behind';
import { containerKey, type ContainerRef } from '../../signals/scope';

interface Props {
  behind: Behind;
  range: TimeRange;
  onUnder: (container: ContainerRef) => void;
}

/** More than these are a number. */
const SHOWN = 3;

/** The containers that a value leads to: each a link, and a click away from standing under the traffic. */
export function BehindLinks({ behind, range, onUnder }: Props) {
  const styles = useStyles2(getStyles);
  const { containers, why, guess } = behind;
  const more = containers.length - SHOWN;
  return (
    <span className={styles.behind} title={why}>
      {guess ? 'perhaps' : '→'}
      {containers.slice(0, SHOWN).map((container) => (
        <span key={containerKey(container)} className={styles.one}>
          <TextLink href={containerUrl(container, range)} inline variant="bodySmall">
            {`${container.name} on ${container.host}`}
          </TextLink>
          <IconButton
            name="layer-group"
            size="sm"
            tooltip={`CPU and memory of ${container.name} under the traffic`}
            onClick={() => onUnder(container)}
          />
        </span>
      ))}
      {more > 0 && `and ${more} more`}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  behind: css({
    flexBasis: '100%',
    display: 'inline-flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    paddingLeft: theme.spacing(1),
  }),
  one: css({ display: 'inline-flex', gap: theme.spacing(0.5), alignItems: 'center' }),
});
