/** @jest-environment node */
import { nginxConventionsSchema, type NginxLog } from './format';
import { draftOf, logOfDraft, NEW_DRAFT, withFormat, type LogDraft } from './logDraft';
import { accessLog, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

const LOGS: NginxLog[] = [
  { access: accessLog(TIMED_FORMAT) },
  {
    name: 'Shop',
    access: accessLog(JSON_FORMAT, {
      wrapper: { kind: 'json', path: 'log' },
      host: 'node',
      labels: { country: 'geo' },
    }),
  },
  {
    access: accessLog({ kind: 'pattern', pattern: '<remote_addr> <status> "<request>"' }, { wrapper: { kind: 'cri' } }),
    error: { matchers: [{ label: 'job', op: '=~', value: 'nginx-(error|main)' }], wrapper: { kind: 'cri' } },
  },
];

it.each(LOGS)('a log becomes a draft and the same log again', (log) => {
  expect(logOfDraft(draftOf(log))).toEqual({ log });
  expect(nginxConventionsSchema.safeParse(logOfDraft(draftOf(log)).log).success).toBe(true);
});

it('takes a log_format as nginx.conf has it, with what stands round it', () => {
  const text = `http {
    log_format timed '$remote_addr - $remote_user [$time_local] '
                     '"$request" $status $body_bytes_sent rt=$request_time';
    access_log /var/log/nginx/access.log timed;`;
  expect(logOfDraft({ ...NEW_DRAFT, kind: 'pattern', text }).log?.access.format).toEqual({
    kind: 'pattern',
    pattern: '<remote_addr> - <remote_user> [<time_local>] "<request>" <status> <body_bytes_sent> rt=<request_time>',
  });
});

it('takes a log_format that writes JSON', () => {
  const text = `log_format json escape=json '{"s":$status,"h":"$host"}';`;
  expect(logOfDraft({ ...NEW_DRAFT, kind: 'pattern', text }).log?.access.format).toEqual({
    kind: 'json',
    fields: { status: 's', virtualHost: 'h' },
  });
});

it('goes from one kind to another with what is known', () => {
  const draft = { ...draftOf({ access: accessLog(TIMED_FORMAT) }), kind: 'pattern' as const };
  expect(logOfDraft(draft).log?.access.format).toMatchObject({ kind: 'pattern' });
  expect(withFormat(draft, JSON_FORMAT)).toMatchObject({ kind: 'json', streams: draft.streams });
});

it.each<[string, Partial<LogDraft>]>([
  ['streams', { streams: 'nginx' }],
  ['errorStreams', { errorStreams: '{a=1}' }],
  ['host', { host: 'a-b' }],
  ['wrapper', { wrapper: 'json', wrapperPath: 'a-b' }],
  ['format', { kind: 'pattern', text: 'no field' }],
  ['format', { kind: 'pattern', text: "log_format json escape=json '{broken';" }],
  ['format', { kind: 'json', json: [] }],
  ['format', { kind: 'json', json: [{ field: 'status', place: '.x' }] }],
  ['labels', { labels: [{ field: 'country', place: '' }] }],
])('says what is wrong with its %s', (part, change) => {
  const { log, problems } = logOfDraft({ ...NEW_DRAFT, ...change });
  expect(log).toBeUndefined();
  expect(problems).toEqual({ [part]: expect.stringMatching(/\w/) as string });
});
