import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { BANNER_HEIGHT } from './headerHeight';

/** Says on every page what this is, so that nobody takes a pass here for a pass in Grafana. */
export function Banner() {
  return (
    <div className={useStyles2(getStyles)} role="note" data-testid="workbench-banner">
      Workbench. This is not Grafana: the pages are the plugin&apos;s, everything around them is a stand-in.
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) =>
  css({
    position: 'sticky',
    top: 0,
    zIndex: theme.zIndex.navbarFixed + 1,
    height: BANNER_HEIGHT,
    lineHeight: `${BANNER_HEIGHT}px`,
    overflow: 'hidden',
    padding: theme.spacing(0, 2),
    background: theme.colors.warning.main,
    color: theme.colors.warning.contrastText,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    '@media print': { display: 'none' },
  });
