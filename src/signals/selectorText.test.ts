/** @jest-environment node */
import fc from 'fast-check';
import { parseSelector, selectorText } from './selectorText';

describe('parseSelector', () => {
  it.each([
    ['{job="nginx"}', [{ label: 'job', op: '=', value: 'nginx' }]],
    ['job="nginx"', [{ label: 'job', op: '=', value: 'nginx' }]],
    [
      ' { job = "nginx" , host=~`web-\\d+` } ',
      [
        { label: 'job', op: '=', value: 'nginx' },
        { label: 'host', op: '=~', value: 'web-\\d+' },
      ],
    ],
    ['{a="x,y\\"}z"}', [{ label: 'a', op: '=', value: 'x,y"}z' }]],
  ])('%s', (text, matchers) => expect(parseSelector(text)).toEqual(matchers));

  it.each([
    ['job=nginx', /Write labels like/],
    ['job="a" host="b"', /comma is missing/],
    ['', /Name a label/],
    ['{job=~".*"}', /Name a label/],
    ['{job!="a"}', /Name a label/],
  ])('says what is wrong with %s', (text, problem) => expect(() => parseSelector(text)).toThrow(problem));

  it('reads back what is written, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const matchers = [{ label: 'job', op: '=' as const, value }];
        expect(parseSelector(selectorText(matchers))).toEqual(matchers);
      })
    );
  });
});
