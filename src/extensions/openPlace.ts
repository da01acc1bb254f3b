import { dateTime, locationUtil, rangeUtil, type RawTimeRange, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { atLocation, containerUrl, logsUrl, pageUrl } from '../components/paths';
import { textOf } from '../signals/urlList';
import { findInstallation } from '../discovery/installation';
import { loadAppSettings } from '../grafana/appSettings';
import { dataSourcesOf } from '../grafana/dataSources';
import { DOCKER, type Conventions } from '../signals/conventions';
import { placeOf, type Place, type Seen } from './placeOf';
import { settingsSeen } from './settingsSeen';

function urlOf(place: Place, range: TimeRange | undefined): string {
  switch (place.page) {
    case 'container':
      return containerUrl(place.container, range);
    case 'logs':
      return logsUrl(place.containers, range);
    case 'containers':
      return pageUrl(
        'containers',
        {
          ...(place.hosts.length > 0 ? { host: textOf(place.hosts) } : {}),
          ...(place.search === undefined ? {} : { q: place.search }),
        },
        range
      );
    case 'nginx':
    case 'overview':
      return pageUrl(place.page, {}, range);
  }
}

/**
 * The conventions of the place that is looked at, and its location; the usual ones where they cannot be had: a link leads
 * somewhere even then.
 */
async function here(uids: readonly string[]): Promise<{ conventions: Conventions; location?: string | undefined }> {
  try {
    const settings = settingsSeen(await loadAppSettings(), dataSourcesOf(uids));
    const { conventions } = await findInstallation(settings);
    return { conventions, location: settings.location };
  } catch {
    return { conventions: DOCKER };
  }
}

/** Opens the page that is about what somebody looks at, over the same time and at the same location. */
export async function openPlace(seen: Seen, range: RawTimeRange | undefined): Promise<void> {
  const { conventions, location } = await here(seen.sources ?? []);
  const time = range && { ...rangeUtil.convertRawToRange(range), raw: range };
  const url = atLocation(urlOf(placeOf(conventions, seen), time), location);
  // The router adds Grafana's own root by itself.
  locationService.push(locationUtil.stripBaseFromUrl(url));
}

/** A range around a moment, for what fires at one. */
export function around(time: number): RawTimeRange {
  const hour = 3600_000;
  return { from: dateTime(time - hour), to: dateTime(Math.min(time + hour, Date.now())) };
}
