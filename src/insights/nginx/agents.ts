import * as Bowser from 'bowser';

/** What kind of program asks. A person sits before a browser only; agents can lie, and scanners do. */
export type AgentKind = 'browser' | 'bot' | 'monitor' | 'tool' | 'scanner' | 'unknown';

/** A user agent in words. */
export interface Agent {
  kind: AgentKind;
  /** `Firefox`, `Googlebot`, `curl`. */
  family: string;
  /** As the agent gives it; empty where it does not. */
  version: string;
  /** `Linux`, `iOS`, `Windows`; empty for what does not tell. */
  system: string;
}

/** Programs that no browser library knows, by the beginning of their names. Checked before anything else. */
const PROGRAMS: ReadonlyArray<{ kind: AgentKind; names: readonly string[] }> = [
  {
    kind: 'scanner',
    names: [
      ...[
        'zgrab',
        'masscan',
        'sqlmap',
        'Nikto',
        'Nmap',
        'Nmap Scripting Engine',
        'nuclei',
        'Nuclei',
        'WPScan',
        'gobuster',
      ],
      ...[
        'dirbuster',
        'DirBuster',
        'feroxbuster',
        'ffuf',
        'Fuzz Faster U Fool',
        'Hydra',
        'Acunetix',
        'OpenVAS',
        'Nessus',
      ],
      ...[
        'Netsparker',
        'CensysInspect',
        'Expanse',
        'InternetMeasurement',
        'l9explore',
        'l9tcpid',
        'libredtail-http',
        'Odin',
      ],
    ],
  },
  {
    kind: 'monitor',
    names: [
      ...[
        'kube-probe',
        'Prometheus',
        'Blackbox Exporter',
        'Blackbox-Exporter',
        'ELB-HealthChecker',
        'GoogleHC',
        'check_http',
      ],
      ...[
        'UptimeRobot',
        'Uptime-Kuma',
        'StatusCake',
        'Site24x7',
        'Datadog',
        'Zabbix',
        'HAProxy',
        'Amazon-Route53-Health-Check',
      ],
      ...[
        'Consul Health Check',
        'Better Uptime Bot',
        'Grafana',
        'k6',
        'Pingdom',
        'NewRelicPinger',
        'Checkly',
        'Traefik',
      ],
    ],
  },
  {
    kind: 'tool',
    names: [
      ...[
        'curl',
        'Wget',
        'wget2',
        'HTTPie',
        'python-requests',
        'python-httpx',
        'Python-urllib',
        'python-urllib3',
        'aiohttp',
      ],
      ...[
        'Python',
        'Go-http-client',
        'okhttp',
        'Java',
        'Java-http-client',
        'Apache-HttpClient',
        'axios',
        'node-fetch',
        'node',
      ],
      ...[
        'undici',
        'got',
        'PostmanRuntime',
        'insomnia',
        'libwww-perl',
        'lwp-request',
        'Ruby',
        'Faraday',
        'GuzzleHttp',
        'PHP',
      ],
      ...[
        'reqwest',
        'hyper',
        'Dart',
        'aria2',
        'git',
        'docker',
        'containerd',
        'Helm',
        'APT-HTTP',
        'Debian APT-HTTP',
        'dnf',
        'pip',
      ],
      ...[
        'npm',
        'Maven',
        'Gradle',
        'ApacheBench',
        'wrk',
        'hey',
        'vegeta',
        'Siege',
        'Scrapy',
        'WinHTTP',
        'Microsoft-WNS',
      ],
      ...['HeadlessChrome', 'PhantomJS', 'Puppeteer', 'Playwright'],
    ],
  },
];

const KINDS = new Map(PROGRAMS.flatMap(({ kind, names }) => names.map((name) => [name.toLowerCase(), kind] as const)));

/** A name and a version, as they stand one after another and in comments. */
const PRODUCT = /([A-Za-z][\w.+-]*)\/v?([\w.]+)/g;

/** Names that robots give themselves. Words, so that `CUBOT` (a telephone) and `Robotics` are none. */
const BOT_NAME =
  /([A-Za-z][\w.-]*(?:[Bb]ot|[Ss]pider|[Cc]rawler|[Cc]rawl|[Ss]lurp|[Aa]rchiver|[Pp]review|[Ff]etcher|[Vv]alidator)\b[\w.-]*|facebookexternalhit|Bytespider|ia_archiver|Feedly|Feedfetcher[\w-]*|WhatsApp|BUbiNG|Barkrowler|Mediapartners-Google|Google-[A-Z]\w+)(?:\/v?([\w.]+))?/;

/**
 * A robot says where to read about it: a name, then an address in the comment. GoAccess takes the word before such an
 * address for a crawler's name too.
 */
const WITH_ADDRESS = /([^\s;()/]+)(?:\/([\w.]+))?[);\s]*[;(+ ]+(?:https?:\/\/|[\w.-]+@[\w-]+\.)/;

/** CUBOT makes telephones: the one word that ends like a robot's and is none. */
const NO_BOT = /\bcubot\b/i;

const known = new Map<string, Agent>();

/** A page shows the same few hundred agents again and again; beyond this many the memory is not worth it. */
const REMEMBERED = 5000;

/** Reads a user agent. Never fails, whatever stands in it: it is the client's own words. */
export function classifyAgent(text: string): Agent {
  const remembered = known.get(text);
  if (remembered) {
    return remembered;
  }
  const agent = read(text.slice(0, 1000));
  if (known.size < REMEMBERED) {
    known.set(text, agent);
  }
  return agent;
}

function read(text: string): Agent {
  if (text.trim() === '' || text === '-') {
    return { kind: 'unknown', family: 'No user agent', version: '', system: '' };
  }
  return program(text) ?? bot(text) ?? browser(text) ?? unknown(text);
}

function program(text: string): Agent | undefined {
  const [whole = '', version = ''] = /^([^/(;]+)\/?v?([\w.]*)/.exec(text)?.slice(1) ?? [];
  // Behind the first name only names with a version count: the comment in brackets is full of ordinary words.
  const products = [...text.matchAll(PRODUCT)].map(([, name = '', number = '']): [string, string] => [name, number]);
  for (const [name, number] of [[whole, version] as [string, string], ...products]) {
    const kind = KINDS.get(name.trim().toLowerCase());
    if (kind) {
      return { kind, family: name.trim(), version: number, system: systemOf(text) };
    }
  }
  return undefined;
}

function bot(text: string): Agent | undefined {
  const named = NO_BOT.test(text) ? null : BOT_NAME.exec(text);
  const found = named ?? WITH_ADDRESS.exec(text);
  return found ? { kind: 'bot', family: found[1] ?? '', version: found[2] ?? '', system: '' } : undefined;
}

function parse(text: string): ReturnType<typeof Bowser.parse> | undefined {
  try {
    return Bowser.parse(text);
  } catch {
    return undefined;
  }
}

function systemOf(text: string): string {
  return parse(text)?.os.name ?? '';
}

function browser(text: string): Agent | undefined {
  const parsed = parse(text);
  const family = parsed?.browser.name ?? '';
  const system = parsed?.os.name ?? '';
  if (!parsed || family === '') {
    return undefined;
  }
  const version = parsed.browser.version ?? /Safari\/([\d.]+)/.exec(text)?.[1] ?? '';
  if (parsed.platform.type === 'bot') {
    return { kind: 'bot', family, version, system: '' };
  }
  // Without a system it is no browser but a name that the library repeats: `Mozilla 5.0`, `Acme 2.1`.
  return system === '' ? undefined : { kind: 'browser', family, version, system };
}

function unknown(text: string): Agent {
  const [, name = text.slice(0, 60), version = ''] = /^([A-Za-z][\w.-]*)(?:\/v?([\w.]+))?/.exec(text) ?? [];
  return { kind: 'unknown', family: name, version, system: systemOf(text) };
}

/** Requests by what the agents are: rows of `key`, the most requests first. */
export function groupAgents(
  rows: ReadonlyArray<{ agent: string; count: number }>,
  key: (agent: Agent) => string
): Array<{ name: string; count: number; agents: string[] }> {
  const groups = new Map<string, { name: string; count: number; agents: string[] }>();
  for (const { agent, count } of rows) {
    const name = key(classifyAgent(agent));
    const group = groups.get(name) ?? { name, count: 0, agents: [] };
    group.count += count;
    group.agents.push(agent);
    groups.set(name, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
