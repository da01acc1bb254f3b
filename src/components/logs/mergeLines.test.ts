import { mergeLines, nextPage } from './mergeLines';

it('adds what is new of the next page', () => {
  const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  expect(mergeLines([a, b], [b, c])).toEqual([a, b, c]);
});

describe('nextPage', () => {
  it('goes on at the millisecond at which the page before ended', () => {
    expect(nextPage({ from: 0, to: 100 }, 40, 'newest')).toEqual({ from: 0, to: 41 });
    expect(nextPage({ from: 0, to: 100 }, 40, 'oldest')).toEqual({ from: 40, to: 100 });
  });

  it('never leaves the range', () => {
    expect(nextPage({ from: 10, to: 100 }, 100, 'newest')).toEqual({ from: 10, to: 100 });
    expect(nextPage({ from: 10, to: 100 }, 5, 'oldest')).toEqual({ from: 10, to: 100 });
  });
});
