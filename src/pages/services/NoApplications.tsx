import React from 'react';
import { Alert, Button } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { UpdateState } from './servicesState';

const SCRAPE = `scrape_configs:
  - job_name: my-application
    static_configs:
      - targets: ['my-container:8080']`;

/** Prometheus answers, but scrapes no application: what it takes. */
export function NoApplications({
  source,
  others,
  update,
}: {
  source: DataSourceChoice;
  others: number;
  update: UpdateState;
}) {
  return (
    <Alert severity="info" title={`${source.name} scrapes no application at this time`} data-testid="quayside-problem">
      <p>
        {others === 0
          ? 'It has no scrape targets at all.'
          : `Its ${others} scrape jobs are exporters and the monitoring’s own programs.`}
      </p>
      <p>
        <strong>What to do:</strong> let your application expose /metrics (there is a Prometheus client for every
        language), and let Prometheus scrape it, as below.
      </p>
      <pre>{SCRAPE}</pre>
      {others > 0 && (
        <Button size="sm" variant="secondary" onClick={() => update({ kinds: 'all' })}>
          Show the exporters
        </Button>
      )}
    </Alert>
  );
}
