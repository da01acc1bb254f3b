import React from 'react';
import { Badge } from '@grafana/ui';
import type { Finding } from '../../checks/finding';
import { SeverityBadge } from '../severity';

/** How grave a finding is; of one that does not count yet, that. */
export function FindingBadge({ finding: { pending, check } }: { finding: Finding }) {
  return pending ? <Badge color="darkgrey" text="Pending" /> : <SeverityBadge severity={check.severity} />;
}
