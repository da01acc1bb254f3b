/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions, type LogConventions } from './conventions';
import type { Labels } from './identity';
import { logLines, logVolume } from './logs';
import { containerKey, type ContainerRef, type Scope } from './scope';
import { containerOfStream, streamLabels, streamsOf, unheeded } from './streams';
import { hostileName, wellFormed } from './test-support/hostile';
import { parseQuery, unquoteGo } from './test-support/queryParser';

const withLogs = (logs: LogConventions, base: Conventions = DOCKER): Conventions => ({ ...base, logs });
const VECTOR = withLogs(VECTOR_COMBINED_LOGS);
const BRACKETS = withLogs({
  shape: 'combined',
  matchers: [],
  label: 'source',
  template: 'docker[{host}].{container}!',
});
const NO_HOST = withLogs({ shape: 'labels', matchers: [], container: 'container' });

describe('streamsOf', () => {
  const one = { containers: [{ host: 'web-1', name: 'edge' }] };
  test.each<[string, Conventions, Scope, string]>([
    ['everything', DOCKER, {}, '{container=~".+"}'],
    ['one container', DOCKER, one, '{host=~"web-1(?::[0-9]+)?", container=~"/?(?:edge)"}'],
    ['a host', DOCKER, { hosts: ['web-1'] }, '{host=~"web-1(?::[0-9]+)?"}'],
    ['part of a name', DOCKER, { search: 'Ed' }, '{container=~"(?i:.*Ed.*)"}'],
    [
      'matchers of the conventions',
      withLogs({
        ...(DOCKER.logs as Extract<LogConventions, { shape: 'labels' }>),
        matchers: [{ label: 'job', op: '=', value: 'docker' }],
      }),
      {},
      '{job="docker"}',
    ],
    ['streams that name no host', NO_HOST, one, '{container=~"/?(?:edge)"}'],
    ['everything, combined', VECTOR, {}, '{containers=~".+/.+"}'],
    ['one container, combined', VECTOR, one, '{containers=~"web-1(?::[0-9]+)?/edge"}'],
    ['a host, combined', VECTOR, { hosts: ['a', 'b'] }, '{containers=~"a(?::[0-9]+)?/.+|b(?::[0-9]+)?/.+"}'],
    ['part of a name, combined', VECTOR, { search: 'Ed' }, '{containers=~".+/(?i:.*Ed.*)"}'],
    ['a template with signs', BRACKETS, one, String.raw`{source=~"docker\\[web-1(?::[0-9]+)?\\]\\.edge!"}`],
    [
      'Kubernetes',
      KUBERNETES,
      { containers: [{ host: 'n1', name: 'app', namespace: 'shop', pod: 'app-1' }] },
      '{node_name=~"n1(?::[0-9]+)?", namespace="shop", pod="app-1", container=~"/?(?:app)"}',
    ],
  ])('%s', (_why, conventions, scope, text) => expect(streamsOf(conventions, scope)).toBe(text));
});

/** The streams' labels for a container, as shippers write them. */
function labelsOf({ logs }: Conventions, { host, name }: ContainerRef): Labels {
  return logs.shape === 'combined'
    ? { [logs.label]: logs.template.replace('{host}', () => host).replace('{container}', () => name) }
    : { [logs.host ?? 'host']: host, [logs.container]: name };
}

describe('a stream and its container', () => {
  const name = hostileName.map(wellFormed).filter((text) => text.replace(/^\//, '') !== '');

  test.each<[string, Conventions]>([
    ['two labels', DOCKER],
    ['a combined label', VECTOR],
    ['a combined label with signs', BRACKETS],
  ])('find each other, by %s', (_shape, conventions) => {
    fc.assert(
      fc.property(fc.constantFrom('web-1', '10.0.0.5', 'a.b'), name, (host, called) => {
        const labels = labelsOf(conventions, { host, name: called });
        const ref = containerOfStream(conventions, labels);
        expect(ref).toBeDefined();
        expect(ref?.host).toBe(host);
        // The matcher for what was read off the stream selects that stream.
        const text = streamsOf(conventions, { containers: ref ? [ref] : [] });
        const literals = parseQuery('logql', text).literals.map(unquoteGo);
        const values =
          conventions.logs.shape === 'combined'
            ? [labels[conventions.logs.label]]
            : [labels['host'], labels['container']];
        values.forEach((value, index) => {
          expect(value).toMatch(new RegExp(`^(?:${literals[index] ?? ''})$`, 's'));
        });
      })
    );
  });

  test.each<[string, Conventions, Labels, ContainerRef | undefined]>([
    ['two labels', DOCKER, { host: 'web-1', container: 'edge' }, { host: 'web-1', name: 'edge' }],
    ['the slash of the Docker API', DOCKER, { host: 'web-1', container: '/edge' }, { host: 'web-1', name: 'edge' }],
    ['no container', DOCKER, { host: 'web-1' }, undefined],
    ['no host', NO_HOST, { container: 'edge' }, { host: '', name: 'edge' }],
    ['combined', VECTOR, { containers: 'web-1/edge' }, { host: 'web-1', name: 'edge' }],
    ['a slash belongs to the container', VECTOR, { containers: 'web-1/a/b' }, { host: 'web-1', name: 'a/b' }],
    ['a port of the host', VECTOR, { containers: 'web-1:80/edge' }, { host: 'web-1', name: 'edge' }],
    ['not of the template', VECTOR, { containers: 'web-1' }, undefined],
    ['not there', VECTOR, {}, undefined],
    [
      'Kubernetes',
      KUBERNETES,
      { node_name: 'n1', namespace: 'shop', pod: 'app-1', container: 'app' },
      { host: 'n1', namespace: 'shop', pod: 'app-1', name: 'app' },
    ],
  ])('%s', (_why, conventions, labels, ref) => expect(containerOfStream(conventions, labels)).toEqual(ref));

  test('the same name on two hosts is two containers', () => {
    const keys = ['a/edge', 'b/edge'].map((containers) => {
      const ref = containerOfStream(VECTOR, { containers });
      return ref && containerKey(ref);
    });
    expect(new Set(keys).size).toBe(2);
  });
});

describe('what counts are grouped by', () => {
  test.each<[string, Conventions, string[]]>([
    ['Docker', DOCKER, ['host', 'container']],
    ['no host', NO_HOST, ['container']],
    ['combined', VECTOR, ['containers']],
    ['Kubernetes', KUBERNETES, ['node_name', 'namespace', 'pod', 'container']],
  ])('%s', (_name, conventions, labels) => expect(streamLabels(conventions)).toEqual(labels));
});

describe('lines', () => {
  const context = { conventions: DOCKER, scope: { hosts: ['a'] }, window: '5m', range: '1h' };

  test.each([
    ['', '{host=~"a(?::[0-9]+)?"}'],
    ['a.b', String.raw`{host=~"a(?::[0-9]+)?"} |~ "(?i)a\\.b"`],
  ])('that contain %j', (search, text) => expect(logLines(context, search)).toBe(text));

  test('of problems are some of all', () => {
    const { all, problems } = logVolume(context);
    expect(all).toBe('sum(count_over_time({host=~"a(?::[0-9]+)?"} [5m]))');
    expect(problems.startsWith('sum(count_over_time({host=~"a(?::[0-9]+)?"} |~ "(?i)')).toBe(true);
  });

  test.each([
    ['2024-01-01 ERROR cannot connect', true],
    ['{"level":"error","msg":"x"}', true],
    ['level=fatal msg=x', true],
    ['Traceback (most recent call last):', true],
    ['terror and mirrors', false],
    ['GET /index.html 200', false],
  ])('%s: a problem is %p', (line, is) => {
    const [, literal = ''] = parseQuery('logql', logVolume(context).problems).literals;
    const expression = unquoteGo(literal).replace('(?i)', '');
    expect(new RegExp(expression, 'i').test(line)).toBe(is);
  });
});

describe('parts of a scope', () => {
  const labelled: Conventions = {
    ...DOCKER,
    logs: {
      shape: 'labels',
      matchers: [],
      container: 'container',
      namespace: 'ns',
      project: 'compose_project',
      service: 'svc',
    },
  };
  const scope = { namespaces: ['a'], projects: ['shop', 'crm'], services: ['web'], images: ['nginx'] };

  it('are asked where a label tells them', () => {
    expect(streamsOf(labelled, scope)).toBe('{ns="a", compose_project=~"shop|crm", svc="web"}');
    expect(unheeded(labelled, scope)).toEqual(['images']);
  });

  it('are said where none does', () => {
    expect(streamsOf(DOCKER, scope)).toBe('{container=~".+"}');
    expect(unheeded(DOCKER, scope)).toEqual(['namespaces', 'projects', 'services', 'images']);
    expect(unheeded({ ...DOCKER, logs: VECTOR_COMBINED_LOGS }, { services: ['web'] })).toEqual(['services']);
    expect(unheeded(DOCKER, { services: [] })).toEqual([]);
  });
});
