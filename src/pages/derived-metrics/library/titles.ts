/** What the ready-made sets are called, by their ids. */
export const LIBRARY_TITLES: Readonly<Record<string, string>> = {
  'nginx-traffic': 'NGINX: requests, bytes and errors',
  'nginx-request-time': 'NGINX: request times',
  'nginx-upstream-time': 'NGINX: upstream times',
  'log-levels': 'Logs: lines of each container by level',
  'log-exceptions': 'Logs: exceptions of each container',
};
