import { AlertingStore, type ProvisionedRule } from './AlertingStore';

const rule = (uid: string): ProvisionedRule => ({ uid, title: uid, condition: 'A', data: [] });

describe('AlertingStore', () => {
  test('a rule has one place: stored in another group, it has moved', () => {
    const store = new AlertingStore();
    store.putGroup({ title: 'a', folderUid: 'f', interval: 60, rules: [rule('1'), rule('2')] });
    store.putGroup({ title: 'b', folderUid: 'f', interval: 60, rules: [rule('2')] });
    expect(store.group('f', 'a')?.rules.map(({ uid }) => uid)).toEqual(['1']);
    expect(store.group('f', 'b')?.rules.map(({ uid }) => uid)).toEqual(['2']);
  });

  test('a group that is put takes the place of the one that is there', () => {
    const store = new AlertingStore();
    store.putGroup({ title: 'a', folderUid: 'f', interval: 60, rules: [rule('1')] });
    store.putGroup({ title: 'a', folderUid: 'f', interval: 60, rules: [rule('2')] });
    expect(store.group('f', 'a')?.rules.map(({ uid }) => uid)).toEqual(['2']);
  });
});
