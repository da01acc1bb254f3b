import { detectNginx } from '../discovery/detectNginx';
import { findInstallation, noLoki, noPrometheus, type Installation } from '../discovery/installation';
import { ownSettings } from '../discovery/ownSettings';
import { loadAppSettings } from '../grafana/appSettings';
import type { DataSourceChoice } from '../grafana/dataSources';
import { Problem } from '../grafana/Problem';
import { metricsOfLoki, type SettingsAt } from '../grafana/settings';
import type { Conventions } from '../signals/conventions';
import { togetherOf } from '../signals/nginx/logs';
import type { SignalsJsonData } from './query';

/** Settings that somebody changed meanwhile are seen after this long. */
const KEPT_MS = 5 * 60_000;

/** What was only assumed may be detected a little later. */
const ASSUMED_MS = 30_000;

/** What is known of the place that a data source asks. */
export interface Known {
  settings: SettingsAt;
  installation: Installation;
}

/** What the queries of one data source work on: found out once, and again when it is old or could not be found out. */
export class InstallationCache {
  private known: { until: number; promise: Promise<Known> } | undefined;
  private nginx: { at: number; promise: Promise<Conventions> } | undefined;

  constructor(private readonly own: SignalsJsonData) {}

  /** Settings, data sources and conventions. Rejects with a Problem where the settings cannot be had. */
  get(now = Date.now()): Promise<Known> {
    if (!this.known || now > this.known.until) {
      const promise = this.find();
      const known = { until: now + KEPT_MS, promise };
      this.known = known;
      promise.then(
        ({ installation: { from, problem } }) => {
          if (problem) {
            this.forget(promise);
          } else if (from === 'assumed') {
            known.until = now + ASSUMED_MS;
          }
        },
        () => this.forget(promise)
      );
    }
    return this.known.promise;
  }

  /** The conventions with NGINX's part, which is detected where the settings do not say. Rejects with a Problem. */
  async withNginx(time: number, now = Date.now()): Promise<Conventions> {
    const { installation, settings } = await this.get(now);
    const { conventions, loki } = installation;
    if (conventions.nginx) {
      return conventions;
    }
    if (!loki) {
      throw noLoki(settings);
    }
    if (!this.nginx || now - this.nginx.at > KEPT_MS) {
      const promise = detectNginx(loki, conventions.logs, time).then((found): Conventions => {
        const nginx = togetherOf(found.map((one) => one.conventions));
        if (!nginx) {
          throw new Problem(
            'settings',
            'No log of NGINX was found',
            `Loki (${loki.name}) has no lines in the range that read like an access log.`,
            'Choose a range in which NGINX wrote, or say on the configuration page of Quayside where it logs.'
          );
        }
        return { ...conventions, nginx };
      });
      this.nginx = { at: now, promise };
      promise.catch(() => (this.nginx = undefined));
    }
    return this.nginx.promise;
  }

  private forget(promise: Promise<Known>): void {
    if (this.known?.promise === promise) {
      this.known = undefined;
    }
  }

  private async find(): Promise<Known> {
    const settings = ownSettings(await loadAppSettings(), this.own);
    const installation = await findInstallation(settings);
    return {
      settings: { ...settings, derivedMetrics: metricsOfLoki(settings, installation.loki?.uid) },
      installation,
    };
  }
}

/** The data source that a signal is asked of. @throws Problem where there is none. */
export function sourceFor(kind: 'metrics' | 'logs', { installation, settings }: Known): DataSourceChoice {
  const source = kind === 'metrics' ? installation.prometheus : installation.loki;
  if (!source) {
    throw kind === 'metrics' ? noPrometheus(settings) : noLoki(settings);
  }
  return source;
}
