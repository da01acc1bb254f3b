import { LEVELS } from '../../signals/logLevels';
import type { LogVolumes } from './loadVolume';
import { shownOf } from './shownOf';

const volumes = (how: LogVolumes['how']): LogVolumes => ({
  times: [],
  stepSeconds: 1,
  byLevel: new Map(),
  totals: new Map(LEVELS.map((level) => [level, level === 'error' ? 400 : 1000])),
  how,
});
const shown = { shown: 300, done: false, volumes: undefined, levels: [], order: 'newest' } as const;

it.each([
  [{ ...shown, done: true }, '300 lines, all in this range'],
  [{ ...shown, shown: 1, done: true }, '1 line, the only one in this range'],
  [{ ...shown, volumes: volumes('exact') }, 'the newest 300 of 5,400 lines'],
  [{ ...shown, volumes: volumes('exact'), levels: ['error'] as const }, 'the newest 300 of 400 lines'],
  [{ ...shown, volumes: volumes('least'), order: 'oldest' as const }, 'the oldest 300 of at least 5,400 lines'],
  [{ ...shown, volumes: volumes('estimate') }, 'the newest 300 of about 5,400 lines'],
  [shown, 'the newest 300 of at least 301 lines'],
  [
    { ...shown, shown: 600, volumes: volumes('estimate'), levels: ['error'] as const },
    'the newest 600 of at least 601 lines',
  ],
])('says how many there are', (what, text) => expect(shownOf(what)).toBe(text));
