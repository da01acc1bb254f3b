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
  [
    'streams',
    'loki',
    'sum(count_over_time({container="/shop", host=~"a|b"} |= "{x}" [5m]))',
    '/a/grafana-lokiexplore-app/explore/container/-shop/logs?var-ds=u&var-filters=container%7C%3D%7C%2Fshop&var-filters=host%7C%3D~%7Ca__gfp__b&from=now-1h&to=now',
  ],
  ['no streams', 'loki', 'vector(1)', '/a/grafana-lokiexplore-app/explore?var-ds=u&from=now-1h&to=now'],
])('%s', (_what, type, expr, url) => expect(drilldownUrl({ uid: 'u', type }, expr, range)).toBe(url));
