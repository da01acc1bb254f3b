/** @jest-environment node */
import { TokenBucket } from './TokenBucket';

const takes = (bucket: TokenBucket, times: number[]) => times.filter((now) => bucket.take(now)).length;

describe('a limit on how often', () => {
  test('allows a burst, and then an even pace', () => {
    const bucket = new TokenBucket(5, 0);
    expect(takes(bucket, Array<number>(20).fill(0))).toBe(10);
    expect(takes(bucket, Array<number>(20).fill(1000))).toBe(5);
    expect(takes(bucket, [1199])).toBe(0);
    expect(takes(bucket, [1201])).toBe(1);
  });

  test('gives no more than a burst after a long silence, and takes nothing back when the clock is set back', () => {
    const bucket = new TokenBucket(5, 0);
    expect(takes(bucket, Array<number>(20).fill(3600_000))).toBe(10);
    expect(takes(bucket, [0, 1000, 2000])).toBe(2);
  });
});
