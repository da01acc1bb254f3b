import { lokiDataSources, pickDataSource, prometheusDataSources } from '../grafana/dataSources';
import { Problem } from '../grafana/Problem';
import { settingsAt, type AppSettings, type SettingsAt } from '../grafana/settings';

/** What a data source asks: a location of the app's settings, or data sources by their uids; nothing of it: the main location. */
export interface AskedPlace {
  location?: string;
  prometheusUid?: string;
  lokiUid?: string;
}

/**
 * The app's settings as they are for what one data source asks: those of the location that it names, or of the one whose data
 * sources it names. Of others nothing is known, so that their conventions are found out: those of another place say nothing of
 * theirs. @throws Problem where there is no such location
 */
export function ownSettings(app: AppSettings, { prometheusUid, lokiUid, location }: AskedPlace): SettingsAt {
  if (location) {
    if (!app.locations?.some(({ name }) => name === location)) {
      throw new Problem(
        'settings',
        `There is no location “${location}”`,
        'The settings of Quayside name none that is called so.',
        'Choose another in the settings of this data source, or add it on Quayside’s configuration page.'
      );
    }
    return settingsAt(app, location);
  }
  if (!prometheusUid && !lokiUid) {
    return app;
  }
  const names = (one: Pick<AppSettings, 'prometheusUid' | 'lokiUid'>) =>
    (!prometheusUid || one.prometheusUid === prometheusUid) && (!lokiUid || one.lokiUid === lokiUid);
  const main = {
    prometheusUid: app.prometheusUid ?? pickDataSource(prometheusDataSources(), undefined)?.uid,
    lokiUid: app.lokiUid ?? pickDataSource(lokiDataSources(), undefined)?.uid,
  };
  if (names(main)) {
    return { ...app, ...(prometheusUid ? { prometheusUid } : {}), ...(lokiUid ? { lokiUid } : {}) };
  }
  const there = app.locations?.find(names);
  if (there) {
    return settingsAt(app, there.name);
  }
  const { conventions: _conventions, nginx: _nginx, nginxBehind: _behind, ...shared } = app;
  return { ...shared, ...(prometheusUid ? { prometheusUid } : {}), ...(lokiUid ? { lokiUid } : {}) };
}
