/** @jest-environment node */
import fc from 'fast-check';
import { COMBINED, type NginxConventions } from './format';
import { lineParts, lineReader, nginxLevel, readNginxLine } from './readLine';
import { accessLog, JSON_FORMAT } from './test-support/contexts';

const combined: NginxConventions = { access: accessLog(COMBINED) };
const json: NginxConventions = { access: { ...accessLog(JSON_FORMAT), labels: { country: 'geo' } } };

const ACCESS = '1.2.3.4 - - [22/Nov/2026:10:00:00 +0000] "GET /a?x=1 HTTP/1.1" 503 12 "-" "curl/8"';
const ERROR =
  '2026/11/22 10:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 1.2.3.4, server: shop, request: "GET /a?x=1 HTTP/1.1", upstream: "http://10.0.1.12:8080/a?x=1", host: "shop.example"';

const partsOf = (nginx: NginxConventions, line: string, labels = {}) =>
  lineParts(nginx, readNginxLine(nginx, { line, labels }));

describe('a line of the access log', () => {
  it('is taken apart, each value with what asks for the same', () => {
    const parts = partsOf(combined, ACCESS);
    expect(parts.find(({ name }) => name === 'Status')?.filter).toEqual({ dimension: 'status', value: '503' });
    expect(parts.find(({ name }) => name === 'URI')?.filter).toEqual({ dimension: 'uri', value: '/a?x=1' });
    // Where NGINX writes a dash there is nothing, which can be asked for too.
    expect(parts.find(({ name }) => name === 'Referrer')).toMatchObject({ value: '', filter: { value: '' } });
    expect(parts.find(({ name }) => name === 'Time')?.filter).toBeUndefined();
  });

  it('has what its labels say', () => {
    const line = '{"status":404,"remote_addr":"::1"}';
    expect(partsOf(json, line, { geo: 'NL' }).find(({ name }) => name === 'Country')?.value).toBe('NL');
  });

  it.each([
    [ACCESS, 'error'],
    [ACCESS.replace(' 503 ', ' 404 '), 'warning'],
    [ACCESS.replace(' 503 ', ' 200 '), 'info'],
    [ERROR, 'error'],
    [ERROR.replace('[error]', '[emerg]'), 'critical'],
    ['something else', 'unknown'],
  ])('%s is of the level %s', (line, level) =>
    expect(nginxLevel(readNginxLine(combined, { line, labels: {} }))).toBe(level)
  );
});

describe('a line of the error log', () => {
  it('tells its cause, and leads to the requests it is about as far as the access log knows them', () => {
    const parts = partsOf(combined, ERROR);
    expect(parts.find(({ name }) => name === 'Cause')?.value).toBe('Connection refused');
    expect(parts.find(({ name }) => name === 'Client')?.filter).toEqual({ dimension: 'client', value: '1.2.3.4' });
    expect(parts.find(({ name }) => name === 'Upstream')).toEqual({ name: 'Upstream', value: '10.0.1.12:8080' });
    expect(parts.find(({ name }) => name === 'Virtual host')?.filter).toBeUndefined();
    expect(partsOf(json, ERROR).find(({ name }) => name === 'Virtual host')?.filter).toBeDefined();
  });
});

it('never throws, whatever a line holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      for (const nginx of [combined, json]) {
        nginxLevel(readNginxLine(nginx, { line, labels: {} }));
        partsOf(nginx, `{"status":${line}`);
      }
    })
  );
});

it('reads a line that is shown again once', () => {
  const read = lineReader(combined);
  const line = { line: ACCESS, labels: {} };
  expect(read(line)).toBe(read(line));
});
