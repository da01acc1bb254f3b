import React from 'react';
import { css } from '@emotion/css';
import { CoreApp, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { ClipboardButton, LinkButton, Stack, Text, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { SignalsQuery } from '../query';
import type { SignalsDataSource } from '../SignalsDataSource';
import { queryBehind } from '../queryBehind';

interface Props {
  datasource: SignalsDataSource;
  query: SignalsQuery;
  range: TimeRange;
  app: CoreApp | undefined;
}

/** The query that is sent in the end, ready to be used where this data source cannot be. */
export function QueryBehind({ datasource, query, range, app }: Props) {
  const styles = useStyles2(getStyles);
  const key = JSON.stringify([query, range.from.valueOf(), range.to.valueOf()]);
  const { data, problem } = useLoaded(key, () => queryBehind(datasource, query, range));
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  if (!data) {
    return null;
  }
  const text = data.exprs.join('\n\n');
  const raw = { from: String(range.from.valueOf()), to: String(range.to.valueOf()) };
  return (
    <Stack direction="column" gap={1}>
      <pre className={styles.expression}>{text}</pre>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => text}>
          Copy
        </ClipboardButton>
        <LinkButton
          size="sm"
          variant="secondary"
          icon="compass"
          href={exploreUrl(data.source, data.exprs, raw)}
          target={app === CoreApp.Explore ? undefined : '_blank'}
        >
          Expand into {data.source.name}
        </LinkButton>
        <Text variant="bodySmall" color="secondary">
          Alert rules and public dashboards cannot use Quayside Signals, which has no server part: give them this query
          of {data.source.name}. In an alert rule, replace $__rate_interval and $__auto by 5m.
        </Text>
      </Stack>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  expression: css({
    margin: 0,
    maxHeight: 160,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    ...theme.typography.bodySmall,
    fontFamily: theme.typography.fontFamilyMonospace,
  }),
});
