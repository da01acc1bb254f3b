import { ownSettings, type AskedPlace } from '../discovery/ownSettings';
import type { SourceSettings } from '../grafana/dataSources';
import type { AppSettings, SettingsAt } from '../grafana/settings';
import { SIGNALS_TYPE } from '../grafana/signalsType';

/**
 * The settings as they are where somebody looks: those of the location that the data sources are of, or of the main one where
 * they are of none, or of several.
 */
export function settingsSeen(app: AppSettings, sources: readonly SourceSettings[]): SettingsAt {
  const found = sources.flatMap((source) => whatItAsks(source) ?? []).map((own) => settingsOf(app, own));
  const [first, ...others] = found;
  return first && others.every(({ location }) => location === first.location) ? first : app;
}

/** What a data source asks; undefined for one that tells no place. */
function whatItAsks({ uid, type, jsonData }: SourceSettings): AskedPlace | undefined {
  switch (type) {
    case SIGNALS_TYPE:
      return jsonData;
    case 'prometheus':
      return { prometheusUid: uid };
    case 'loki':
      return { lokiUid: uid };
    default:
      return undefined;
  }
}

/** A link leads somewhere even where the location that a data source names is no longer there. */
function settingsOf(app: AppSettings, own: AskedPlace): SettingsAt {
  try {
    return ownSettings(app, own);
  } catch {
    return app;
  }
}
