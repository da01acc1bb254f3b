import { canonicalJson } from '../../src/signals/hashOf';

/** The state of one running workbench: settings of the app, injected faults and what was sent upstream. */

export type UpstreamName = 'prometheus' | 'loki';
export type Fault = 'ok' | 'down' | '429' | '500' | 'timeout' | 'empty';

/** What `POST /workbench/faults` sets. */
export interface Faults {
  prometheus: Fault;
  loki: Fault;
  datasources: 'both' | 'none' | UpstreamName;
  role: 'Admin' | 'Editor' | 'Viewer';
}

/** One request sent to Prometheus or Loki. */
export interface UpstreamRequest {
  upstream: UpstreamName;
  /** Whether a page ran a query or read a resource (labels, series, rules). */
  via: 'query' | 'resource' | 'health';
  method: string;
  path: string;
  query: string | null;
  params: Record<string, string>;
  /** HTTP status, or 0 when there was no answer. */
  status: number;
  ms: number;
  bytes: number;
  /** Bytes of logs that Loki read for the answer, by its own account; 0 where it gives none. */
  processed: number;
  at: string;
}

/** The app's settings as Grafana stores them. */
export interface AppSettings {
  enabled: boolean;
  pinned: boolean;
  jsonData: Record<string, unknown>;
  secureJsonFields: Record<string, boolean>;
}

/** Grafana gives settings back with all fields sorted by their names, however they were sent. */
export function asGrafanaKeeps(jsonData: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(canonicalJson(jsonData) ?? '{}') as Record<string, unknown>;
}

const ALLOWED: { [K in keyof Faults]: ReadonlyArray<Faults[K]> } = {
  prometheus: ['ok', 'down', '429', '500', 'timeout', 'empty'],
  loki: ['ok', 'down', '429', '500', 'timeout', 'empty'],
  datasources: ['both', 'none', 'prometheus', 'loki'],
  role: ['Admin', 'Editor', 'Viewer'],
};

export class WorkbenchState {
  faults: Faults = { prometheus: 'ok', loki: 'ok', datasources: 'both', role: 'Admin' };
  requests: UpstreamRequest[] = [];
  /** Calls for which the workbench has no answer: what a page may miss here. */
  unanswered: Array<{ method: string; path: string; at: string }> = [];
  app: AppSettings;

  constructor(jsonData: Record<string, unknown>) {
    this.app = { enabled: true, pinned: true, jsonData: asGrafanaKeeps(jsonData), secureJsonFields: {} };
  }

  /** Changes some faults. Throws on an unknown name or value, so that a test can't silently inject nothing. */
  setFaults(change: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(change)) {
      const allowed: readonly unknown[] | undefined = ALLOWED[name as keyof Faults];
      if (!allowed?.includes(value)) {
        throw new Error(`unknown fault ${name}: ${JSON.stringify(value)}; known: ${JSON.stringify(ALLOWED)}`);
      }
    }
    this.faults = { ...this.faults, ...change };
  }

  hasDataSource(name: UpstreamName): boolean {
    return this.faults.datasources === 'both' || this.faults.datasources === name;
  }
}
