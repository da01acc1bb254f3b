import React from 'react';
import { Alert } from '@grafana/ui';
import { dimensionTitle } from '../../signals/nginx/filters';
import { logTitle } from '../../signals/nginx/logs';
import { logsLeftOut, type NginxContext } from '../../signals/nginx/nginxSignal';

/** Says which logs the page is without, because a filter asks what they do not say. */
export function LeftOut({ context }: { context: NginxContext }) {
  const logs = logsLeftOut(context, []);
  if (logs.length === 0) {
    return null;
  }
  const asked = [...new Set((context.filters ?? []).map(({ dimension }) => dimensionTitle(dimension).toLowerCase()))];
  return (
    <Alert severity="info" title={`Without ${logs.map(logTitle).join(' and ')}`} data-testid="quayside-nginx-left-out">
      {logs.length === 1 ? 'This log does' : 'These logs do'} not say all that the filters ask for ({asked.join(', ')}),
      so none of its requests can be told to match.
    </Alert>
  );
}
