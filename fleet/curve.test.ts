/** @jest-environment node */
import { change, constant, during, integral, sum, wave } from './curve';
import { Random } from './random';

const noise = (swing: number) => wave({ mean: 10, swing, daily: 0.3, origin: 1_000_000, random: new Random(7) });

describe('curve', () => {
  it('stays within its swing', () => {
    const curve = noise(0.2);
    for (let t = 900_000; t < 1_100_000; t += 37) {
      expect(Math.abs(curve.at(t) - 10)).toBeLessThanOrEqual(2.0001);
    }
  });

  it('has the integral of its values', () => {
    const curve = sum([noise(0.5), change(constant(1), 1_000_050, constant(4))]);
    let area = 0;
    for (let t = 1_000_000; t < 1_000_100; t += 0.01) {
      area += curve.at(t + 0.005) * 0.01;
    }
    expect(integral(curve, 1_000_000, 1_000_100)).toBeCloseTo(area, 3);
  });

  it('is nothing outside of its time', () => {
    const curve = during(constant(3), 10, 20);
    expect([curve.at(9), curve.at(10), curve.at(20)]).toEqual([0, 3, 0]);
    expect(integral(curve, 0, 100)).toBe(30);
  });
});
