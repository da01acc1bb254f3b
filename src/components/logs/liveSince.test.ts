import { liveSince } from './liveSince';

const NOW = Date.parse('2026-11-28T12:10:00Z');

it('goes on where the range ends', () => {
  expect(liveSince(NOW - 10 * 60_000, NOW)).toEqual({ since: NOW - 10 * 60_000 });
});

it('reaches back a little where the range ends now, or later', () => {
  expect(liveSince(NOW, NOW)).toEqual({ since: NOW - 10_000 });
  expect(liveSince(NOW + 60_000, NOW)).toEqual({ since: NOW - 10_000 });
});

it('says what is missing where the range ended long ago', () => {
  expect(liveSince(NOW - 3600_000, NOW)).toEqual({ since: NOW - 10_000, missingFrom: NOW - 3600_000 });
});
