/** @jest-environment node */
import { DOCKER, KUBERNETES, parseConventions, VECTOR_COMBINED_LOGS } from './conventions';

describe('parseConventions', () => {
  test.each([
    ['Docker', DOCKER],
    ['Kubernetes', KUBERNETES],
    ['combined logs', { ...DOCKER, logs: VECTOR_COMBINED_LOGS }],
    ['aliases', { ...DOCKER, aliases: [{ host: 'a', containers: ['10.0.0.5:8080'] }] }],
  ])('takes %s as they are', (_name, conventions) => {
    expect(parseConventions(JSON.parse(JSON.stringify(conventions)))).toEqual(conventions);
  });

  const change = (patch: object) => ({ ...DOCKER, ...patch });
  const logs = (template: string) => change({ logs: { ...VECTOR_COMBINED_LOGS, template } });
  test.each<[why: string, value: unknown, named: RegExp]>([
    ['nothing', undefined, /conventions: /],
    ['a text', 'docker', /conventions: /],
    ['a list', [], /conventions: /],
    ['without containers', change({ containers: undefined }), /containers: /],
    ['a label that is none', change({ hosts: { matchers: [], host: 'in-stance' } }), /hosts\.host: is no label name/],
    [
      'a query for a label',
      change({ hosts: { matchers: [], host: 'x"} or up{a="' } }),
      /hosts\.host: is no label name/,
    ],
    [
      'an operator that is none',
      change({ hosts: { matchers: [{ label: 'a', op: '==', value: '' }], host: 'a' } }),
      /hosts\.matchers\.0\.op: /,
    ],
    ['a rule that is none', change({ hostNames: 'strip' }), /hostNames: /],
    [
      'no time between scrapes',
      change({ containers: { ...DOCKER.containers, scrapeSeconds: 0 } }),
      /containers\.scrapeSeconds: /,
    ],
    ['a style that is none', change({ containers: { ...DOCKER.containers, style: 'podman' } }), /containers\.style: /],
    ['a word too many', change({ containers: { ...DOCKER.containers, nmae: 'x' } }), /containers: .*nmae/],
    ['a shape that is none', change({ logs: { shape: 'other' } }), /logs\.shape: /],
    ['a template without a host', logs('{container}'), /logs\.template: must hold \{host\}, then \{container\}/],
    ['a template the wrong way round', logs('{container}/{host}'), /logs\.template: /],
    ['a template with nothing between', logs('{host}{container}'), /logs\.template: /],
    ['an alias without a name', change({ aliases: [{ host: '' }] }), /aliases\.0\.host: /],
  ])('names the field: %s', (_why, value, named) => {
    expect(() => parseConventions(value)).toThrow(named);
  });

  test('names every field that is wrong', () => {
    const wrong = change({ hostNames: 'x', hosts: { matchers: [], host: '1' } });
    expect(() => parseConventions(wrong)).toThrow(/hosts\.host: .*; hostNames: |hostNames: .*; hosts\.host: /);
  });
});
