import React, { type ReactNode } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';
import { useInstallation, WithConventions } from './InstallationContext';
import { ProblemNotice } from './ProblemNotice';
import { useNginx } from './useNginx';

interface Props {
  /** Unix milliseconds: the end of what is looked at. */
  time: number;
  /** False: nothing below reads NGINX's logs, so nothing is asked. */
  needed?: boolean;
  children: ReactNode;
}

/**
 * Has what is below know how NGINX's logs are read here, which is found out first where the settings do not say: what needs
 * them would otherwise be said not to apply. Where that cannot be found out, this is said above.
 */
export function WithNginx({ time, needed = true, children }: Props) {
  const { loki, conventions: own } = useInstallation().installation;
  const { conventions = own, detected } = useNginx(loki, time, '', needed);
  if (detected.loading && !detected.data && !detected.problem) {
    return <LoadingPlaceholder text="Looking for NGINX’s logs…" />;
  }
  return (
    <WithConventions conventions={conventions}>
      {detected.problem && <ProblemNotice problem={detected.problem} severity="warning" />}
      {children}
    </WithConventions>
  );
}
