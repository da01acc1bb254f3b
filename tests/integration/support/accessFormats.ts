/** A line of NGINX's access log, in its own default format or as JSON. `time` in Unix milliseconds. */
export function accessLine(format: 'combined' | 'json', time: number, n: number): string {
  const status = n % 10 === 0 ? 404 : 200;
  if (format === 'json') {
    return JSON.stringify({
      time: new Date(time).toISOString(),
      remote_addr: `203.0.113.${n}`,
      request: `GET /item/${n} HTTP/1.1`,
      status,
      body_bytes_sent: 512,
      http_referer: '-',
      http_user_agent: 'curl/8.0',
      request_time: 0.01,
    });
  }
  return `203.0.113.${n} - - [10/Jun/2025:11:50:${String(n % 60).padStart(2, '0')} +0000] "GET /item/${n} HTTP/1.1" ${status} 512 "-" "curl/8.0"`;
}
