import fc from 'fast-check';
import { hostileName, wellFormed } from '../../../src/signals/test-support/hostile';

/** Anything that a client may put into a URI, a referrer or an agent. */
const value: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 60, arbitrary: hostileName },
    {
      weight: 30,
      arbitrary: fc.constantFrom(
        '<script>document.title = "taken"</script>',
        '<img src=x onerror=alert(1)>',
        "'; DROP TABLE x; --",
        '../../../../etc/passwd',
        '${jndi:ldap://x}',
        '{{ .ngx_status }}',
        '|= "x" | json',
        '\u001f',
        '-',
        '',
        '0.1, 0.2'
      ),
    },
    { weight: 1, arbitrary: fc.integer({ min: 20_000, max: 100_000 }).map((length) => 'a'.repeat(length)) }
  )
  .map(wellFormed);

const upstreamTime = fc.oneof(
  fc.constantFrom('-', '', '0.010', '0.01, 0.2', '0.01 : 0.2', '-, 0.2', '1e9', 'NaN', '1.', '.5', '-1'),
  value
);

const status = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('200', '301', '404', '499', '500', '502', '000', '999') },
  { weight: 1, arbitrary: fc.constantFrom('', '-', '20', '2000', 'x00', '200.5') }
);

interface Hit {
  request: string;
  client: string;
  user: string;
  referrer: string;
  agent: string;
  virtualHost: string;
  status: string;
  bytes: string;
  requestTime: string;
  upstreamTime: string;
}

const hit: fc.Arbitrary<Hit> = fc.record({
  request: fc.oneof(
    fc.tuple(fc.constantFrom('GET', 'POST', ''), value).map(([method, uri]) => `${method} /${uri} HTTP/1.1`),
    value
  ),
  client: fc.constantFrom('10.0.0.1', '2001:db8::1', '192.0.2.77'),
  user: fc.oneof(fc.constant('-'), value),
  referrer: fc.oneof(
    value,
    value.map((path) => `https://example.org/${path}`),
    fc.constantFrom(
      'https://',
      'https:///x',
      'a:b://c/d',
      '://x/',
      'x://y',
      ':/://z/',
      'mailto:a',
      'http://-/x',
      'a?b://c'
    )
  ),
  agent: value,
  virtualHost: fc.oneof(fc.constantFrom('shop.example', '_'), value),
  status,
  bytes: fc.constantFrom('6', '0', '-', '', '99999999999'),
  requestTime: fc.constantFrom('0.012', '0.000', '61.5', '', '-'),
  upstreamTime,
});

/** As NGINX escapes a value in a text log: quotes, backslashes and whatever is not printable ASCII. */
const escapeText = (text: string) =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
        ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte)
    )
    .join('');

/** `combined` with the times and the virtual host appended. */
const textLine = (one: Hit) =>
  `${one.client} - ${escapeText(one.user)} [10/Jun/2025:11:59:00 +0000] "${escapeText(one.request)}" ${one.status} ${one.bytes} "${escapeText(one.referrer)}" "${escapeText(one.agent)}" ${one.requestTime} ${escapeText(one.upstreamTime)} "${escapeText(one.virtualHost)}"`;

const jsonLine = (one: Hit) => {
  const [method = '', uri = '', protocol = ''] = one.request.split(' ');
  return JSON.stringify({
    ...{ remote_addr: one.client, remote_user: one.user, request_method: method, request_uri: uri },
    ...{ server_protocol: protocol, status: one.status, body_bytes_sent: one.bytes, request_time: one.requestTime },
    ...{ upstream_response_time: one.upstreamTime, host: one.virtualHost },
    ...{ http_referer: one.referrer, http_user_agent: one.agent },
  });
};

/** A line that something has broken: cut off, with a byte too many, or with an escape that is none. */
const broken = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      line,
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', '}', '\\u12', '\\ud800', '\\xZZ', '\u0000', '\u001b[31m')
    )
    .map(([text, place, put]) => {
      const at = place % (text.length + 1);
      return put === '' ? text.slice(0, at) : text.slice(0, at) + put + text.slice(at);
    })
    .map(wellFormed);

const noise: fc.Arbitrary<string> = fc.oneof(
  value,
  value.map((text) => JSON.stringify({ level: 'error', msg: text })),
  value.map((text) => `level=warn msg=${JSON.stringify(text)}`),
  fc.json(),
  value.map((text) => `panic: ${text}\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:17 +0x1d`)
);

/** Loki takes lines of up to 256 kB, and keeps none that is empty. */
const fits = (line: string) => line !== '' && line.length < 250_000;

const whole = (format: 'text' | 'json') => hit.map(format === 'text' ? textLine : jsonLine);

/** Lines of an access log as hostile clients make them, and what other programs write beside it. */
export function hostileLine(format: 'text' | 'json'): fc.Arbitrary<string> {
  return fc.oneof({ weight: 7, arbitrary: whole(format) }, { weight: 1, arbitrary: noise }).filter(fits);
}

/** The same lines after something has broken them. */
export function brokenLine(format: 'text' | 'json'): fc.Arbitrary<string> {
  return broken(whole(format)).filter(fits);
}
