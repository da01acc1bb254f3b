import { anyValue } from '../../signals/nginx/anyValue';
import { filterValueText, valueText } from './valueText';

test('values are read as people read them, and stay what they are where that is dangerous', () => {
  expect(valueText('uri', '/caf%C3%A9')).toBe('/café');
  expect(valueText('uri', '/%E2%80%AEgpj.exe')).toBe('/%E2%80%AEgpj.exe');
  expect(valueText('path', '/a\u202eb')).toBe('/a\\u202eb');
  expect(valueText('agent', '%C3%A9')).toBe('%C3%A9');
  expect(valueText('user', '')).toBe('(none)');
});

test('a filter for many user agents is called by what they have in common', () => {
  const firefox = (version: number) =>
    `Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
  const of = (...values: string[]) =>
    filterValueText({ dimension: 'agent', op: 'matches', value: anyValue(values).expression });
  expect(of(firefox(127), firefox(128))).toBe('Firefox: 2 values');
  expect(of(firefox(127), chrome)).toBe('Linux: 2 values');
  expect(of('curl/8.5.0', 'Wget/1.21')).toBe('Tools and libraries: 2 values');
  expect(of('curl/8.5.0', chrome)).toBe('any of 2 values');
  expect(filterValueText({ dimension: 'status', op: 'matches', value: '5..' })).toBe('5..');
});
