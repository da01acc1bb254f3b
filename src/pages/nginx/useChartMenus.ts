import { useEffect } from 'react';
import { panelMenu } from '../../components/signalPanel';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { ERROR_LABELS, NGINX_ERROR_SIGNALS as E } from '../../signals/nginx/errorLog';
import { fieldLabel } from '../../signals/nginx/fields';
import { NGINX_LATENCY_SIGNALS as T } from '../../signals/nginx/latency';
import type { NginxContext, NginxSignal } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS as S } from '../../signals/nginx/signals';
import type { Unit } from '../../signals/signal';
import type { Charts } from './useCharts';

/** What a chart shows, as queries that can be asked elsewhere: each signal with what tells its series apart. */
interface Drawn {
  unit: Unit;
  signals: ReadonlyArray<[signal: NginxSignal, legend: string]>;
}

const braced = (label: string) => `{{${label}}}`;
const percentiles = (signals: readonly NginxSignal[]): Drawn['signals'] => signals.map((one) => [one, one.title]);

const DRAWN: Record<keyof Charts, Drawn> = {
  traffic: { unit: 'requests per second', signals: [[S.statusClasses, braced(fieldLabel('statusClass'))]] },
  errors: { unit: 'ratio', signals: [[S.errorRatio, S.errorRatio.title]] },
  latency: { unit: 'seconds', signals: percentiles([T.requestTimeP50, T.requestTimeP95, T.requestTimeP99]) },
  upstream: { unit: 'seconds', signals: percentiles([T.upstreamTimeP50, T.upstreamTimeP95, T.upstreamTimeP99]) },
  bytes: { unit: 'bytes per second', signals: [[S.bytes, S.bytes.title]] },
  causes: { unit: 'lines per second', signals: [[E.errorCauses, ERROR_LABELS.map(braced).join(' ')]] },
};

/** Gives each chart the menu that every panel has, with the queries of what it shows, filters and all. */
export function useChartMenus(charts: Charts | undefined, source: DataSourceChoice, context: NginxContext): void {
  useEffect(() => {
    if (!charts) {
      return;
    }
    for (const id of Object.keys(DRAWN) as Array<keyof Charts>) {
      const { panel } = charts[id];
      const { unit, signals } = DRAWN[id];
      const lines = signals
        .filter(([signal]) => signal.applies?.(context.conventions) ?? true)
        .map(([signal, legend]) => ({ expr: signal.query({ ...context, window: '$__auto' }), legend }));
      panel.setState({
        menu: lines.length > 0 ? panelMenu(source, lines, { title: panel.state.title, unit }) : undefined,
      });
    }
  }, [charts, source, context]);
}
