import fc from 'fast-check';

import { fieldInfo, fieldLabel } from './fields';
import { LIST_BODY, matchSegments } from './matchSegments';
import { captured, COMBINED_PATTERN, parsePattern, type Segment } from './segments';

const TIMED = parsePattern(`${COMBINED_PATTERN} <request_time> <upstream_response_time> "<host>"`);

/** The same in an expression, which takes its time on long lines. */
function byExpression(segments: readonly Segment[], line: string): Map<string, string> {
  const parts = segments.map((segment, index) => {
    if ('literal' in segment) {
      return segment.literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    const { capture } = segment;
    const body = capture && fieldInfo(capture).list ? LIST_BODY : index === segments.length - 1 ? '.*' : '.*?';
    return capture ? `(?<${fieldLabel(capture)}>${body})` : `(?:${body})`;
  });
  const groups = new RegExp(`^${parts.join('')}`, 's').exec(line)?.groups ?? {};
  return new Map(
    captured(segments).flatMap((field) =>
      fieldLabel(field) in groups ? [[field, groups[fieldLabel(field)] ?? '']] : []
    )
  );
}

it('reads combined lines with a list of upstream times', () => {
  const line =
    '10.0.0.1 - - [28/Nov/2026:09:00:00 +0000] "GET /a b HTTP/1.1" 502 5 "-" "curl/8" 0.310 0.01, 0.2 : 0.1 "shop.example"';
  expect(Object.fromEntries(matchSegments(TIMED, line))).toMatchObject({
    status: '502',
    requestTime: '0.310',
    upstreamTime: '0.01, 0.2 : 0.1',
    virtualHost: 'shop.example',
  });
});

it('reads any line as the expression does', () => {
  const segments = parsePattern('<remote_addr> "<request>" <upstream_response_time> <status> "<http_referer>"');
  const text = fc.array(fc.constantFrom('"', ' ', ',', ', ', ' : ', ':', '0', '.', 'x', '-', '" "', '" '), {
    maxLength: 24,
  });
  fc.assert(
    fc.property(text, (pieces) => {
      const line = pieces.join('');
      expect(Object.fromEntries(matchSegments(segments, line))).toEqual(
        Object.fromEntries(byExpression(segments, line))
      );
    }),
    { numRuns: 3000 }
  );
});

it.each([
  ['quotes', `10.0.0.1 - - [x] "GET / HTTP/1.1" 200 5 "-" "A${'" '.repeat(50_000)}x`],
  ['blanks', `10.0.0.1 - - [x] "GET / HTTP/1.1" 200 5 "-" "A" ${' '.repeat(100_000)}x`],
  ['one value', `10.0.0.1 - - [x] "GET / HTTP/1.1" 200 5 "-" "A" 0.1 ${'x'.repeat(100_000)}`],
  ['a long list', `10.0.0.1 - - [x] "GET / HTTP/1.1" 200 5 "-" "A" 0.1 ${'0.1, '.repeat(20_000)}x`],
])('ends on 100 kB that almost match: %s', (_, line) => {
  expect(matchSegments(TIMED, line).size).toBe(0);
});
