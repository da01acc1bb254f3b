import type { IncidentKind, LogStyle } from './fleet';

/** What a container is before chance gives it a load of its own. */
export interface Template {
  name: string;
  project: string;
  service: string;
  image: string;
  /** Working set when warm, MiB. */
  memory: number;
  /** Memory limit, MiB; without it there is none. */
  limit?: number;
  /** Cores used on average. */
  cpu: number;
  /** CPU quota, cores; without it there is none. */
  quota?: number;
  health?: boolean;
  log: LogStyle;
  /** Network traffic each way, kB/s. */
  traffic?: number;
  /** Disk traffic each way, kB/s. */
  disk?: number;
  /** What goes wrong with it in a standard fleet. */
  incident?: IncidentKind;
}

const REGISTRY = 'registry.example.com';

const EDGE: Template = {
  name: 'edge',
  project: 'shop',
  service: 'edge',
  image: 'nginx:1.29.3',
  memory: 38,
  limit: 128,
  cpu: 0.12,
  health: true,
  log: 'text',
  traffic: 900,
};

const SHOP_API: Template = {
  name: 'shop-api',
  project: 'shop',
  service: 'api',
  image: `${REGISTRY}/shop/api:1.8.2`,
  memory: 210,
  limit: 512,
  cpu: 0.3,
  quota: 1,
  health: true,
  log: 'json',
  traffic: 400,
};

const SHOP_WORKER: Template = {
  name: 'shop-worker',
  project: 'shop',
  service: 'worker',
  image: `${REGISTRY}/shop/worker:1.8.2`,
  memory: 320,
  cpu: 0.22,
  log: 'logfmt',
  traffic: 60,
};

/** Each host has these; they come last and so are the first to go on a small host. */
const AGENTS: Template[] = [
  {
    name: 'alloy',
    project: 'ops',
    service: 'alloy',
    image: 'grafana/alloy:v1.11.3',
    memory: 120,
    cpu: 0.03,
    log: 'logfmt',
    traffic: 40,
  },
  {
    name: 'cadvisor',
    project: 'ops',
    service: 'cadvisor',
    image: 'ghcr.io/google/cadvisor:0.57.0',
    memory: 88,
    limit: 256,
    cpu: 0.05,
    log: 'text',
    traffic: 8,
  },
];

/** The named hosts: the front, the back and the media machine. Containers that matter most come first. */
const GROUPS: Template[][] = [
  [
    EDGE,
    { ...SHOP_API, incident: 'deploy-5xx' },
    {
      name: 'session-cache',
      project: 'shop',
      service: 'session-cache',
      image: `${REGISTRY}/shop/session-cache:2.4.1`,
      memory: 40,
      limit: 256,
      cpu: 0.06,
      log: 'text',
      traffic: 150,
      incident: 'leak-oom',
    },
    {
      name: 'mailer',
      project: 'shop',
      service: 'mailer',
      image: `${REGISTRY}/shop/mailer:0.7.3`,
      memory: 14,
      cpu: 0.02,
      log: 'text',
      traffic: 5,
      incident: 'crash-loop',
    },
    {
      name: 'shop-web',
      project: 'shop',
      service: 'web',
      image: `${REGISTRY}/shop/web:5.2.0`,
      memory: 150,
      limit: 384,
      cpu: 0.2,
      health: true,
      log: 'json',
      traffic: 300,
    },
    SHOP_WORKER,
    {
      name: 'shop-db',
      project: 'shop',
      service: 'db',
      image: 'postgres:16.4',
      memory: 900,
      limit: 2048,
      cpu: 0.35,
      health: true,
      log: 'text',
      traffic: 250,
      disk: 900,
    },
    {
      name: 'shop-cache',
      project: 'shop',
      service: 'cache',
      image: 'redis:7.4.1',
      memory: 64,
      limit: 256,
      cpu: 0.04,
      quota: 0.5,
      log: 'text',
      traffic: 180,
    },
  ],
  [
    EDGE,
    SHOP_API,
    {
      name: 'orders',
      project: 'shop',
      service: 'orders',
      image: `${REGISTRY}/shop/orders:3.11.0`,
      memory: 92,
      limit: 1024,
      cpu: 0.25,
      quota: 1.5,
      log: 'java',
      traffic: 120,
      incident: 'leak',
    },
    {
      name: 'search',
      project: 'shop',
      service: 'search',
      image: 'opensearchproject/opensearch:2.17.1',
      memory: 900,
      limit: 1536,
      cpu: 0.5,
      log: 'java',
      traffic: 200,
      disk: 400,
      incident: 'near-limit',
    },
    {
      name: 'catalog',
      project: 'shop',
      service: 'catalog',
      image: `${REGISTRY}/shop/catalog:2.0.5`,
      memory: 180,
      limit: 512,
      cpu: 0.15,
      health: true,
      log: 'json',
      traffic: 140,
      incident: 'unhealthy',
    },
    {
      name: 'invoice',
      project: 'shop',
      service: 'invoice',
      image: `${REGISTRY}/shop/invoice:1.2.9`,
      memory: 75,
      limit: 256,
      cpu: 0.05,
      log: 'python',
      traffic: 20,
      incident: 'gone',
    },
    {
      name: 'queue',
      project: 'shop',
      service: 'queue',
      image: 'rabbitmq:4.1.0',
      memory: 260,
      limit: 1024,
      cpu: 0.18,
      health: true,
      log: 'text',
      traffic: 110,
      disk: 150,
    },
    SHOP_WORKER,
  ],
  [
    {
      name: 'transcoder',
      project: 'media',
      service: 'transcoder',
      image: `${REGISTRY}/media/transcoder:4.0.1`,
      memory: 1400,
      cpu: 0.6,
      log: 'logfmt',
      traffic: 300,
      disk: 2500,
      incident: 'cpu-hog',
    },
    {
      name: 'report-render',
      project: 'media',
      service: 'report-render',
      image: `${REGISTRY}/media/report-render:0.19.4`,
      memory: 210,
      limit: 512,
      cpu: 0.2,
      quota: 0.5,
      log: 'python',
      traffic: 30,
      incident: 'throttled',
    },
    ...['media-api-1', 'media-api-2'].map((name): Template => ({
      name,
      project: 'media',
      service: 'api',
      image: `${REGISTRY}/media/api:2.6.0`,
      memory: 170,
      limit: 512,
      cpu: 0.06,
      quota: 1,
      health: true,
      log: 'json',
      traffic: 150,
    })),
    {
      name: 'media-db',
      project: 'media',
      service: 'db',
      image: 'mariadb:11.4.3',
      memory: 420,
      limit: 1024,
      cpu: 0.1,
      health: true,
      log: 'text',
      traffic: 60,
      disk: 300,
    },
    {
      name: 'thumbs',
      project: 'media',
      service: 'thumbs',
      image: `${REGISTRY}/media/thumbs:1.0.12`,
      memory: 95,
      cpu: 0.05,
      log: 'logfmt',
      traffic: 80,
    },
  ],
];

/** Services of which further containers are made, one project after the other. */
const FILLERS: Array<Omit<Template, 'name' | 'project'>> = [
  {
    service: 'api',
    image: `${REGISTRY}/crm/api:7.1.0`,
    memory: 190,
    limit: 512,
    cpu: 0.1,
    quota: 1,
    health: true,
    log: 'json',
  },
  { service: 'web', image: 'caddy:2.10.2', memory: 24, limit: 128, cpu: 0.02, log: 'text', traffic: 120 },
  { service: 'worker', image: `${REGISTRY}/crm/worker:7.1.0`, memory: 230, cpu: 0.08, log: 'logfmt' },
  { service: 'db', image: 'postgres:17.2', memory: 380, limit: 1024, cpu: 0.09, health: true, log: 'text', disk: 250 },
  { service: 'cache', image: 'redis:7.4.1', memory: 42, limit: 128, cpu: 0.02, quota: 0.5, log: 'text' },
  {
    service: 'auth',
    image: `${REGISTRY}/iam/auth:3.3.1`,
    memory: 140,
    limit: 384,
    cpu: 0.05,
    health: true,
    log: 'java',
  },
  { service: 'cron', image: `${REGISTRY}/crm/cron:7.1.0`, memory: 55, cpu: 0.01, log: 'python' },
];

function filler(hostIndex: number, n: number): Template {
  const service = FILLERS[n % FILLERS.length]!;
  const round = Math.floor(n / FILLERS.length);
  // Two rounds share a project, so that services have two containers on one host, as `--scale` makes them.
  const project = `crm${hostIndex}${round < 2 ? '' : `-${Math.floor(round / 2) + 1}`}`;
  return { traffic: 25, ...service, project, name: `${project}-${service.service}-${(round % 2) + 1}` };
}

/**
 * What runs on each host, most important first.
 * @param hosts number of hosts; the last of three or more is kept for going away
 */
export function layout(hosts: number, containersPerHost: number): Template[][] {
  const named = hosts >= 3 ? hosts - 1 : hosts;
  return Array.from({ length: hosts }, (_, index) => {
    const templates: Template[] = [];
    GROUPS.forEach((group, g) => {
      if (index < named && Math.min(g, named - 1) === index) {
        templates.push(...group);
      }
    });
    // Where one host stands for several groups, the first container of a name stays.
    const distinct = templates.filter((one, i) => templates.findIndex((other) => other.name === one.name) === i);
    const important = distinct.filter((one, i) => i < 2 || one.incident !== undefined);
    const others = distinct.filter((one) => !important.includes(one));
    const room = Math.max(0, containersPerHost - important.length - others.length - AGENTS.length);
    const fillers = Array.from({ length: room }, (__, n) => filler(index + 1, n));
    return [...important, ...others, ...fillers, ...AGENTS].slice(0, containersPerHost);
  });
}
