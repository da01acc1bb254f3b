import { dateTime, locationUtil, rangeUtil, type RawTimeRange, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { containerUrl, logsUrl, pageUrl } from '../components/paths';
import { textOf } from '../signals/urlList';
import { findInstallation } from '../discovery/installation';
import { loadAppSettings } from '../grafana/appSettings';
import { DOCKER, type Conventions } from '../signals/conventions';
import { placeOf, type Place, type Seen } from './placeOf';

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

/** The conventions of this installation, or the usual ones: a link leads somewhere even where the settings cannot be read. */
async function conventionsHere(): Promise<Conventions> {
  try {
    return (await findInstallation(await loadAppSettings())).conventions;
  } catch {
    return DOCKER;
  }
}

/** Opens the page that is about what somebody looks at, over the same time. */
export async function openPlace(seen: Seen, range: RawTimeRange | undefined): Promise<void> {
  const place = placeOf(await conventionsHere(), seen);
  const time = range && { ...rangeUtil.convertRawToRange(range), raw: range };
  // The router adds Grafana's own root by itself.
  locationService.push(locationUtil.stripBaseFromUrl(urlOf(place, time)));
}

/** A range around a moment, for what fires at one. */
export function around(time: number): RawTimeRange {
  const hour = 3600_000;
  return { from: dateTime(time - hour), to: dateTime(Math.min(time + hour, Date.now())) };
}
