import type { Unit } from '../signals/signal';
import { formatDuration, formatPrecise, formatValue, grafanaUnit } from './units';

describe('formatValue', () => {
  test.each<[number, Unit, string]>([
    [0, 'cores', '0.000'],
    [0.0004, 'cores', '< 0.001'],
    [0.25, 'cores', '0.250'],
    [1, 'cores', '1.00'],
    [12.345, 'cores', '12.35'],
    [0, 'count', '0'],
    [2.04, 'count', '2'],
    [3.26, 'count', '3.3'],
    [1234567, 'count', '1,234,567'],
    [0, 'ratio', '0 %'],
    [0.004, 'ratio', '0.4 %'],
    [0.0996, 'ratio', '10.0 %'],
    [0.256, 'ratio', '26 %'],
    [1.5, 'ratio', '150 %'],
    [90, 'seconds', '1 min'],
    [0, 'bytes', '0 B'],
    [1536, 'bytes', '1.5 KiB'],
    [5 * 1024 ** 3, 'bytes', '5.0 GiB'],
    [39.4 * 1024 ** 2, 'bytes', '39 MiB'],
    [2048, 'bytes per second', '2.0 KiB/s'],
    [3, 'packets per second', '3.0 p/s'],
    [20, 'packets per second', '20 p/s'],
    [1, 'state', '1.0'],
  ])('%d in %s is %s', (value, unit, text) => expect(formatValue(value, unit)).toBe(text));
});

describe('formatDuration', () => {
  test.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [-5, '0 s'],
    [45, '45 s'],
    [59.6, '1 min'],
    [119, '1 min'],
    [720, '12 min'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [10 * 3600 + 1800, '10 h'],
    [86400, '1 d'],
    [86400 * 3 + 4 * 3600, '3 d 4 h'],
    [86400 * 12 + 4 * 3600, '12 d'],
  ])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('grafanaUnit', () => {
  test.each<[Unit, string]>([
    ['bytes', 'bytes'],
    ['bytes per second', 'binBps'],
    ['ratio', 'percentunit'],
    ['cores', 'suffix: cores'],
  ])('%s is %s', (unit, name) => expect(grafanaUnit(unit)).toBe(name));
});

describe('formatPrecise', () => {
  test.each<[number, Unit, string]>([
    [0.000343, 'seconds', '343 µs'],
    [0.0025, 'seconds', '2.5 ms'],
    [0.025, 'seconds', '25 ms'],
    [1, 'seconds', '1 s'],
    [4096, 'bytes', '4 KiB'],
    [13.61, 'per second', '13.6 /s'],
    // Never thousandths: `m/s` reads as a speed.
    [0.0298, 'per second', '0.0298 /s'],
    [0, 'per second', '0 /s'],
    [100, 'per second', '100 /s'],
    [1200, 'per second', '1.2K /s'],
    [NaN, 'seconds', '–'],
  ])('%d %s: %s', (value, unit, text) => {
    expect(formatPrecise(value, unit).replace(/\s+/g, ' ')).toBe(text);
  });
});
