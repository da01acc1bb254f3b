import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

/** What a panel shows in place of data that it can't draw. */
export function PanelDataErrorView({
  data,
  fieldConfig,
  message,
  needsNumberField,
  needsTimeField,
}: PanelDataErrorViewProps) {
  const isEmpty = data.series.every(({ length }) => length === 0);
  const noValue = fieldConfig?.defaults.noValue;
  const reason = needsTimeField
    ? 'Data is missing a time field'
    : needsNumberField
      ? 'Data is missing a number field'
      : 'Cannot visualize data';
  return <div className={useStyles2(getStyles)}>{isEmpty ? (noValue ?? 'No data') : (message ?? reason)}</div>;
}

const getStyles = (theme: GrafanaTheme2) =>
  css({
    height: '100%',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.h4.fontSize,
  });
