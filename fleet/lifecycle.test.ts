/** @jest-environment node */
import { Lifecycle, type Life } from './lifecycle';

const FIRST: Life = { index: 0, from: 0, to: 1000, ending: 'oom', restartCount: 0, generation: 0, image: 'a:1' };
const looping = () => new Lifecycle([FIRST], { from: 1010, every: 100, down: 10, ending: 'oom' });

describe('Lifecycle', () => {
  it('runs, is down, and runs again with a higher restart count', () => {
    const lives = looping();
    expect(lives.at(-1)).toBeNull();
    expect(lives.at(999)?.restartCount).toBe(0);
    expect(lives.at(1005)).toBeNull();
    expect(lives.at(1010)).toMatchObject({ index: 1, from: 1010, to: 1100, restartCount: 1 });
    expect(lives.at(1105)).toBeNull();
    expect(lives.at(1110)).toMatchObject({ index: 2, restartCount: 2 });
  });

  it('counts the endings that the lives have', () => {
    const lives = looping();
    for (const t of [999, 1000, 1099, 1100, 1109, 1110, 1200, 5000.5]) {
      const ended = lives.between(-1, t + 1).filter((life) => life.to <= t).length;
      expect([t, lives.endings('oom', t)]).toEqual([t, ended]);
    }
    expect(lives.endings('crash', 5000)).toBe(0);
  });

  it('finds starts after one moment and not after another', () => {
    const lives = looping();
    expect(lives.startsBetween(1010, 1210).map((life) => life.from)).toEqual([1110, 1210]);
    expect(lives.startsBetween(1009, 1010).map((life) => life.from)).toEqual([1010]);
  });
});
