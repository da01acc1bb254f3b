import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import { cardStyle } from '../../components/cardStyle';
import { useAtPlace, useInstallation } from '../../components/InstallationContext';
import { MiniChart } from '../../components/MiniChart';
import { nginxUrl } from '../../components/nginxUrls';
import { ProblemNotice } from '../../components/ProblemNotice';
import { sectionTitle } from '../../components/sectionTitle';
import { formatValue } from '../../components/units';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Conventions } from '../../signals/conventions';
import { loadNginxGlance } from './loadNginxGlance';

interface Props {
  loki: DataSourceChoice;
  conventions: Conventions;
  range: TimeRange;
  budget: number;
}

const milliseconds = (seconds: number) =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;

/** What NGINX’s clients do and get: of the last five minutes, and drawn over the range. */
export function NginxCard({ loki, conventions, range, budget }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const id = useId();
  const atPlace = useAtPlace();
  const { prometheus } = useInstallation().installation;
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  const glance = useLoaded(`${loki.uid} ${prometheus?.uid} ${from} ${to}`, (signal) =>
    loadNginxGlance({ loki, prometheus }, conventions, { from, to }, budget, signal)
  );
  const { data } = glance;
  return (
    <section aria-labelledby={id} data-testid="quayside-nginx">
      <h2 id={id} className={styles.title}>
        <TextLink href={atPlace(nginxUrl([], range))} inline={false}>
          NGINX
        </TextLink>
      </h2>
      {glance.problem && <ProblemNotice problem={glance.problem} severity="warning" />}
      {data && (
        <div className={styles.card}>
          <dl className={styles.numbers}>
            <dt>Requests</dt>
            <dd>{formatValue(data.requests, 'requests per second')}</dd>
            <dt>Answered with 5xx</dt>
            <dd>{data.requests > 0 ? formatValue(data.serverErrors, 'ratio') : '–'}</dd>
            <dt>Answered with 4xx</dt>
            <dd>{data.requests > 0 ? formatValue(data.clientErrors, 'ratio') : '–'}</dd>
            <dt>95th percentile</dt>
            <dd>{data.p95 === undefined ? 'not in the log' : milliseconds(data.p95)}</dd>
          </dl>
          <p className={styles.note}>Of the last five minutes.</p>
          {data.isRecorded && <p className={styles.note}>The range is drawn from what is recorded.</p>}
          {data.history ? (
            <>
              <Line title="Requests" series={data.history.requests} color={theme.colors.primary.main} />
              <Line title="With 5xx" series={data.history.serverErrors} color={theme.colors.error.main} />
            </>
          ) : (
            <p className={styles.note}>
              Drawing this range would read more logs than the Overview may: see NGINX’s page.
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function Line({
  title,
  series,
  color,
}: {
  title: string;
  series: Parameters<typeof MiniChart>[0]['series'];
  color: string;
}) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.line}>
      <span className={styles.note}>{title}</span>
      {series ? (
        <MiniChart series={series} label={`${title} over the range`} width={170} color={color} />
      ) : (
        <span className={styles.note}>none</span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css(sectionTitle(theme)),
  card: css(cardStyle(theme)),
  numbers: css({
    display: 'grid',
    gridTemplateColumns: '1fr auto',
    columnGap: theme.spacing(1),
    margin: 0,
    '& dt': { color: theme.colors.text.secondary, fontWeight: 'normal' },
    '& dd': { margin: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  line: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: theme.spacing(1) }),
});
