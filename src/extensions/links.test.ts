import manifest from '../plugin.json';
import { exploreLink, logLineLink, panelLink } from './contexts';
import { LINKS } from './links';

test('plugin.json lists what the app adds, so that Grafana knows when to load it', () => {
  const said = manifest.extensions.addedLinks;
  expect(said).toEqual(LINKS.map(({ targets, title, description }) => ({ targets, title, description })));
});

describe('where a link is shown', () => {
  const prometheus = { type: 'prometheus', uid: 'p' };
  const signals = { type: 'quayside-signals-datasource', uid: 's' };
  test.each<[string, object, boolean]>([
    ['a panel on cAdvisor', { targets: [{ refId: 'A', datasource: prometheus, expr: 'container_memory_rss' }] }, true],
    ['a panel on signals', { targets: [{ refId: 'A', datasource: signals }] }, true],
    ['a panel on logs', { targets: [{ refId: 'A', datasource: { type: 'loki', uid: 'l' }, expr: '{a="b"}' }] }, true],
    ['a panel on something else', { targets: [{ refId: 'A', datasource: prometheus, expr: 'go_goroutines' }] }, false],
    [
      'a panel on another kind of source',
      { targets: [{ refId: 'A', datasource: { type: 'mysql', uid: 'm' } }] },
      false,
    ],
    ['a panel on nothing', {}, false],
  ])('%s', (_what, context, shown) => {
    expect(panelLink.configure?.(context) !== undefined).toBe(shown);
    expect(exploreLink.configure?.(context) !== undefined).toBe(shown);
  });

  test('at the label of a line that names its container', () => {
    expect(logLineLink.configure?.({ attributes: { host: ['a'], container: ['b'] } })).toEqual({
      category: 'container',
    });
    expect(logLineLink.configure?.({ attributes: { job: ['a'] } })).toBeUndefined();
    expect(logLineLink.configure?.(undefined)).toBeUndefined();
  });
});
