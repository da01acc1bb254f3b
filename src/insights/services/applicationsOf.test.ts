/** @jest-environment node */
import { applicationsOf, isOf, type Target } from './applicationsOf';

const target = (
  job: string,
  instance: string,
  more: Record<string, string> = {},
  up: boolean | undefined = true
): Target => ({ labels: { job, instance, ...more }, up, samples: up ? 100 : undefined });
const gone = (job: string, instance: string, more: Record<string, string> = {}): Target => ({
  ...target(job, instance, more),
  up: undefined,
  samples: undefined,
});
const tells = (job: string, instance: string, metric: string) => ({ job, instance, __name__: metric });
const told = (targets: readonly Target[], telltales: ReadonlyArray<Record<string, string>> = []) =>
  applicationsOf(targets, telltales).map(({ name, job, part, kind, instances, up }) => [
    name,
    job,
    part,
    kind,
    `${up} of ${instances}`,
  ]);

describe('applications', () => {
  test('are jobs, where their targets are one thing', () => {
    expect(
      told([target('shop', 'a:1', { service: 'shop' }), target('shop', 'b:1', { service: 'shop' }, false)])
    ).toEqual([['shop', 'shop', '', 'application', '1 of 2']]);
  });

  test('are told apart within a job by a label that tells', () => {
    const found = applicationsOf(
      [
        target('services', 'chat:3200', { service: 'chat' }),
        target('services', 'shop-1:80', { service: 'shop' }),
        target('services', 'shop-2:80', { service: 'shop' }),
        target('services', 'other:80'),
      ],
      []
    );
    expect(found.map(({ name, part, instances, samples }) => [name, part, instances, samples])).toEqual([
      ['chat', 'service=chat', 1, 100],
      ['services', 'service=', 1, 100],
      ['shop', 'service=shop', 2, 200],
    ]);
    expect(found[2]?.where).toEqual([{ label: 'service', op: '=', value: 'shop' }]);
  });

  test('are not told apart by a label that they have only now, nor by what is gone', () => {
    expect(
      told([target('shop', 'a:1', { app: 'shop' }), gone('shop', 'a:1'), gone('shop', 'b:1', { app: 'old' })])
    ).toEqual([['shop', 'shop', '', 'application', '1 of 1']]);
  });

  test('are there while they are down, and when nothing scrapes them any more', () => {
    expect(told([target('chat', 'a:1', {}, false), gone('old', 'b:1')])).toEqual([
      ['chat', 'chat', '', 'application', '0 of 1'],
      ['old', 'old', '', 'application', '0 of 0'],
    ]);
  });

  test('stay applications beside an exporter, which is only itself', () => {
    const found = applicationsOf(
      [target('services', 'chat:3200'), target('services', 'shop:80', {}, false), target('services', 'redis:9121')],
      [tells('services', 'redis:9121', 'redis_exporter_build_info')]
    );
    expect(found.map(({ name, kind, instances, up }) => [name, kind, `${up} of ${instances}`])).toEqual([
      ['redis:9121', 'exporter', '1 of 1'],
      ['services', 'application', '1 of 2'],
    ]);
    expect(found.map(({ part, where }) => [part, where])).toEqual([
      ['instance=redis:9121', [{ label: 'instance', op: '=', value: 'redis:9121' }]],
      ['', [{ label: 'instance', op: '!=', value: 'redis:9121' }]],
    ]);
  });

  test('are no exporters, one of which does not answer', () => {
    const targets = [target('machines', 'a:9100'), target('machines', 'b:9100', {}, false)];
    expect(told(targets, [tells('machines', 'a:9100', 'node_uname_info')])).toEqual([
      ['machines', 'machines', '', 'hosts', '1 of 2'],
    ]);
  });

  test('are exporters as a whole where their series call the instance otherwise', () => {
    expect(told([target('kube', 'x:1')], [tells('kube', 'y', 'kube_node_info')])).toEqual([
      ['kube', 'kube', '', 'containers', '1 of 1'],
    ]);
  });

  test('know which series are theirs', () => {
    const [chat, rest] = applicationsOf([target('s', 'a', { service: 'chat' }), target('s', 'b')], []);
    const is = (one: typeof chat, labels: Record<string, string>) => one !== undefined && isOf(one, labels);
    expect([is(chat, { job: 's', service: 'chat' }), is(chat, { job: 's' }), is(rest, { job: 's' })]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
