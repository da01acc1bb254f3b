import type { ScopeTexts } from '../../src/datasource/query';
import { findings, lines, list, number, overTime, table, together } from './panels';
import type { DashboardSpec, VariableSpec } from './spec';

const HOSTS: VariableSpec = { name: 'host', label: 'Host', choice: 'hosts', multi: true };
const ONE_HOST: VariableSpec = { ...HOSTS, multi: false };
const PROJECTS: VariableSpec = {
  name: 'project',
  label: 'Project',
  choice: 'projects',
  scope: { hosts: ['$host'] },
  multi: true,
};

const FLEET: ScopeTexts = { hosts: ['$host'], projects: ['$project'] };

const fleet: DashboardSpec = {
  id: 'fleet',
  title: 'Quayside fleet',
  description: 'All hosts and containers: what they use, who uses most, and what is wrong.',
  page: 'containers',
  variables: [HOSTS, PROJECTS],
  events: FLEET,
  rows: [
    {
      title: 'In all',
      panels: [
        number('host.containers', { scope: FLEET, by: 'all' }),
        number('container.cpu.cores', { scope: FLEET, by: 'all' }, { title: 'CPU in use' }),
        number('container.memory.working_set', { scope: FLEET, by: 'all' }, { title: 'Memory in use' }),
        number('container.restarts', { scope: FLEET, by: 'all' }, { warnFrom: [1, 5] }),
        number('container.oom_kills', { scope: FLEET, by: 'all' }, { warnFrom: [1, 1] }),
        number(
          'container.logs.problems',
          { scope: { hosts: ['$host'] }, by: 'all' },
          { title: 'Lines that name a problem' }
        ),
      ],
    },
    {
      title: 'By host',
      panels: [
        overTime('container.cpu.cores', { scope: FLEET, by: 'host' }, { title: 'CPU by host', stacked: true }),
        overTime(
          'container.memory.working_set',
          { scope: FLEET, by: 'host' },
          { title: 'Memory by host', stacked: true }
        ),
        overTime(
          'container.network.receive',
          { scope: FLEET, by: 'host' },
          { title: 'Network in by host', stacked: true }
        ),
        overTime(
          'container.network.transmit',
          { scope: FLEET, by: 'host' },
          { title: 'Network out by host', stacked: true }
        ),
      ],
    },
    {
      title: 'Who uses most',
      panels: [
        overTime('container.cpu.cores', { scope: FLEET, top: 10 }, { title: 'CPU, the ten largest' }),
        overTime('container.memory.working_set', { scope: FLEET, top: 10 }, { title: 'Memory, the ten largest' }),
        overTime(
          'container.memory.effective_limit.ratio',
          { scope: FLEET, top: 10 },
          { title: 'Closest to their memory limit' }
        ),
        overTime('container.cpu.throttled.ratio', { scope: FLEET, top: 10 }, { title: 'Most throttled' }),
      ],
    },
    {
      title: 'Containers',
      panels: [
        table(
          'Containers',
          [
            'container.cpu.cores',
            'container.memory.working_set',
            'container.memory.effective_limit.ratio',
            'container.network.receive',
            'container.network.transmit',
            'container.restarts',
          ],
          { scope: FLEET },
          { sortBy: 'Memory', most: 200, height: 14 }
        ),
        findings({ hosts: ['$host'] }),
      ],
    },
  ],
};

const ONE: ScopeTexts = { containers: ['$container'] };

const container: DashboardSpec = {
  id: 'container',
  title: 'Quayside container',
  description: 'One container: its resources, its logs and what happened to it.',
  page: 'place?container=${container:percentencode}',
  variables: [
    ONE_HOST,
    { name: 'container', label: 'Container', choice: 'containers', scope: { hosts: ['$host'] }, multi: false },
  ],
  events: ONE,
  rows: [
    {
      title: 'Now',
      panels: [
        number('container.cpu.cores', { scope: ONE }),
        number('container.cpu.quota.ratio', { scope: ONE }, { warnFrom: [0.8, 0.95] }),
        number('container.memory.working_set', { scope: ONE }),
        number('container.memory.effective_limit.ratio', { scope: ONE }, { warnFrom: [0.8, 0.95] }),
        number('container.restarts', { scope: ONE }, { warnFrom: [1, 5] }),
        number('container.oom_kills', { scope: ONE }, { warnFrom: [1, 1] }),
      ],
    },
    {
      title: 'Resources',
      panels: [
        together(
          'CPU',
          [
            ['container.cpu.cores', 'Used'],
            ['container.cpu.quota', 'Quota'],
          ],
          ONE,
          { limits: [1] }
        ),
        overTime('container.cpu.throttled.ratio', { scope: ONE, legend: 'Throttled' }),
        together(
          'Memory',
          [
            ['container.memory.working_set', 'Working set'],
            ['container.memory.rss', 'Anonymous'],
            ['container.memory.cache', 'Page cache'],
            ['container.memory.limit', 'Limit'],
          ],
          ONE,
          { limits: [3] }
        ),
        together(
          'Network',
          [
            ['container.network.receive', 'In'],
            ['container.network.transmit', 'Out'],
          ],
          ONE,
          { mirrored: [1] }
        ),
        together(
          'Disk',
          [
            ['container.disk.read', 'Read'],
            ['container.disk.write', 'Written'],
          ],
          ONE,
          { mirrored: [1] }
        ),
        together(
          'Pressure',
          [
            ['container.pressure.cpu.waiting', 'for CPU'],
            ['container.pressure.memory.waiting', 'for memory'],
            ['container.pressure.io.stalled', 'for disk'],
          ],
          ONE
        ),
      ],
    },
    {
      title: 'Logs',
      panels: [
        together(
          'Log lines by level',
          [
            ['container.logs.level.critical', 'critical'],
            ['container.logs.level.error', 'error'],
            ['container.logs.level.warning', 'warning'],
            ['container.logs.level.info', 'info'],
          ],
          ONE,
          { width: 24, height: 6, stacked: true }
        ),
        lines(ONE, 14),
      ],
    },
  ],
};

const MACHINE: ScopeTexts = { hosts: ['$host'] };

const host: DashboardSpec = {
  id: 'host',
  title: 'Quayside host',
  description: 'One machine: what it is short of, and which of its containers uses it.',
  page: 'containers?host=${host:percentencode}',
  variables: [ONE_HOST],
  events: MACHINE,
  rows: [
    {
      title: 'The machine',
      panels: [
        number('host.up', { scope: MACHINE }),
        number('host.containers', { scope: MACHINE }),
        number('host.cpu.ratio', { scope: MACHINE }, { warnFrom: [0.8, 0.95] }),
        number('host.memory.ratio', { scope: MACHINE }, { warnFrom: [0.85, 0.95] }),
        number('host.disk.used.ratio', { scope: MACHINE }, { warnFrom: [0.8, 0.9] }),
        number('host.load', { scope: MACHINE }, { warnFrom: [1, 2] }),
      ],
    },
    {
      title: 'Utilisation, saturation, errors',
      panels: [
        overTime('host.cpu.ratio', { scope: MACHINE }),
        overTime('host.memory.ratio', { scope: MACHINE }),
        overTime('host.load', { scope: MACHINE }),
        together(
          'Pressure',
          [
            ['host.pressure.cpu', 'CPU'],
            ['host.pressure.memory', 'memory'],
            ['host.pressure.io', 'disk'],
          ],
          MACHINE
        ),
        overTime('host.disk.busy', { scope: MACHINE }),
        overTime('host.disk.free.ratio', { scope: MACHINE }, { title: 'Disk free, by disk' }),
        together(
          'Network',
          [
            ['host.network.receive.bytes', 'In'],
            ['host.network.transmit.bytes', 'Out'],
          ],
          MACHINE,
          { mirrored: [1] }
        ),
        together(
          'Network errors and drops',
          [
            ['host.network.receive.errs', 'Errors in'],
            ['host.network.transmit.errs', 'Errors out'],
            ['host.network.receive.drop', 'Drops in'],
            ['host.network.transmit.drop', 'Drops out'],
          ],
          MACHINE
        ),
      ],
    },
    {
      title: 'Its containers',
      panels: [
        overTime(
          'container.cpu.cores',
          { scope: MACHINE, legend: '{{container}}' },
          { title: 'CPU by container', stacked: true }
        ),
        overTime(
          'container.memory.working_set',
          { scope: MACHINE, legend: '{{container}}' },
          { title: 'Memory by container', stacked: true }
        ),
      ],
    },
  ],
};

const WEB: ScopeTexts = { hosts: ['$host'], virtualHosts: ['$virtualHost'] };

const nginx: DashboardSpec = {
  id: 'nginx',
  title: 'Quayside NGINX',
  description: 'What clients do, and what they get, from NGINX’s access and error logs.',
  page: 'nginx',
  // Each panel reads the log of the whole range.
  from: 'now-1h',
  variables: [HOSTS, { name: 'virtualHost', label: 'Virtual host', choice: 'virtualHosts', multi: true }],
  events: { hosts: ['$host'] },
  rows: [
    {
      title: 'Traffic',
      panels: [
        number('nginx.requests', { scope: WEB }, { width: 6, height: 4 }),
        number('nginx.errorRatio', { scope: WEB }, { width: 6, height: 4, warnFrom: [0.01, 0.05] }),
        number('nginx.requestTime.p95', { scope: WEB }, { width: 6, height: 4 }),
        number('nginx.bytes', { scope: WEB }, { width: 6, height: 4 }),
        overTime('nginx.requests.statusClass', { scope: WEB }, { stacked: true }),
        overTime('nginx.requests', { scope: WEB, by: 'virtualHost' }, { title: 'Requests by virtual host' }),
        together(
          'Latency',
          [
            ['nginx.requestTime.p50', 'p50'],
            ['nginx.requestTime.p95', 'p95'],
            ['nginx.requestTime.p99', 'p99'],
          ],
          WEB
        ),
        together(
          'Upstream latency',
          [
            ['nginx.upstreamTime.p50', 'p50'],
            ['nginx.upstreamTime.p95', 'p95'],
            ['nginx.upstreamTime.p99', 'p99'],
          ],
          WEB
        ),
      ],
    },
    {
      title: 'What, who, how',
      panels: [
        list('Paths', 'nginx.top.paths', WEB),
        list('Paths that answer with 5xx', 'nginx.top.errors', WEB),
        list('Not found', 'nginx.top.notFound', WEB),
        list('Clients', 'nginx.top.clients', WEB),
        list('Referring sites', 'nginx.top.referringSites', WEB),
        list('User agents', 'nginx.top.agents', WEB),
      ],
    },
    {
      title: 'Errors',
      panels: [
        overTime('nginx.errors.causes', { scope: { hosts: ['$host'] } }),
        overTime('nginx.unparsed', { scope: { hosts: ['$host'] } }),
      ],
    },
  ],
};

const SERVICE: ScopeTexts = { projects: ['$project'], services: ['$service'] };

const service: DashboardSpec = {
  id: 'service',
  title: 'Quayside service',
  description: 'The replicas of one service beside each other, with what they log.',
  page: 'containers?project=${project:percentencode}',
  variables: [
    { name: 'project', label: 'Project', choice: 'projects', multi: false },
    { name: 'service', label: 'Service', choice: 'services', scope: { projects: ['$project'] }, multi: true },
  ],
  events: SERVICE,
  rows: [
    {
      title: 'In all',
      panels: [
        number('container.cpu.cores', { scope: SERVICE, by: 'all' }, { width: 6, height: 4, title: 'CPU in use' }),
        number(
          'container.memory.working_set',
          { scope: SERVICE, by: 'all' },
          { width: 6, height: 4, title: 'Memory in use' }
        ),
        number('container.restarts', { scope: SERVICE, by: 'all' }, { width: 6, height: 4, warnFrom: [1, 5] }),
        number('container.oom_kills', { scope: SERVICE, by: 'all' }, { width: 6, height: 4, warnFrom: [1, 1] }),
      ],
    },
    {
      title: 'By service',
      panels: [
        overTime('container.cpu.cores', { scope: SERVICE, by: 'service' }, { title: 'CPU by service' }),
        overTime('container.memory.working_set', { scope: SERVICE, by: 'service' }, { title: 'Memory by service' }),
      ],
    },
    {
      title: 'By replica',
      panels: [
        overTime('container.cpu.cores', { scope: SERVICE }),
        overTime('container.memory.working_set', { scope: SERVICE }),
        overTime('container.network.receive', { scope: SERVICE }),
        overTime('container.network.transmit', { scope: SERVICE }),
        overTime('container.logs.problems', { scope: SERVICE }, { width: 24, height: 6 }),
        lines(SERVICE, 12),
      ],
    },
  ],
};

const alerts: DashboardSpec = {
  id: 'alerts',
  title: 'Quayside alerts',
  description: 'What the checks find, what fires, and the signals that tell of it first.',
  page: 'alerts',
  variables: [HOSTS],
  events: MACHINE,
  rows: [
    {
      title: 'What is wrong',
      panels: [
        findings(MACHINE, 10),
        { title: 'Alerts of Grafana', kind: 'alerts', queries: [], width: 24, height: 8 },
      ],
    },
    {
      title: 'What tells of it first',
      panels: [
        overTime(
          'container.memory.effective_limit.ratio',
          { scope: MACHINE, top: 10 },
          { title: 'Closest to their memory limit' }
        ),
        overTime('container.cpu.throttled.ratio', { scope: MACHINE, top: 10 }, { title: 'Most throttled' }),
        overTime('container.restarts', { scope: MACHINE, top: 10 }),
        overTime('host.disk.used.ratio', { scope: MACHINE }),
      ],
    },
  ],
};

/** Every dashboard. */
export const DASHBOARDS: readonly DashboardSpec[] = [fleet, container, host, nginx, service, alerts];
