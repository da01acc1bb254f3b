/** @jest-environment node */
import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { parse } from 'yaml';

import { composeService, interpolate, pinnedVersions, readCompose } from './readCompose';
import { renderConfig, rewrite, type NativePlace } from './renderConfig';

const ROOT = resolve(__dirname, '../..');
const compose = readCompose(ROOT, {});

describe('readCompose', () => {
  it('fills in defaults and variables as compose does', () => {
    expect(interpolate('${A:-x}/${B:-y}/$$C', { B: 'b' })).toBe('x/b/$C');
  });

  it('takes the pinned versions from the image tags', () => {
    expect(pinnedVersions(compose)).toEqual({
      prometheus: expect.stringMatching(/^3\.\d+\.\d+$/),
      alertmanager: expect.stringMatching(/^0\.\d+\.\d+$/),
      loki: '3.7.8',
      grafana: expect.stringMatching(/^12\.4\.\d+$/),
    });
  });

  it('reads ports, and the environment from both its places', () => {
    const grafana = composeService(compose, 'grafana');
    expect(grafana.port).toEqual({ container: 3000, host: 3000 });
    expect(grafana.environment).toMatchObject({
      GF_PATHS_DATA: '/var/lib/grafana',
      QUAYSIDE_LOKI_URL: 'http://loki:3100',
    });
  });

  it('takes the ports of servers from the file that makes them reachable', () => {
    expect(composeService(compose, 'loki').port).toEqual({ container: 3100, host: 3100 });
  });
});

describe('rewrite', () => {
  const place: NativePlace = {
    stateDir: '/state',
    ports: new Map([
      ['loki:3100', 4100],
      ['prometheus:9090', 4090],
    ]),
    absent: new Set(['cadvisor']),
  };
  const paths = [{ container: '/loki', native: '/state/data/loki-data' }];

  it.each([
    ['http://loki:3100/loki/api/v1/push', 'http://127.0.0.1:4100/loki/api/v1/push'],
    ['/loki/rules', '/state/data/loki-data/rules'],
    ['--storage=/loki', '--storage=/state/data/loki-data'],
    ['/lokis', '/lokis'],
    ['my-loki:3100', 'my-loki:3100'],
    ['loki:31000', 'loki:31000'],
  ])('%s becomes %s', (from, to) => expect(rewrite(from, place, paths)).toBe(to));

  it('leaves out targets that do not run here, and nothing else', () => {
    expect(rewrite({ targets: ['cadvisor:8080', 'prometheus:9090', '10.0.0.1:80'], n: 1 }, place, paths)).toEqual({
      targets: ['127.0.0.1:4090', '10.0.0.1:80'],
      n: 1,
    });
  });
});

describe('renderConfig', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'quayside-render-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  const render = (name: string) =>
    renderConfig(compose, composeService(compose, name), {
      stateDir,
      ports: new Map([
        ['prometheus:9090', 5090],
        ['loki:3100', 5100],
        ['alertmanager:9093', 5093],
      ]),
      absent: new Set(['cadvisor', 'node-exporter', 'loki']),
    });

  it("keeps the compose file's flags for Prometheus, with paths of this machine", () => {
    const { command } = render('prometheus');
    const config = join(stateDir, 'config/prometheus/etc/prometheus/prometheus.yml');
    expect(command).toEqual(
      expect.arrayContaining([
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(stateDir, 'data/prometheus-data')}`,
        '--web.enable-remote-write-receiver',
      ])
    );
    const rendered = readFileSync(config, 'utf8');
    expect(rendered).toMatch(/^# Made from stack\/server\/prometheus.yml/);
    expect(parse(rendered)).toMatchObject({
      rule_files: [join(stateDir, 'config/prometheus/etc/prometheus/rules/*.yaml')],
      alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:5093'] }] }] },
    });
    expect(rendered).not.toContain('cadvisor:8080');
    expect(rendered).not.toContain('loki:3100');
  });

  it('leaves no path and no address of a container in the configuration of Loki', () => {
    render('loki');
    const rendered = readFileSync(join(stateDir, 'config/loki/etc/loki/loki.yaml'), 'utf8');
    expect(rendered).not.toMatch(/: \/loki/);
    expect(parse(rendered)).toMatchObject({
      ruler: {
        alertmanager_url: 'http://127.0.0.1:5093',
        remote_write: { clients: { prometheus: { url: 'http://127.0.0.1:5090/api/v1/write' } } },
      },
      common: { path_prefix: join(stateDir, 'data/loki-data') },
    });
  });

  it('gives Grafana its folders, its data sources, and the plugin as it was built', () => {
    const { environment } = render('grafana');
    expect(environment).toMatchObject({
      GF_PATHS_DATA: join(stateDir, 'data/grafana-data'),
      GF_PATHS_PLUGINS: join(stateDir, 'data/grafana-data/plugins'),
      GF_PATHS_PROVISIONING: join(stateDir, 'config/grafana/etc/grafana/provisioning'),
      QUAYSIDE_PROMETHEUS_URL: 'http://127.0.0.1:5090',
    });
    expect(readlinkSync(join(stateDir, 'data/grafana-data/plugins/quayside-monitoring-app'))).toBe(join(ROOT, 'dist'));
    const sources = readFileSync(join(environment.GF_PATHS_PROVISIONING ?? '', 'datasources/quayside.yaml'), 'utf8');
    expect(sources).toContain('$QUAYSIDE_PROMETHEUS_URL');
  });
});
