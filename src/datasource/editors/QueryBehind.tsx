import React from 'react';
import { css } from '@emotion/css';
import { CoreApp, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { ClipboardButton, LinkButton, Stack, Text, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { SignalsQuery } from '../query';
import type { SignalsDataSource } from '../SignalsDataSource';
import { queryBehind, type BehindOf } from '../queryBehind';

interface Props {
  datasource: SignalsDataSource;
  query: SignalsQuery;
  range: TimeRange;
  app: CoreApp | undefined;
}

/** The query that is sent in the end, ready to be used where this data source cannot be. */
export function QueryBehind({ datasource, query, range, app }: Props) {
  const key = JSON.stringify([query, range.from.valueOf(), range.to.valueOf()]);
  const { data, problem } = useLoaded(key, () => queryBehind(datasource, query, range));
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  if (!data) {
    return null;
  }
  const { recorded, forRules, source } = data;
  const more = { range, app };
  return (
    <Stack direction="column" gap={1}>
      {recorded && <Expressions title="For the time that is recorded" of={recorded} {...more} />}
      <Expressions title={recorded ? 'For the rest' : 'The query'} of={data} {...more} />
      <Expressions title="For alert rules" of={{ exprs: forRules, source }} {...more} />
      <Text variant="bodySmall" color="secondary">
        Alert rules and public dashboards cannot use Quayside Signals, which has no server part. Give alert rules the
        query for them, of {source.name}: its windows are written out. Panels of public dashboards take the first.
      </Text>
    </Stack>
  );
}

interface ExpressionsProps {
  title: string;
  of: BehindOf;
  range: TimeRange;
  app: CoreApp | undefined;
}

function Expressions({ title, of: { exprs, source }, range, app }: ExpressionsProps) {
  const styles = useStyles2(getStyles);
  const text = exprs.join('\n\n');
  const raw = { from: String(range.from.valueOf()), to: String(range.to.valueOf()) };
  return (
    <section aria-label={title}>
      <Stack direction="column" gap={0.5}>
        <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
          <Text variant="bodySmall">{title}</Text>
          <ClipboardButton size="sm" variant="secondary" icon="copy" aria-label={`Copy: ${title}`} getText={() => text}>
            Copy
          </ClipboardButton>
          <LinkButton
            size="sm"
            variant="secondary"
            icon="compass"
            href={exploreUrl(source, exprs, raw)}
            target={app === CoreApp.Explore ? undefined : '_blank'}
          >
            Expand into {source.name}
          </LinkButton>
        </Stack>
        <pre className={styles.expression}>{text}</pre>
      </Stack>
    </section>
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
