import React from 'react';
import { Badge } from '@grafana/ui';
import type { Severity } from '../checks/check';

const WORD: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info' };
/** The colour of a severity, as badges call it. */
export const SEVERITY_COLOR: Record<Severity, 'red' | 'orange' | 'blue'> = {
  critical: 'red',
  warning: 'orange',
  info: 'blue',
};

/** The severities as choices, the worst first. */
export const SEVERITY_OPTIONS = (['critical', 'warning', 'info'] as const).map((value) => ({
  value,
  label: WORD[value],
}));

/** A severity, whoever gave it its name: rules of others may have other ones. */
export function SeverityBadge({ severity }: { severity: string | undefined }) {
  if (severity === 'critical' || severity === 'warning' || severity === 'info') {
    return <Badge color={SEVERITY_COLOR[severity]} text={WORD[severity]} />;
  }
  return <Badge color="darkgrey" text={severity || 'No severity'} />;
}
