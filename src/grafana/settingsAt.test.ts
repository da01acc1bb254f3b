import { DOCKER } from '../signals/conventions';
import { parseSettings, settingsAt } from './settings';

const SETTINGS = parseSettings({
  prometheusUid: 'p1',
  lokiUid: 'l1',
  conventions: DOCKER,
  logBudgetMegabytes: 100,
  locations: [{ name: 'Oslo', prometheusUid: 'p2' }],
});

describe('settingsAt', () => {
  it.each(['', 'Bergen'])('are those of the main location for %j', (name) =>
    expect(settingsAt(SETTINGS, name)).toEqual(SETTINGS)
  );
  it('takes nothing from the main location that says how its data is labelled', () =>
    expect(settingsAt(SETTINGS, 'Oslo')).toEqual({
      prometheusUid: 'p2',
      logBudgetMegabytes: 100,
      locations: SETTINGS.locations,
      location: 'Oslo',
    }));
  it('refuses two locations of one name', () =>
    expect(() => parseSettings({ locations: [{ name: 'Oslo' }, { name: 'Oslo' }] })).toThrow(/two locations/));
});
