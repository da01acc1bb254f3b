import { toggled } from './LevelBar';

describe('toggled', () => {
  it('adds and removes levels that Loki has noted', () => {
    expect(toggled([], 'error', 'detected')).toEqual(['error']);
    expect(toggled(['error'], 'info', 'detected')).toEqual(['error', 'info']);
    expect(toggled(['error', 'info'], 'error', 'detected')).toEqual(['info']);
  });

  it('chooses neighbours together where levels are told by line filters', () => {
    expect(toggled(['error'], 'info', 'lines')).toEqual(['error', 'warning', 'info']);
    expect(toggled(['error', 'warning', 'info'], 'warning', 'lines')).toEqual([]);
  });
});
