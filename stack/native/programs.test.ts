/** @jest-environment node */
import { BUNDLES, prometheusModuleVersion } from './programs';

describe('programs', () => {
  it.each([
    ['3.16.0', 'v0.316.0'],
    ['3.5.1', 'v0.305.1'],
  ])('Prometheus %s is %s as a Go module', (release, module) => {
    expect(prometheusModuleVersion(release)).toBe(module);
  });

  it('names releases as their projects do', () => {
    const { prometheus, loki } = BUNDLES;
    const archive = (source: typeof loki.release, version: string) =>
      source.kind === 'archive' ? source.archive(version, 'linux', 'amd64') : '';
    expect(archive(prometheus.release, '3.16.0')).toBe(
      'https://github.com/prometheus/prometheus/releases/download/v3.16.0/prometheus-3.16.0.linux-amd64.tar.gz'
    );
    expect(archive(loki.release, '3.7.8')).toBe(
      'https://github.com/grafana/loki/releases/download/v3.7.8/loki-linux-amd64.zip'
    );
  });
});
