import { useEffect, useMemo } from 'react';
import { SceneCSSGridLayout } from '@grafana/scenes';
import { DataPanel } from '../../components/dataPanel';
import type { PageScene } from '../../components/PageScene';
import { withAxis } from '../../components/withAxis';

/** The page's charts over data that is loaded once for several of them. */
export interface Charts {
  traffic: DataPanel;
  errors: DataPanel;
  latency: DataPanel;
  upstream: DataPanel;
  bytes: DataPanel;
  causes: DataPanel;
}

/** Charts made once for the page, and attached to its scene, whose time range and cursor they share. */
export function useCharts(scene: PageScene): Charts | undefined {
  const [charts, grid] = useMemo(() => {
    const made: Charts = {
      traffic: new DataPanel({
        title: 'Requests a second',
        description: 'By class of their status code.',
        unit: 'requests per second',
        whenEmpty: 'No request in this range matches.',
        stacked: true,
        bars: true,
      }),
      errors: new DataPanel({
        title: 'Share of 5xx',
        description: 'Of all requests that match.',
        unit: 'ratio',
        whenEmpty: 'No request in this range matches.',
      }),
      latency: new DataPanel({
        title: 'Request time',
        description:
          'From the first byte of the request to the last of the answer: half, 95 % and 99 % took no longer.',
        unit: 'seconds',
        whenEmpty: 'No request with a time in this range.',
      }),
      upstream: new DataPanel({
        title: 'Upstream time',
        description: 'How long the server behind NGINX took.',
        unit: 'seconds',
        whenEmpty: 'No request was passed on in this range.',
      }),
      bytes: new DataPanel({
        title: 'Bytes sent',
        description: 'Of answers, as the log counts them.',
        unit: 'bytes per second',
        whenEmpty: 'No request in this range matches.',
      }),
      causes: new DataPanel({
        title: 'Error log, by cause',
        description: 'Lines of the error log a second, of the requests that match as far as those lines tell.',
        unit: 'lines per second',
        whenEmpty: 'The error log has no such lines in this range.',
        stacked: true,
        bars: true,
      }),
    };
    // A container’s CPU and memory may stand right under it.
    withAxis(made.traffic.panel);
    const panels = Object.values(made).map(({ panel }: DataPanel) => panel);
    return [made, new SceneCSSGridLayout({ children: panels })] as const;
  }, []);
  const attached = scene.useState().panels;
  useEffect(() => {
    scene.setState({ panels: grid });
    return () => scene.setState({ panels: undefined });
  }, [scene, grid]);
  return attached === grid ? charts : undefined;
}
