/** One thing that an access log can say of a request. */
interface FieldInfo {
  title: string;
  /** The NGINX variables that hold it, the one to write first. */
  variables: readonly [string, ...string[]];
  /** Other names under which JSON logs and patterns carry it, without `_`, `-` or case. */
  aliases?: readonly string[];
  /** NGINX writes one value for each upstream that it tried: `0.01, 0.2`, or `0.01 : 0.2` after an internal redirect. */
  list?: boolean;
  /** A number, and so open to "more than" and "less than". */
  numeric?: boolean;
}

/** Everything that the catalog can read off an access log line, by its one name here. */
export const FIELDS = {
  time: {
    title: 'Time',
    variables: ['time_local', 'time_iso8601', 'msec'],
    aliases: ['time', 'timestamp', '@timestamp', 'ts', 'date', 'datetime', 'starttime'],
  },
  client: {
    title: 'Client',
    variables: ['remote_addr', 'realip_remote_addr', 'binary_remote_addr'],
    aliases: [
      'client',
      'clientip',
      'ip',
      'remoteip',
      'clientaddr',
      'clienthost',
      'remotehost',
      'client.address',
      'client.ip',
    ],
  },
  forwardedFor: {
    title: 'Forwarded for',
    variables: ['http_x_forwarded_for', 'proxy_add_x_forwarded_for'],
    aliases: ['xforwardedfor', 'forwardedfor', 'xff'],
  },
  user: { title: 'User', variables: ['remote_user'], aliases: ['user', 'username', 'authuser', 'clientusername'] },
  request: { title: 'Request line', variables: ['request'], aliases: ['requestline', 'req'] },
  method: {
    title: 'Method',
    variables: ['request_method'],
    aliases: ['method', 'verb', 'httpmethod', 'httprequestmethod'],
  },
  uri: {
    title: 'URI',
    variables: ['request_uri', 'uri', 'document_uri'],
    aliases: ['url', 'path', 'requesturl', 'requestpath', 'urloriginal', 'httpurl', 'urlpath'],
  },
  protocol: {
    title: 'Protocol',
    variables: ['server_protocol'],
    aliases: ['protocol', 'httpversion', 'requestprotocol', 'proto'],
  },
  status: {
    title: 'Status',
    variables: ['status'],
    aliases: [
      'statuscode',
      'code',
      'httpstatus',
      'httpstatuscode',
      'responsestatus',
      'httpresponsestatuscode',
      'response',
    ],
    numeric: true,
  },
  bytes: {
    title: 'Bytes sent',
    variables: ['body_bytes_sent', 'bytes_sent'],
    aliases: ['bytes', 'size', 'bodybytes', 'responsesize', 'bytesout', 'httpresponsebodybytes'],
    numeric: true,
  },
  requestLength: {
    title: 'Bytes received',
    variables: ['request_length'],
    aliases: ['bytesreceived', 'requestsize', 'bytesin'],
    numeric: true,
  },
  referrer: { title: 'Referrer', variables: ['http_referer'], aliases: ['referer', 'referrer', 'httpreferrer'] },
  agent: {
    title: 'User agent',
    variables: ['http_user_agent'],
    aliases: ['agent', 'useragent', 'ua', 'useragentoriginal', 'httpagent'],
  },
  requestTime: {
    title: 'Request time',
    variables: ['request_time'],
    aliases: ['requesttime', 'duration', 'rt', 'latency', 'responsetime', 'elapsed', 'requestduration'],
    numeric: true,
  },
  upstreamTime: {
    title: 'Upstream time',
    variables: ['upstream_response_time'],
    aliases: ['upstreamtime', 'urt', 'uprt', 'upstreamlatency', 'upstreamduration'],
    list: true,
    numeric: true,
  },
  upstreamConnectTime: {
    title: 'Upstream connect time',
    variables: ['upstream_connect_time'],
    aliases: ['uct'],
    list: true,
    numeric: true,
  },
  upstreamHeaderTime: {
    title: 'Upstream header time',
    variables: ['upstream_header_time'],
    aliases: ['uht'],
    list: true,
    numeric: true,
  },
  upstreamAddress: {
    title: 'Upstream',
    variables: ['upstream_addr'],
    aliases: ['upstream', 'upstreamaddress', 'upstreamhost', 'backend'],
    list: true,
  },
  upstreamStatus: { title: 'Upstream status', variables: ['upstream_status'], aliases: ['us'], list: true },
  virtualHost: {
    title: 'Virtual host',
    variables: ['host', 'server_name', 'http_host'],
    aliases: ['vhost', 'virtualhost', 'domain', 'servername', 'requesthost', 'urldomain'],
  },
  scheme: { title: 'Scheme', variables: ['scheme'] },
  cacheStatus: {
    title: 'Cache status',
    variables: ['upstream_cache_status'],
    aliases: ['cache', 'cachestatus', 'xcache'],
  },
  country: {
    title: 'Country',
    variables: [
      'geoip_country_code',
      'geoip2_data_country_code',
      'geoip_country_name',
      'geoip2_data_country_name',
      'geoip2_data_country_iso_code',
      'http_cf_ipcountry',
    ],
    aliases: ['country', 'countrycode', 'geoipcountry', 'geocountry', 'countryname', 'geoipcountryisocode'],
  },
  requestId: {
    title: 'Request id',
    variables: ['request_id'],
    aliases: ['requestid', 'reqid', 'traceid', 'xrequestid'],
  },
  tlsProtocol: {
    title: 'TLS version',
    variables: ['ssl_protocol'],
    aliases: ['tlsversion', 'tlsprotocol', 'sslversion'],
  },
} as const satisfies Record<string, FieldInfo>;

/** A field by its name in the catalog. */
export type Field = keyof typeof FIELDS;

/** Every field, in the order in which a reader expects them. */
export const FIELD_NAMES = Object.keys(FIELDS) as [Field, ...Field[]];

/** What is known of a field. */
export function fieldInfo(field: Field): FieldInfo {
  return FIELDS[field];
}

/**
 * The label under which a query extracts a field. Its prefix is the catalog's own: a field that is called like a label
 * of the stream would come out as `host_extracted`, and `by (host)` would group by the stream's label instead.
 */
export function fieldLabel(field: string): string {
  return `ngx_${field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}`;
}

const plain = (name: string) => name.toLowerCase().replace(/[_\-\s]/g, '');

const BY_VARIABLE = new Map<string, Field>();
const BY_ALIAS = new Map<string, Field>();
for (const field of FIELD_NAMES) {
  for (const variable of fieldInfo(field).variables) {
    BY_VARIABLE.set(variable, field);
    BY_ALIAS.set(plain(variable), field);
  }
}
for (const field of FIELD_NAMES) {
  for (const alias of [field, ...(fieldInfo(field).aliases ?? [])]) {
    // A variable of NGINX's own keeps its meaning: `host` is the virtual host, whatever else may be called so.
    if (!BY_ALIAS.has(plain(alias))) {
      BY_ALIAS.set(plain(alias), field);
    }
  }
}

/** The field that an NGINX variable (without `$`) holds. */
export function fieldOfVariable(variable: string): Field | undefined {
  return BY_VARIABLE.get(variable);
}

/** The field that a name of any origin means: a variable, the catalog's name, or a common key of JSON logs. */
export function fieldOfName(name: string): Field | undefined {
  return BY_ALIAS.get(plain(name)) ?? BY_ALIAS.get(plain(name).replace(/\./g, ''));
}
