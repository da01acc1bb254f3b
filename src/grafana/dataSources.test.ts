import { pickDataSource, type DataSourceChoice } from './dataSources';

const choice = (uid: string, isDefault = false): DataSourceChoice => ({
  uid,
  name: uid,
  type: 'prometheus',
  isDefault,
});
const all = [choice('a'), choice('b', true), choice('c')];

describe('pickDataSource', () => {
  test.each<[string, DataSourceChoice[], string | undefined, string | undefined]>([
    ['the chosen one', all, 'c', 'c'],
    ['the default', all, undefined, 'b'],
    ['the first where none is the default', [choice('a'), choice('c')], undefined, 'a'],
    ['none in place of one that is gone', all, 'x', undefined],
    ['none where there is none', [], undefined, undefined],
  ])('%s', (_why, choices, uid, picked) => expect(pickDataSource(choices, uid)?.uid).toBe(picked));
});
