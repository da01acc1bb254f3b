import { Alert } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';
import { PluginPage } from './PluginPage';

interface Pane {
  datasource?: string;
  queries?: Array<{ refId?: string; expr?: string }>;
  range?: { from?: string; to?: string };
}

/** Prints the queries that Grafana's Explore would run, and runs none. */
export function ExplorePage() {
  const params = new URLSearchParams(useLocation().search);
  const panes = parsePanes(params);
  return (
    <PluginPage pageNav={{ text: 'Explore' }}>
      <Alert severity="info" title="The workbench has no Explore. In Grafana this link opens these queries:" />
      {panes.length === 0 && <pre>{params.toString()}</pre>}
      {panes.map((pane, index) => (
        <section key={index} data-testid="explore-pane">
          <p>
            Data source {pane.datasource}, from {pane.range?.from} to {pane.range?.to}
          </p>
          {pane.queries?.map((query, at) => (
            <pre key={at}>{query.expr ?? JSON.stringify(query, null, 2)}</pre>
          ))}
        </section>
      ))}
    </PluginPage>
  );
}

/** Reads `panes` (of now) or `left` (of old). What can't be read is shown as it is. */
function parsePanes(params: URLSearchParams): Pane[] {
  try {
    const panes = params.get('panes');
    if (panes) {
      return Object.values(JSON.parse(panes) as Record<string, Pane>);
    }
    const left = params.get('left');
    return left ? [JSON.parse(left) as Pane] : [];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}
