/** @jest-environment node */
import fc from 'fast-check';
import { EVERYTHING } from '../scope';
import { hostileName, HOSTILE, TEMPLATE_PATTERN, wellFormed } from '../test-support/hostile';
import { parseQuery, unquoteGo } from '../test-support/queryParser';
import { testOf } from './conditions';
import { FIELD_NAMES } from './fields';
import {
  DERIVED,
  fieldBehind,
  filterProblem,
  filterText,
  OPERATORS,
  parseFilter,
  toggleFilter,
  type Dimension,
  type Filter,
} from './filters';
import { COMBINED, fieldsOf } from './format';
import { nginxStreams, stages } from './pipeline';
import { accessLog, contextOf, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

const DIMENSIONS: Dimension[] = [...FIELD_NAMES, 'path', 'route', 'statusClass', 'referringSite'];

const filterOf = (dimensions: readonly Dimension[]) =>
  fc
    .record({ dimension: fc.constantFrom(...dimensions), op: fc.constantFrom(...OPERATORS), value: hostileName })
    .filter((filter) => filterProblem(filter) === undefined);

describe('a filter in a URL', () => {
  it('comes back as it was', () => {
    expect(Object.keys(DERIVED)).toEqual(DIMENSIONS.slice(FIELD_NAMES.length));
    fc.assert(
      fc.property(filterOf(DIMENSIONS), (filter) => {
        const url = new URL('https://grafana.example/a/app');
        url.searchParams.append('filter', filterText(filter));
        const text = new URL(url.href).searchParams.get('filter') ?? '';
        expect(parseFilter(text)).toEqual({ ...filter, value: wellFormed(filter.value) });
      }),
      { numRuns: 300 }
    );
  });

  it.each([
    '',
    'status',
    'status:is',
    'colour:is:red',
    'status:equals:200',
    'constructor:is:x',
    'uri:matches:(',
    'uri:matches:(?=x)',
    'uri:over:3',
    'status:over:x',
    'requestTime:over:',
    'requestTime:under: ',
  ])('is none: %s', (text) => expect(parseFilter(text)).toBeUndefined());

  it('never fails on what is in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => parseFilter(text) === undefined || text.includes(':'))
    );
  });
});

test.each([
  ['4xx|5xx', '503', true],
  ['4xx|5xx', '404', true],
  ['4xx|5xx', '200', false],
  ['(?i)5XX', '500', true],
  ['[45]..', '499', true],
  ['6xx', '200', false],
])('the class of a code matches %s: %s, %s', (value, code, holds) => {
  const { field, regex } = testOf({ dimension: 'statusClass', op: 'matches', value });
  expect(field).toBe('status');
  expect(new RegExp(`^(?:${regex})$`).test(code)).toBe(holds);
});

describe('a click on a value', () => {
  const is: Filter = { dimension: 'uri', op: 'is', value: '/a' };

  it('adds, takes back, and turns round', () => {
    expect(toggleFilter([], is)).toEqual([is]);
    expect(toggleFilter([is], is)).toEqual([]);
    expect(toggleFilter([is], { ...is, op: 'not' })).toEqual([{ ...is, op: 'not' }]);
    expect(toggleFilter([is], { ...is, value: '/b' })).toHaveLength(2);
  });
});

const LOGS = [COMBINED, TIMED_FORMAT, JSON_FORMAT].flatMap((format) => [
  accessLog(format),
  accessLog(format, { wrapper: { kind: 'json', path: 'log' } }),
]);

describe('filters in a query', () => {
  it('parse as LogQL whatever their values, add no stage that they should not, and are never templates', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOGS).chain((log) => {
          const known = DIMENSIONS.filter((dimension) => fieldsOf(log).includes(fieldBehind(dimension)));
          return fc.tuple(fc.constant(log), fc.array(filterOf(known), { maxLength: 4 }), fc.constantFrom(...known));
        }),
        ([log, filters, dimension]) => {
          const { conventions } = contextOf(log);
          const query = `{a="b"} ${stages(log, { dimensions: [dimension], filters })}`;
          const { errors, nodes, literals } = parseQuery('logql', query);
          expect({ query, errors }).toEqual({ query, errors: [] });
          expect(query).not.toMatch(TEMPLATE_PATTERN);
          expect(nodes).not.toContain('LineComment');
          literals.forEach(unquoteGo);
          expect(nginxStreams(conventions, EVERYTHING, log)).toBe('{job="nginx"}');
        }
      ),
      { numRuns: 500 }
    );
  });

  it.each(HOSTILE)('keep the value %j whole', (value) => {
    const { literals } = parseQuery(
      'logql',
      `{a="b"} ${stages(accessLog(JSON_FORMAT), { dimensions: [], filters: [{ dimension: 'agent', op: 'is', value: `x${value}` }] })}`
    );
    expect(literals.map(unquoteGo)).toContain(`x${wellFormed(value)}`);
  });
});
