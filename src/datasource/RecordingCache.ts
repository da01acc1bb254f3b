import type { DataSourceChoice } from '../grafana/dataSources';
import { Problem } from '../grafana/Problem';
import { findNginxRecordings, type NginxRecordings } from '../grafana/recordingsOfNginx';
import type { Conventions } from '../signals/conventions';
import type { Tiles } from '../signals/recorded/coverage';

/** What was recorded is looked up once for the panels of a dashboard, which are drawn together, and again when it is refreshed. */
const KEPT_MS = 20_000;

/** What is recorded of NGINX's logs; or why that could not be asked, and all is read from the logs. */
export interface FoundRecordings {
  recordings: NginxRecordings | undefined;
  problem?: Problem;
}

/** What is recorded, asked once for all queries over the same steps. */
export class RecordingCache {
  private readonly found = new Map<string, { at: number; promise: Promise<FoundRecordings> }>();

  /** What is recorded of NGINX's logs within these steps. Rejects only for what is no Problem. */
  nginx(source: DataSourceChoice, conventions: Conventions, tiles: Tiles, now = Date.now()): Promise<FoundRecordings> {
    for (const [key, { at }] of this.found) {
      if (now - at > KEPT_MS) {
        this.found.delete(key);
      }
    }
    const key = JSON.stringify([source.uid, conventions.nginx, tiles]);
    const kept = this.found.get(key);
    if (kept) {
      return kept.promise;
    }
    const promise = findNginxRecordings(source, conventions, tiles).then(
      (recordings): FoundRecordings => ({ recordings }),
      (error: unknown): FoundRecordings => {
        this.found.delete(key);
        if (error instanceof Problem) {
          return { recordings: undefined, problem: error };
        }
        throw error;
      }
    );
    this.found.set(key, { at: now, promise });
    return promise;
  }
}
