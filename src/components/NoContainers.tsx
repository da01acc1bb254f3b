import React from 'react';
import { Alert, TextLink } from '@grafana/ui';
import type { DataSourceChoice } from '../grafana/dataSources';
import { useInstallation } from './InstallationContext';

const SCRAPE = `scrape_configs:
  - job_name: cadvisor
    honor_timestamps: false
    static_configs:
      - targets: ['HOST:8080']`;

/** Prometheus answers, but has no containers: what it takes to have some. */
export function NoContainers({ source }: { source: DataSourceChoice }) {
  const { installation } = useInstallation();
  const { containers } = installation.conventions;
  const jobs = containers.matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).join(', ');
  return (
    <Alert severity="warning" title={`${source.name} has no containers`} data-testid="quayside-problem">
      <p>
        It answers, but holds no series of cAdvisor’s with the label {containers.name}
        {jobs ? `, of ${jobs}` : ''} at this time.
      </p>
      <p>
        <strong>What to do:</strong> run cAdvisor on each host and let Prometheus scrape it, as below; choose a time at
        which it did; or choose another data source{' '}
        <TextLink href="/plugins/quayside-monitoring-app">on the configuration page</TextLink>.
      </p>
      <pre>{SCRAPE}</pre>
    </Alert>
  );
}
