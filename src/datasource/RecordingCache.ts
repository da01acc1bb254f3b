import type { DataSourceChoice } from '../grafana/dataSources';
import { Problem } from '../grafana/Problem';
import { findRecordings, type RecordingsFound } from '../grafana/recordingsFound';
import { findNginxRecordings, type NginxRecordings } from '../grafana/recordingsOfNginx';
import type { Conventions } from '../signals/conventions';
import type { Tiles } from '../signals/recorded/coverage';
import { logHeartbeats } from '../signals/recorded/logReads';

/** What was recorded is looked up once for the panels of a dashboard, which are drawn together, and again when it is refreshed. */
const KEPT_MS = 20_000;

/** What is recorded of some logs; or why that could not be asked, and all is read from the logs. */
export interface FoundRecordings<Recordings> {
  recordings: Recordings | undefined;
  problem?: Problem;
}

/** Questions that are asked once, for a little while. */
class Kept<Recordings> {
  private readonly found = new Map<string, { at: number; promise: Promise<FoundRecordings<Recordings>> }>();

  /** Rejects only for what is no Problem. */
  ask(
    question: unknown,
    find: () => Promise<Recordings | undefined>,
    now = Date.now()
  ): Promise<FoundRecordings<Recordings>> {
    for (const [old, { at }] of this.found) {
      if (now - at > KEPT_MS) {
        this.found.delete(old);
      }
    }
    const key = JSON.stringify(question);
    const kept = this.found.get(key);
    if (kept) {
      return kept.promise;
    }
    const promise = find().then(
      (recordings): FoundRecordings<Recordings> => ({ recordings }),
      (error: unknown): FoundRecordings<Recordings> => {
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

/** What is recorded, asked once for all queries over the same steps. */
export class RecordingCache {
  private readonly ofNginx = new Kept<NginxRecordings>();
  private readonly ofLogs = new Kept<RecordingsFound>();

  /** What is recorded of NGINX's logs within these steps. Rejects only for what is no Problem. */
  nginx(source: DataSourceChoice, conventions: Conventions, tiles: Tiles): Promise<FoundRecordings<NginxRecordings>> {
    return this.ofNginx.ask([source.uid, conventions.nginx, tiles], () =>
      findNginxRecordings(source, conventions, tiles)
    );
  }

  /** What is recorded of containers' logs within these steps. Rejects only for what is no Problem. */
  logs(source: DataSourceChoice, conventions: Conventions, tiles: Tiles): Promise<FoundRecordings<RecordingsFound>> {
    return this.ofLogs.ask([source.uid, conventions.logs, tiles], () =>
      findRecordings(source, logHeartbeats(conventions), tiles)
    );
  }
}
