import { checkById } from '../../../checks/catalog';
import { whyNot } from './loadExported';

const quota = checkById('cpu-near-quota');
const known = { applies: true, hasPrometheus: true, hasLoki: true, exported: new Set(quota.needs) };

describe('whyNot', () => {
  test('nothing where all is there, or nobody knows yet', () => {
    expect(whyNot(quota, known)).toBeUndefined();
    expect(whyNot(quota, { ...known, exported: undefined })).toBeUndefined();
  });

  test('names what is not exported, and whether that is all of it', () => {
    const [first = '', ...others] = quota.needs;
    const some = whyNot(quota, { ...known, exported: new Set(others) });
    expect(some).toMatchObject({ reason: `Not exported: ${first}.`, isAll: false });
    expect(whyNot(quota, { ...known, exported: new Set() })).toMatchObject({ isAll: true });
  });

  test.each([
    ['no Prometheus', quota, { hasPrometheus: false }, /no Prometheus/],
    ['no Loki', checkById('exceptions-jump'), { hasLoki: false }, /no Loki/],
    ['no log of NGINX', checkById('nginx-server-errors'), { applies: false }, /log of NGINX was not found/],
    ['other conventions', checkById('container-gone'), { applies: false }, /conventions/],
  ])('%s', (_what, check, lacks, reason) => {
    expect(whyNot(check, { ...known, ...lacks })).toMatchObject({
      reason: expect.stringMatching(reason) as string,
      isAll: true,
    });
  });
});
