import { checkById } from '../catalog';
import { SIGNALS } from '../../signals/catalog';
import { signalCheckId } from '../signalCheck';
import { DOCKER } from '../../signals/conventions';
import { alertRuleOf } from './alertRule';
import type { ChosenCheck } from './chosen';
import { chosenList, chosenListText, chosenOf, chosenText, comparedBy, isOfSignal, queryCheckText } from './chosenText';

const memory = checkById('memory-near-limit');

describe('chosenText', () => {
  test.each<[string, ChosenCheck, string]>([
    ['as the catalog has it', { check: memory, parameters: {} }, 'memory-near-limit'],
    ['with the default written out', { check: memory, parameters: { share: 0.9 } }, 'memory-near-limit'],
    [
      'with all that can be said',
      {
        check: memory,
        parameters: { share: 0.8 },
        severity: 'critical',
        forSeconds: 60,
        scope: { containers: [{ host: 'web-1', name: 'a/b,c&d?' }], hosts: ['ü'] },
      },
      'memory-near-limit?p.share=0.8&severity=critical&for=60&containers=web-1%252Fa%25252Fb%252Cc%2526d%253F&hosts=%25C3%25BC',
    ],
  ])('%s', (_what, chosen, text) => {
    expect(chosenText(chosen)).toBe(text);
  });

  test('comes back as it went', () => {
    const chosen: ChosenCheck = {
      check: memory,
      parameters: { share: 0.8 },
      severity: 'critical',
      forSeconds: 60,
      scope: { containers: [{ host: 'web-1', name: 'a/b,c&d?' }], hosts: ['ü,%'] },
    };
    expect(chosenOf(chosenText(chosen))).toEqual(chosen);
    expect(chosenList(chosenListText([chosen, { check: memory, parameters: {} }, chosen]))).toEqual([
      chosen,
      { check: memory, parameters: {} },
    ]);
  });

  test('a signal comes back as a check of it', () => {
    const chosen = chosenOf('signal:container.cpu.cores?p.threshold=2&compare=<');
    expect(chosen?.check).toMatchObject({ compare: '<', threshold: 'threshold', unit: 'cores' });
    expect(chosen?.parameters).toEqual({ threshold: 2 });
    expect(chosenText(chosen as ChosenCheck)).toBe('signal:container.cpu.cores?compare=%3C&p.threshold=2');
  });

  test.each(['>', '>=', '<', '=='] as const)(
    'a rule of a signal that is compared by %s tells its check by its label',
    (by) => {
      const chosen = chosenOf(`signal:container.cpu.cores?compare=${by}`);
      const ofLabel = chosenOf(chosen?.check.id ?? '');
      expect(ofLabel?.check).toMatchObject({ id: chosen?.check.id, compare: by });
      expect(chosenText(ofLabel as ChosenCheck)).toBe(chosenText(chosen as ChosenCheck));
    }
  );

  test('no two checks of signals have one id', () => {
    const ids = SIGNALS.flatMap((signal) =>
      (['>', '>=', '<', '=='] as const).map((compare) => signalCheckId(signal, compare))
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ['an unknown check', 'no-such-check', undefined],
    ['an unknown signal', 'signal:no.such', undefined],
    ['nothing', '', undefined],
  ])('%s is none', (_what, text, expected) => {
    expect(chosenOf(text)).toBe(expected);
  });

  test.each(['p.share=7', 'p.share=x', 'p.share=', 'p.nope=1', 'for=-1', 'for=x', 'severity=fatal', 'containers=x'])(
    'what cannot be taken is left out: %s',
    (rest) => {
      expect(chosenOf(`memory-near-limit?${rest}`)).toEqual({ check: memory, parameters: {} });
    }
  );
});

describe('a query of a panel', () => {
  const query = {
    source: 'metrics',
    expr: 'sum by (code) (rate(http_requests_total{path=~"/a?b=c,.*"}[$__rate_interval]))',
    title: 'Requests a second: by code, & all?',
    unit: 'per second',
    by: ['code'],
  } as const;

  test('is a check whose text leads back to it, among others too', () => {
    const text = queryCheckText(query);
    const chosen = chosenOf(text);
    expect(chosen && chosenText(chosen)).toBe(text);
    expect(chosenList(chosenListText(chosen ? [chosen, chosen] : []))).toHaveLength(1);
    expect(chosen?.check).toMatchObject({ title: query.title, unit: 'per second', source: 'metrics' });
    expect(chosen && isOfSignal(chosen.check)).toBe(true);
  });

  test('looks at five minutes, however wide the panel is, and is told apart by its labels', () => {
    const { check, value, by } = checked(chosenOf(queryCheckText(query)));
    expect(value).toBe('sum by (code) (rate(http_requests_total{path=~"/a?b=c,.*"}[5m]))');
    expect(by).toEqual(['code']);
    const rule = alertRuleOf({ check, parameters: { threshold: 3 } }, { conventions: DOCKER, grafanaUrl: 'http://g' });
    expect(rule.expr).toBe(`(${value}) > 3`);
    expect(rule.id).toMatch(/^query-[0-9a-f]+$/);
  });

  test('may be compared in another way, which is another check', () => {
    const above = chosenOf(queryCheckText(query));
    const below = above && comparedBy(above, '<');
    expect(below?.check.compare).toBe('<');
    expect(below?.check.id).not.toBe(above?.check.id);
  });

  test('is none where its text tells no query', () => {
    expect(chosenOf('query?q.expr=up&q.source=elsewhere')).toBeUndefined();
    expect(chosenOf('query')).toBeUndefined();
  });

  const checked = (chosen: ChosenCheck | undefined) => {
    if (!chosen) {
      throw new Error('no check');
    }
    const { check } = chosen;
    const context = { conventions: DOCKER, scope: {}, parameters: {} };
    return { check, value: check.value(context), by: check.joinOn(DOCKER) };
  };
});
