import { inTurns } from './inTurns';

const later = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('inTurns', () => {
  it('runs a few at a time, and answers in the order that was asked', async () => {
    let running = 0;
    let most = 0;
    const results = await inTurns([5, 4, 3, 2, 1, 0], async (item) => {
      most = Math.max(most, ++running);
      await later();
      running -= 1;
      return item * 2;
    });
    expect(results).toEqual([10, 8, 6, 4, 2, 0]);
    expect(most).toBe(4);
  });

  it('begins nothing more once one has failed', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await later();
      throw new Error(`no ${item}`);
    };
    await expect(inTurns([0, 1, 2, 3, 4, 5], work)).rejects.toThrow('no 0');
    await later();
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('has nothing to do for nothing', async () => expect(await inTurns([], later)).toEqual([]));
});
