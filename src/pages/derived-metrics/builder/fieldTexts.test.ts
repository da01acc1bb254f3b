import type { LineField } from '../../../signals/derived/derivedMetric';
import { fieldOfText, fieldText, labelFor } from './fieldTexts';

const FIELDS: LineField[] = [
  { from: 'json', name: 'user["a b"].id' },
  { from: 'logfmt', name: 'took' },
  { from: 'label', name: 'host' },
  { from: 'pattern', expression: '<_> took <ms> ms #<n>', name: 'ms' },
  { from: 'regexp', expression: 'took (?P<ms>[0-9]+)', name: 'ms' },
];

test.each(FIELDS)('$from $name is the same after it was typed', (field) =>
  expect(fieldOfText(fieldText(field))).toEqual(field)
);

test.each(['', 'took', 'xml:a', 'json:', 'label:a b', 'pattern:<ms>', 'regexp:a#b c'])('“%s” is no field', (text) =>
  expect(fieldOfText(text)).toBeUndefined()
);

test.each([
  ['status', 'status'],
  ['request.took-ms', 'took_ms'],
  ['user["first name"]', 'name'],
  ['codes[0]', '_0'],
])('%s becomes the label %s', (name, label) => expect(labelFor({ from: 'json', name })).toBe(label));
