import React from 'react';
import { Badge } from '@grafana/ui';
import type { Severity } from '../../checks/check';
import type { Finding } from '../../checks/finding';

const WORD: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info' };
const COLOR: Record<Severity, 'red' | 'orange' | 'blue'> = { critical: 'red', warning: 'orange', info: 'blue' };

/** How grave a finding is; of one that does not count yet, that. */
export function FindingBadge({ finding: { pending, check } }: { finding: Finding }) {
  return (
    <Badge color={pending ? 'darkgrey' : COLOR[check.severity]} text={pending ? 'Pending' : WORD[check.severity]} />
  );
}
