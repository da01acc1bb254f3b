import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { run } from '../../stack/native/run';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { NGINX_SIGNALS } from '../../src/signals/nginx/signals';
import { evaluationsIn } from '../../src/signals/recorded/heartbeat';
import { HOSTS_LABEL } from '../../src/signals/recorded/labels';
import { recordedRead } from '../../src/signals/recorded/nginxReads';
import { NGINX_RECORDED, nginxHeartbeat } from '../../src/signals/recorded/nginxSets';
import { select, type Matcher } from '../../src/signals/promql';
import { EVERYTHING } from '../../src/signals/scope';
import { debianProgram } from '../stack/support/debianProgram';
import { tool } from '../stack/support/tools';

// A sample at the very beginning of a range counts for Prometheus 2, and not for Prometheus 3. What is recorded must be
// the same in both, and windows that meet must have each sample once.

const conventions: Conventions = {
  ...DOCKER,
  nginx: {
    access: {
      matchers: [{ label: 'container', op: '=', value: 'edge' }],
      format: { kind: 'json', fields: { status: 'status', virtualHost: 'host' } },
      labels: {},
    },
  },
};
const RECORDING = { virtualHosts: ['a.example'] };
const heartbeat = nginxHeartbeat(conventions, 'nginx-traffic');
const key: Matcher[] = heartbeat.matchers.slice(0, 1);

/** Samples at each whole minute: the n-th counts n requests, so that each sum tells which samples are in it. */
const SERIES = [
  {
    series: select(NGINX_RECORDED.requests, [
      ...key,
      { label: 'ngx_status', op: '=', value: '200' },
      { label: 'ngx_virtual_host', op: '=', value: 'a.example' },
    ]),
    values: '0+1x60',
  },
  // Half of the time under one list of virtual hosts, then under another.
  {
    series: select(heartbeat.metric, [...heartbeat.matchers, { label: HOSTS_LABEL, op: '=', value: 'a.example' }]),
    values: '1x29 _x31',
  },
  {
    series: select(heartbeat.metric, [
      ...heartbeat.matchers,
      { label: HOSTS_LABEL, op: '=', value: 'a.example b.example' },
    ]),
    values: '_x30 1x30',
  },
];

/** The samples in a window of so many seconds that ends at a time: those whose lines have their middle in it. */
function samplesIn(end: number, seconds: number): number[] {
  const middle = (sample: number) => sample * 60 - 90;
  return Array.from({ length: 61 }, (_, sample) => sample).filter(
    (sample) => middle(sample) > end - seconds && middle(sample) <= end
  );
}

const read = (filters: Parameters<typeof recordedRead>[1]['filters'] = []) =>
  recordedRead(
    NGINX_SIGNALS.requests,
    { conventions, scope: EVERYTHING, window: '1m', range: '1m', filters },
    RECORDING
  );

function cases(seconds: number) {
  const requests = read();
  if (!requests) {
    throw new Error('requests are recorded');
  }
  // At half minutes both ends of a window lie exactly on samples, at others they do not.
  return [1230, 1230 + seconds, 1217, 1217 + seconds].flatMap((end) => {
    const found = samplesIn(end, seconds);
    const sum = found.reduce((total, sample) => total + sample, 0);
    return [
      {
        expr: `round(${requests.query(seconds)} * ${seconds})`,
        eval_time: `${end}s`,
        exp_samples: [{ labels: '{}', value: sum }],
      },
      {
        expr: evaluationsIn(heartbeat, seconds, requests.times),
        eval_time: `${end}s`,
        exp_samples: [{ labels: '{}', value: found.length }],
      },
    ];
  });
}

/** A file of tests for promtool, which has the samples up to the last time that is asked for. */
const testsOf = (asked: object[]) =>
  stringify({
    tests: [
      {
        ...{ interval: '1m', input_series: SERIES },
        promql_expr_test: [...asked, { expr: 'vector(1)', eval_time: '1h', exp_samples: [{ labels: '{}', value: 1 }] }],
      },
    ],
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quayside-windows-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['2', 2, async () => (await debianProgram('promtool', { packages: ['prometheus'], path: 'usr/bin/promtool' })).path],
  ['3', 1, () => tool('promtool')],
])('what is recorded, as Prometheus %s reads it', (version, atEnds, find) => {
  it.each([60, 300, 450, 480])('windows of %d s have each sample once', async (seconds) => {
    const promtool = await find();
    const file = join(folder, `${version}-${seconds}.yaml`);
    const ofSeries = SERIES[0]?.series.replace(NGINX_RECORDED.requests, '') ?? '';
    const [first, second] = [samplesIn(1230, seconds), samplesIn(1230 + seconds, seconds)];
    expect([...first, ...second]).toEqual(samplesIn(1230 + seconds, 2 * seconds));
    writeFileSync(
      file,
      testsOf([
        ...cases(seconds),
        // It is in this that the two differ.
        {
          expr: `count_over_time(${SERIES[0]?.series}[1m])`,
          eval_time: '20m',
          exp_samples: [{ labels: ofSeries, value: atEnds }],
        },
      ])
    );
    expect(await run(promtool, ['test', 'rules', file])).toContain('SUCCESS');
  });

  it('a virtual host is read only from when its name was in the list', async () => {
    const named = recordedRead(
      NGINX_SIGNALS.requests,
      {
        ...{ conventions, scope: EVERYTHING, window: '1m', range: '1m' },
        filters: [{ dimension: 'virtualHost', op: 'is', value: 'b.example' }],
      },
      { virtualHosts: ['a.example', 'b.example'] }
    );
    if (!named) {
      throw new Error('the virtual host is recorded');
    }
    const evaluations = evaluationsIn(named.heartbeat, 600, named.times);
    const file = join(folder, `${version}-named.yaml`);
    const at = (time: string, exp_samples: object[]) => ({ expr: evaluations, eval_time: time, exp_samples });
    const tests = [at('20m', []), at('45m', [{ labels: '{}', value: 10 }])];
    writeFileSync(file, testsOf(tests));
    expect(await run(await find(), ['test', 'rules', file])).toContain('SUCCESS');
  });
});
