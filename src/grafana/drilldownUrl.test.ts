import { drilldownUrl } from './drilldownUrl';

const range = { from: 'now-1h', to: 'now' };

test.each([
  [
    'a metric',
    'prometheus',
    'sum by (name) (rate(container_cpu_usage_seconds_total{name="x"}[5m]))',
    '/a/grafana-metricsdrilldown-app/drilldown?var-ds=u&metric=container_cpu_usage_seconds_total&from=now-1h&to=now',
  ],
  ['no metric', 'prometheus', 'vector(1)', '/a/grafana-metricsdrilldown-app/drilldown?var-ds=u&from=now-1h&to=now'],
  ['logs', 'loki', '{a="b"}', '/a/grafana-lokiexplore-app/explore?var-ds=u&from=now-1h&to=now'],
])('%s', (_what, type, expr, url) => expect(drilldownUrl({ uid: 'u', type }, expr, range)).toBe(url));
