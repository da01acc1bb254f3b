import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { findRed } from '../../discovery/services';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { MetricFamily } from '../../signals/services/metricFamily';
import { STATUS_LABELS } from '../../signals/services/red';
import { scrapeOf, type ServiceContext } from '../../signals/services/serviceContext';
import { Costly } from './Costly';
import { RequestsOf } from './RequestsOf';
import { whyNotDrawn } from './seriesLimit';
import type { ServicesState } from './servicesState';

interface Props {
  source: DataSourceChoice;
  context: ServiceContext;
  families: readonly MetricFamily[];
  /** How many instances the families' series stand for, where only those of one were counted. */
  standsFor: number;
  scene: PageScene;
  range: TimeRange;
  state: ServicesState;
  questionKey: string;
}

/** How many requests, how many of them failed, how long they took: wherever the application's metrics say so. */
export function Requests({ source, context, families, standsFor, scene, range, state, questionKey }: Props) {
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  const found = useLoaded(`${questionKey} ${families.length}`, (signal) =>
    findRed(source, context, families, times, signal)
  );
  if (found.problem) {
    return <ProblemNotice problem={found.problem} />;
  }
  if (!found.data) {
    return <LoadingPlaceholder text="Looking for requests among its metrics…" />;
  }
  if (families.length === 0) {
    // That it has no metrics in this range is said where they would be; how its requests fare, nobody can say.
    return null;
  }
  if (found.data.length === 0) {
    return (
      <Alert severity="info" title="It does not say how its requests fare">
        No metric is called like requests (or messages, jobs, calls) and has a label that says what became of each:{' '}
        {STATUS_LABELS.slice(0, 5).join(', ')} or such. A counter http_requests_total with the label code, and a
        histogram http_request_duration_seconds, would show here requests, errors and durations.
      </Alert>
    );
  }
  const why = (family: MetricFamily) => whyNotDrawn(family, times, scrapeOf(context), standsFor);
  return found.data.map((red) => {
    const { family } = red.requests;
    const costly = why(family) ?? (red.duration && why(red.duration));
    return (
      <Costly key={family.name} why={costly && `Requests by ${family.name} are not drawn by themselves. ${costly}`}>
        <RequestsOf
          source={source}
          context={context}
          red={red}
          scene={scene}
          range={range}
          compare={state.compare}
          questionKey={questionKey}
        />
      </Costly>
    );
  });
}
