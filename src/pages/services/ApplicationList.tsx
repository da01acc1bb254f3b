import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, Checkbox, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { ProblemNotice } from '../../components/ProblemNotice';
import { formatPrecise, formatValue } from '../../components/units';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryInstant, type Sample } from '../../grafana/prometheus';
import { isOf, type Application } from '../../insights/services/applicationsOf';
import { EVERYTHING } from '../../signals/scope';
import { requestRates } from '../../signals/serviceHealth';
import { APPLICATION_LABELS, type JobKind } from '../../signals/services/applications';
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
  /** Exporters and programs of the monitoring too. */
  everything: boolean;
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

/** The rates of an application put together; nothing where it counts no requests. */
function rateOf(samples: readonly Sample[] | undefined, application: Application): number | undefined {
  // One that is told by its instance alone is an exporter: it counts nobody's requests.
  const own = application.where.some(({ label, op }) => label === 'instance' && op === '=')
    ? []
    : (samples ?? []).filter(({ labels }) => isOf(application, labels));
  return own.length > 0 ? own.reduce((sum, { value }) => sum + value, 0) : undefined;
}

/** Every application, with how many of its instances answer and, where it counts them itself, its requests. */
export function ApplicationList({ source, applications, everything, range, state, update }: Props) {
  const styles = useStyles2(getStyles);
  const { conventions } = useInstallation().installation;
  const to = range.to.valueOf();
  const context: SignalContext = { conventions, scope: EVERYTHING, window: '5m', range: '1h' };
  const health = useLoaded(`${source.uid} ${to}`, async (signal) => {
    const ask = (expr: string) => queryInstant(source, expr, to, signal);
    const rates = requestRates(context, ['job', ...APPLICATION_LABELS]);
    const [all, failed] = await Promise.all([ask(rates.all), ask(rates.failed)]);
    return { all, failed };
  });
  const shown = applications.filter(({ kind }) => everything || kind === 'application');
  const others = applications.filter(({ kind }) => kind !== 'application').length;
  const cell = (application: Application, part: 'requests' | 'errors') => {
    if (!health.data) {
      return health.loading ? '…' : 'not known';
    }
    if (application.up === 0) {
      return <span className={styles.quiet}>does not answer</span>;
    }
    const all = rateOf(health.data.all, application);
    if (all === undefined) {
      return <span className={styles.quiet}>not exported</span>;
    }
    if (part === 'requests') {
      return formatPrecise(all, 'per second');
    }
    if (!(all > 0)) {
      return <span className={styles.quiet}>no request</span>;
    }
    // Who counts requests by their status, and has no series for 5xx, has never answered so.
    const value = (rateOf(health.data.failed, application) ?? 0) / all;
    return <span className={value > MANY_ERRORS ? styles.bad : undefined}>{formatValue(value, 'ratio')}</span>;
  };
  return (
    <>
      {health.problem && <ProblemNotice problem={health.problem} severity="warning" />}
      {others > 0 && state.job === '' && (
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
            {shown.map((one) => (
              <tr key={JSON.stringify([one.job, one.part])}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.link}
                    onClick={() => update({ job: one.job, part: one.part })}
                  >
                    {one.name || '(no name)'}
                  </button>
                  {one.name !== one.job && <span className={styles.job}> job {one.job}</span>}
                </th>
                {everything && <td>{KIND_TEXTS[one.kind]}</td>}
                <td>
                  <Answering {...one} />
                </td>
                <td className={styles.number}>{cell(one, 'requests')}</td>
                <td className={styles.number}>{cell(one, 'errors')}</td>
                <td className={styles.number}>{one.samples === undefined ? '–' : one.samples.toLocaleString('en')}</td>
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

function Answering({ instances, up }: Application) {
  if (instances === 0) {
    return <Badge color="red" text="no longer scraped" />;
  }
  return (
    <Badge
      color={up === instances ? 'green' : up === 0 ? 'red' : 'orange'}
      text={up === instances ? `${up} up` : `${up} of ${instances} up`}
    />
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
  job: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  bad: css({ color: theme.colors.error.text, fontWeight: theme.typography.fontWeightMedium }),
});
