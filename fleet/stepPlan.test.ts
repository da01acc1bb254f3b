/** @jest-environment node */
import { fleetOptions } from './options';
import { SAMPLE_BUDGET, stepPlan, ticks } from './stepPlan';

const END = 1_795_380_000;
const plan = (hours: number, series: number, stepSeconds: number | 'auto' = 'auto') =>
  stepPlan(fleetOptions({ end: END, hours, stepSeconds }), series);

describe('stepPlan', () => {
  it('takes the step that it is given', () => {
    expect(plan(2, 100_000, 15)).toEqual([{ from: END - 7200, to: END, stepSeconds: 15 }]);
  });

  it('has 15 s throughout where there is room', () => {
    expect(plan(6, 2700)).toEqual([{ from: END - 6 * 3600, to: END, stepSeconds: 15 }]);
  });

  it('has 15 s in the last hours and coarser before where there is not', () => {
    const [before, last] = plan(24, 2700);
    expect(last?.stepSeconds).toBe(15);
    expect(before?.stepSeconds).toBe(30);
    expect(before?.to).toBe(last?.from);
  });

  it.each([
    [24, 2700],
    [2, 47_000],
    [168, 2700],
    [12, 12_000],
  ])('keeps %i h of %i series within the budget', (hours, series) => {
    const steps = plan(hours, series);
    expect(ticks(steps, 0, END).length * series).toBeLessThan(SAMPLE_BUDGET * 1.01);
    expect(steps[0]?.from).toBe(END - hours * 3600);
  });

  it('never lets a series be forgotten between two samples', () => {
    expect(plan(720, 2700).map(({ stepSeconds }) => stepSeconds)).toEqual([240, 15]);
  });

  it('ends its ticks at the end, each once, in order', () => {
    const all = ticks(plan(24, 2700), 0, END);
    expect(all[all.length - 1]).toBe(END);
    expect(all.every((tick, i) => i === 0 || tick > all[i - 1]!)).toBe(true);
  });
});
