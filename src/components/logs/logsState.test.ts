import {
  fieldsOf,
  fieldText,
  filterOf,
  levelsOf,
  LOGS_DEFAULTS,
  matchersOf,
  patternsOf,
  selectionOf,
  viewOf,
  withField,
  withoutOne,
  withPattern,
  wordsOf,
} from './logsState';
import { matcherText, textOf } from '../../signals/urlList';

const accepts = () => false;

it.each([
  ['a b', ['a', 'b']],
  ['  timeout "connection refused"  x', ['timeout', 'connection refused', 'x']],
  ['"open', ['"open']],
  ['', []],
])('reads the words of %j', (text, words) => expect(wordsOf(text)).toEqual(words));

it.each([
  { label: 'job', op: '=', value: 'a=b,c' },
  { label: 'job', op: '!=', value: '' },
  { label: 'job', op: '=~', value: 'a|b' },
  { label: 'job', op: '!~', value: '~x' },
] as const)('writes the matcher %j and reads it again', (matcher) => {
  expect(matchersOf(textOf([matcherText(matcher)]))).toEqual([matcher]);
});

it.each([
  { from: 'json', name: 'a["b=c,d!"].e', op: '=', value: 'x=y,!\n' },
  { from: 'logfmt', name: 'k', op: '!=', value: '' },
  { from: 'label', name: 'detected_level', op: '=', value: '50%' },
] as const)('writes the field %j and reads it again', (field) => {
  expect(fieldsOf(textOf([fieldText(field)]))).toEqual([field]);
});

it('reads patterns', () => {
  expect(patternsOf(textOf(['=a, <_>', '!=b=c', 'nonsense', '=']))).toEqual([
    { op: '=', pattern: 'a, <_>' },
    { op: '!=', pattern: 'b=c' },
  ]);
});

it('drops what is no condition, no level, no container and no view', () => {
  expect(matchersOf('9a=b,job,a b=c')).toEqual([]);
  expect(fieldsOf('xml:a=b,json:=x')).toEqual([]);
  expect(levelsOf('error,loud,critical')).toEqual(['critical', 'error']);
  expect(selectionOf({ host: '', container: 'nowhere', labels: '' }).scope.containers).toBeUndefined();
  expect(viewOf({ view: 'etchings' })).toBe('lines');
});

it('reads the streams', () => {
  expect(selectionOf({ host: 'web-1', container: 'web-1/a,web-2/b', labels: 'job=x' })).toEqual({
    scope: {
      hosts: ['web-1'],
      containers: [
        { host: 'web-1', name: 'a' },
        { host: 'web-2', name: 'b' },
      ],
    },
    matchers: [{ label: 'job', op: '=', value: 'x' }],
  });
});

it('asks Loki nothing that it would refuse', () => {
  const state = { ...LOGS_DEFAULTS, regex: '(' };
  expect(filterOf(state, () => true).regex).toBe('');
  expect(filterOf(state, accepts).regex).toBe('(');
});

it('asks for a field once, and not for its opposite', () => {
  const field = { from: 'json', name: 'a', value: 'x' } as const;
  const state = { ...LOGS_DEFAULTS, ...withField(LOGS_DEFAULTS, { ...field, op: '=' }) };
  expect(withField(state, { ...field, op: '=' })).toEqual({ fields: state.fields });
  expect(fieldsOf(withField(state, { ...field, op: '!=' }).fields ?? '')).toEqual([{ ...field, op: '!=' }]);
});

it('asks for a pattern once, and forgets it again', () => {
  const { patterns = '' } = withPattern(LOGS_DEFAULTS, { op: '!=', pattern: 'a <_>' });
  expect(patternsOf(patterns)).toEqual([{ op: '!=', pattern: 'a <_>' }]);
  expect(withoutOne(patterns, '!=a <_>')).toBe('');
});
