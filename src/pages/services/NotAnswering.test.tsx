import React from 'react';
import { render, screen } from '@testing-library/react';
import type { Instance } from '../../insights/services/lifeOf';
import { NotAnswering } from './NotAnswering';

const TO = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;

function show(instances: Instance[]): string {
  render(<NotAnswering instances={instances} to={TO} timeZone="utc" />);
  return screen.queryByRole('alert')?.textContent ?? '';
}

const one = (instance: string, more: Partial<Instance> = {}): Instance => ({
  instance,
  up: false,
  scraped: true,
  labels: {},
  ...more,
});
const up = one('a:1', { up: true });
const down = one('b:1', { lastAnswer: TO - 23 * MINUTE });
const gone = one('c:1', { scraped: false, lastAnswer: TO - 40 * MINUTE });

test('says since when an application does not answer', () => {
  const told = show([down]);
  expect(told).toContain(
    'It has not answered Prometheus since 2026-03-01 11:37 (23 mins before the end of this range)'
  );
  expect(told).toContain('b:1, last at 11:37:00.');
});

test('says it of all instances together, and which never answered', () => {
  const told = show([down, one('d:1')]);
  expect(told).toContain('None of its 2 instances has answered Prometheus since 2026-03-01 11:37');
  expect(told).toContain('b:1, last at 11:37:00; d:1, not in this range.');
});

test('tells what is scraped no longer from what does not answer', () => {
  expect(show([gone])).toContain('Prometheus scrapes it no longer: it answered last at 2026-03-01 11:20');
});

test('says which of several does not answer, and nothing of those that came and went', () => {
  const told = show([up, down, gone]);
  expect(told).toContain('1 of its 2 instances does not answer Prometheus');
  expect(told).not.toContain('c:1');
});

test('has nothing to say of one that answers, nor of its predecessors', () => {
  expect(show([up, gone])).toBe('');
});

test('says that none answered in the range at all', () => {
  expect(show([one('d:1')])).toContain('It did not answer Prometheus in this range');
});
