import React, { useState, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';

interface Props {
  /** Why it is not drawn by itself; nothing where it may be. */
  why: string | undefined;
  children: ReactNode;
}

/** What asks so much of Prometheus that somebody has to say so first. */
export function Costly({ why, children }: Props) {
  const styles = useStyles2(getStyles);
  const [anyway, setAnyway] = useState(false);
  if (!why || anyway) {
    return children;
  }
  return (
    <div className={styles.refused}>
      <p>{why} Choose an instance above, or a shorter range; or</p>
      <Button size="sm" variant="secondary" onClick={() => setAnyway(true)}>
        Draw it anyway
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  refused: css({ padding: theme.spacing(2), textAlign: 'center' }),
});
