import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, Checkbox, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { ProblemNotice } from '../../components/ProblemNotice';
import { formatPrecise, formatValue } from '../../components/units';
import { useLoaded } from '../../components/useLoaded';
import type { Application } from '../../discovery/services';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryInstant, type Sample } from '../../grafana/prometheus';
import { EVERYTHING } from '../../signals/scope';
import { SERVICE_HEALTH_SIGNALS as H } from '../../signals/serviceHealth';
import type { JobKind } from '../../signals/services/applications';
import type { SignalContext } from '../../signals/signal';
import type { ServicesState, UpdateState } from './servicesState';

const KIND_TEXTS: Record<JobKind, string> = {
  application: 'Application',
  containers: 'Containers',
  hosts: 'Hosts',
  monitoring: 'Monitoring',
  exporter: 'Exporter',
};

/** Above this share, errors are drawn as such. */
const MANY_ERRORS = 0.01;

interface Props {
  source: DataSourceChoice;
  applications: readonly Application[];
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

const valueOf = (samples: readonly Sample[] | undefined, job: string) =>
  samples?.find(({ labels }) => (labels['job'] ?? '') === job)?.value;

/** Every application, with how many of its instances answer and, where it counts them itself, its requests. */
export function ApplicationList({ source, applications, range, state, update }: Props) {
  const styles = useStyles2(getStyles);
  const { conventions } = useInstallation().installation;
  const to = range.to.valueOf();
  const context: SignalContext = { conventions, scope: EVERYTHING, window: '5m', range: '1h' };
  const health = useLoaded(`${source.uid} ${to}`, async (signal) => {
    const ask = (expr: string) => queryInstant(source, expr, to, signal);
    const [requests, errors] = await Promise.all([ask(H.requests.query(context)), ask(H.errorRatio.query(context))]);
    return { requests, errors };
  });
  const everything = state.kinds === 'all';
  const shown = applications.filter(({ kind }) => everything || kind === 'application');
  const others = applications.filter(({ kind }) => kind !== 'application').length;
  const cell = (job: string, part: 'requests' | 'errors') => {
    if (!health.data) {
      return health.loading ? '…' : 'not known';
    }
    const counted = valueOf(health.data.requests, job) !== undefined;
    // Who counts requests by their status, and has no series for 5xx, has never answered so.
    const value = valueOf(health.data[part], job) ?? (counted ? 0 : undefined);
    if (value === undefined) {
      return <span className={styles.quiet}>not exported</span>;
    }
    return part === 'requests' ? (
      formatPrecise(value, 'per second')
    ) : (
      <span className={value > MANY_ERRORS ? styles.bad : undefined}>{formatValue(value, 'ratio')}</span>
    );
  };
  return (
    <>
      {health.problem && <ProblemNotice problem={health.problem} severity="warning" />}
      {others > 0 && (
        <div className={styles.switch}>
          <Checkbox
            id="quayside-kinds"
            label={`Also the ${others} exporters and programs of the monitoring`}
            value={everything}
            onChange={({ currentTarget }) => update({ kinds: currentTarget.checked ? 'all' : '' })}
          />
        </div>
      )}
      <div className={styles.scroll}>
        <table className={styles.table} data-testid="quayside-applications">
          <thead>
            <tr>
              <th scope="col">Application</th>
              {everything && <th scope="col">Kind</th>}
              <th scope="col">Instances</th>
              <th scope="col" className={styles.number}>
                Requests
              </th>
              <th scope="col" className={styles.number}>
                Errors
              </th>
              <th scope="col" className={styles.number}>
                Series
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ job, kind, instances, up, samples }) => (
              <tr key={job}>
                <th scope="row">
                  <button type="button" className={styles.link} onClick={() => update({ job })}>
                    {job || '(no name)'}
                  </button>
                </th>
                {everything && <td>{KIND_TEXTS[kind]}</td>}
                <td>
                  <Badge
                    color={up === instances ? 'green' : up === 0 ? 'red' : 'orange'}
                    text={up === instances ? `${up} up` : `${up} of ${instances} up`}
                  />
                </td>
                <td className={styles.number}>{cell(job, 'requests')}</td>
                <td className={styles.number}>{cell(job, 'errors')}</td>
                <td className={styles.number}>{samples === undefined ? '–' : samples.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.quiet}>
        Requests and errors over the last five minutes of the range, where an application counts them under a usual
        name; open it for all that it exposes.
      </p>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  switch: css({ alignSelf: 'flex-start' }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    'th, td': {
      padding: theme.spacing(0.75, 1.5),
      textAlign: 'left',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      whiteSpace: 'nowrap',
    },
    'thead th': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    'tbody tr:hover': { background: theme.colors.action.hover },
  }),
  // After the rule for all cells, which is no less exact.
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }),
  link: css({
    background: 'none',
    border: 0,
    padding: 0,
    color: theme.colors.text.link,
    fontWeight: theme.typography.fontWeightMedium,
    '&:hover': { textDecoration: 'underline' },
  }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
  bad: css({ color: theme.colors.error.text, fontWeight: theme.typography.fontWeightMedium }),
});
