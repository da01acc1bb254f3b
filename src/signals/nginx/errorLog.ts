import { lineFilter } from '../logql';
import { escapeRegex, quote } from '../promql';
import { streamLabels } from '../streams';
import { errorLogFilters } from './errorLogFilters';
import { fieldLabel } from './fields';
import type { NginxLog } from './format';
import { logsOf } from './logs';
import { addedUp, clause, nginxOf, nginxSignal, type NginxContext, type NginxSignal } from './nginxSignal';
import { ERROR_LINE, nginxStreams, unwrapStages } from './pipeline';

/** Why NGINX wrote an error, by the words of its source code. */
export interface ErrorCause {
  id: string;
  title: string;
  /** The words that the line holds. */
  words: string;
  /** Only with this error number of the operating system. */
  errno?: number;
  /** What it means and where to look. */
  explanation: string;
}

const cause = (id: string, title: string, words: string, explanation: string, errno?: number): ErrorCause => ({
  id,
  title,
  words,
  explanation,
  errno,
});

/** The causes, the more specific of two with the same words first. */
export const ERROR_CAUSES: readonly ErrorCause[] = [
  cause(
    'upstreamTimedOut',
    'Upstream timed out',
    'upstream timed out',
    'The application took longer than proxy_read_timeout, or its host did not answer at all. Look at its CPU, its database, and the slow URIs.'
  ),
  cause(
    'noLiveUpstreams',
    'No live upstreams',
    'no live upstreams',
    'Every server of the upstream group has failed lately, so NGINX does not even try. Look at why they fail: the lines before tell.'
  ),
  cause(
    'connectionRefused',
    'Connection refused',
    'connect()',
    'Nothing listens at the upstream address: the application is down or restarting, or the port is wrong.',
    111
  ),
  cause(
    'noRoute',
    'Upstream unreachable',
    'connect()',
    'There is no way to the upstream host: a network, a firewall, or an address that is gone.',
    113
  ),
  cause(
    'socketForbidden',
    'Upstream socket forbidden',
    'connect()',
    'NGINX may not use the upstream socket: its owner, its mode, or SELinux.',
    13
  ),
  cause(
    'socketMissing',
    'Upstream socket missing',
    'connect()',
    'The upstream socket is not there: the application is not running, or puts it elsewhere.',
    2
  ),
  cause('connectFailed', 'connect() failed', 'connect()', 'NGINX could not connect to the upstream server.'),
  cause(
    'upstreamClosed',
    'Upstream closed the connection',
    'upstream prematurely closed connection',
    'The application ended the connection before it had answered: a crash, a restart, or a keep-alive shorter than NGINX thinks.'
  ),
  cause(
    'upstreamReset',
    'Upstream reset the connection',
    'recv() failed',
    'The application or its host broke the connection off while it answered: a crash, or an OOM kill.'
  ),
  cause(
    'upstreamHeader',
    'Upstream answer not understood',
    'upstream sent',
    'The header was too big for proxy_buffer_size, or it was no valid answer.'
  ),
  cause(
    'upstreamName',
    'Upstream name unknown',
    'could not be resolved',
    'The resolver does not know the upstream by name: a container that is gone, or a DNS failure.'
  ),
  cause(
    'upstreamName',
    'Upstream name unknown',
    'host not found',
    'The name of an upstream is unknown, so the configuration cannot be loaded.'
  ),
  cause(
    'bodyTooLarge',
    'Request body too large',
    'client intended to send too large body',
    'The upload is over client_max_body_size.'
  ),
  cause(
    'buffered',
    'Buffered to disk',
    'is buffered to a temporary file',
    'A body did not fit into memory. Harmless when rare; otherwise raise proxy_buffers or client_body_buffer_size.'
  ),
  cause('limited', 'Requests limited', 'limiting requests', 'limit_req turned requests away.'),
  cause('delayed', 'Requests delayed', 'delaying request', 'limit_req slowed requests down.'),
  cause('connectionsLimited', 'Connections limited', 'limiting connections', 'limit_conn turned connections away.'),
  cause('forbidden', 'Access forbidden', 'access forbidden by rule', 'A deny rule answered with 403.'),
  cause(
    'directoryIndex',
    'Directory without index',
    'directory index of',
    'There is no index file, and autoindex is off: answered with 403.'
  ),
  cause('login', 'Login failed', 'was not found in', 'Somebody gave a user name that the password file lacks.'),
  cause('login', 'Login failed', 'password mismatch', 'Somebody gave a wrong password.'),
  cause(
    'tls',
    'TLS failed',
    'SSL_do_handshake() failed',
    'A TLS handshake failed: old clients, scanners, or a certificate that an upstream does not accept.'
  ),
  cause(
    'workerConnections',
    'Out of connections',
    'worker_connections are not enough',
    'NGINX turns clients away: raise worker_connections and the limit of open files.'
  ),
  cause(
    'cycle',
    'Redirection cycle',
    'rewrite or internal redirection cycle',
    'try_files, error_page or rewrite lead in a circle.'
  ),
  cause(
    'workerDied',
    'Worker died',
    'exited on signal',
    'A worker process crashed or was killed. NGINX starts another; its connections are lost.'
  ),
  cause(
    'fastcgi',
    'Application wrote an error',
    'FastCGI sent in stderr',
    'PHP or another FastCGI application reported a problem: the line holds it.'
  ),
  cause(
    'openFiles',
    'Out of file descriptors',
    'Too many open files',
    'Raise worker_rlimit_nofile and the limit of the container.'
  ),
  cause(
    'diskFull',
    'Disk full',
    'No space left on device',
    'NGINX cannot write its logs, its cache or its temporary files.'
  ),
  cause('fileForbidden', 'File forbidden', 'open()', 'NGINX may not read the file: its owner or its mode.', 13),
  cause('fileMissing', 'File not found', 'open()', 'A file that was asked for is not there: answered with 404.', 2),
  cause('openFailed', 'File cannot be opened', 'open()', 'open() failed.'),
  cause('fileForbidden', 'File forbidden', 'Permission denied', 'NGINX lacks a permission.'),
];

const OTHER: ErrorCause = cause('other', 'Other', '', 'No known cause: read the lines.');

const LEVEL = fieldLabel('level');
const CAUSE = fieldLabel('cause');
const ERRNO = fieldLabel('errno');

/** The labels of the series of `errorCauses`, which `causeOfLabels` reads. */
export const ERROR_LABELS: readonly string[] = [LEVEL, CAUSE, ERRNO];

const WORDS = [...new Set(ERROR_CAUSES.map(({ words }) => words))].map(escapeRegex).join('|');

/** Level, words of the cause and number of the operating system's error, from one look at a line. */
const ERROR_REGEX = `\\[(?P<${LEVEL}>[a-z]+)\\] [0-9]+#[0-9]+: (?:.*?(?P<${CAUSE}>${WORDS})(?:.*?\\((?P<${ERRNO}>[0-9]+): )?)?`;

/** One error log's selector and the stages that are always needed. Docker writes both logs to one stream. */
function linesOf(context: NginxContext, { access, error }: NginxLog): string {
  const log = error ?? access;
  const streams = nginxStreams(context.conventions, context.scope, log);
  return [streams, ...unwrapStages(log.wrapper), lineFilter('|~', ERROR_LINE)].join(' ');
}

/** The lines of each error log: one query a log, none twice. */
export function errorLines(context: NginxContext): string[] {
  return [...new Set(logsOf(nginxOf(context.conventions)).map((log) => linesOf(context, log)))];
}

const counted = (context: NginxContext, over: string, window: string, labels: string[]) => {
  const by = [...(context.byStream ? streamLabels(context.conventions) : []), ...labels];
  const { stages } = errorLogFilters(context.filters ?? []);
  const sums = errorLines(context).map(
    (selected) =>
      `sum${clause(by)} (${over}(${[selected, ...stages].join(' ')} | regexp ${quote(ERROR_REGEX)} | __error__ = "" [${window}]))`
  );
  return addedUp(sums, by);
};

function errors(id: string, title: string, description: string, labels: string[]): NginxSignal {
  return nginxSignal(
    id,
    title,
    'lines per second',
    description,
    [],
    (context) => counted(context, 'rate', context.window, labels),
    (context) => counted(context, 'count_over_time', context.range, labels)
  );
}

/** Signals of NGINX's error log. */
export const NGINX_ERROR_SIGNALS = {
  errorCauses: errors(
    'errors.causes',
    'Errors by cause',
    'Lines of the error log by what NGINX says went wrong; `causeOfLabels` names the cause of each series. Filters on requests hold as far as those lines tell of requests.',
    [...ERROR_LABELS]
  ),
  errorLevels: errors(
    'errors.levels',
    'Errors by level',
    'Lines of the error log by their level, from warn to emerg.',
    [LEVEL]
  ),
} satisfies Record<string, NginxSignal>;

/** Line filters for the lines of one cause, by its id; none for no id that is known. */
export function causeStages(id: string): string[] {
  if (id === OTHER.id) {
    return [lineFilter('!~', WORDS)];
  }
  const told = ({ words, errno }: ErrorCause) =>
    `${escapeRegex(words)}${errno === undefined ? '' : `.*?\\(${errno}: `}`;
  const meant = ERROR_CAUSES.filter((one) => one.id === id);
  // The same words with a number that is known are another cause.
  const others = ERROR_CAUSES.filter(
    (one) =>
      one.errno !== undefined &&
      meant.some(({ words, errno }) => errno === undefined && words === one.words) &&
      !meant.includes(one)
  );
  return [
    ...(meant.length === 0 ? [] : [lineFilter('|~', meant.map(told).join('|'))]),
    ...(others.length === 0 ? [] : [lineFilter('!~', others.map(told).join('|'))]),
  ];
}

/** The title of a cause; nothing for an id that is none. */
export function causeTitle(id: string): string | undefined {
  return [...ERROR_CAUSES, OTHER].find((one) => one.id === id)?.title;
}

/** The cause that a series of `errorCauses` counts, from its labels. */
export function causeOfLabels(labels: Readonly<Record<string, string>>): ErrorCause & { level: string } {
  return { ...causeOf(labels[CAUSE] ?? '', labels[ERRNO] ?? ''), level: labels[LEVEL] ?? '' };
}

function causeOf(words: string, errno: string): ErrorCause {
  const known = ERROR_CAUSES.filter((candidate) => candidate.words === words);
  return (
    known.find((one) => one.errno === Number(errno || NaN)) ?? known.find((one) => one.errno === undefined) ?? OTHER
  );
}

/** What a line of the error log says. */
export interface ErrorLine {
  time: string;
  level: string;
  message: string;
  cause: ErrorCause;
  /** What NGINX appends of the request, where there was one: client, server, request, upstream, host, referrer. */
  details: Readonly<Record<string, string>>;
}

const LINE = /^(\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}) \[([a-z]+)\] \d+#\d+: (?:\*\d+ )?(.*)$/s;
const DETAIL = /, (client|server|request|subrequest|upstream|host|referrer): (?:"([^"]*)"|([^,"]*))(?=, |$)/g;
const CAUSES = new RegExp(`(${WORDS})(?:.*?\\(([0-9]+): )?`, 's');

/** A line of the error log taken apart; nothing where it is none. */
export function parseErrorLine(line: string): ErrorLine | undefined {
  const [whole, time = '', level = '', rest = ''] = LINE.exec(line) ?? [];
  if (whole === undefined) {
    return undefined;
  }
  const details = Object.fromEntries(
    [...rest.matchAll(DETAIL)].map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? ''])
  );
  const at = rest.search(/, client: /);
  const [, words = '', errno = ''] = CAUSES.exec(rest) ?? [];
  return { time, level, message: at === -1 ? rest : rest.slice(0, at), cause: causeOf(words, errno), details };
}
