import React from 'react';
import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { LinkButton, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { useLoaded, type Loaded } from '../../../components/useLoaded';
import { alertmanagers, routeTree, type AlertmanagerSource } from '../../../grafana/alerting/alertmanagers';
import { matcherText, receiversOf, type Route } from '../../../grafana/alerting/routes';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import type { Gathered, Held } from '../../../components/alerts/loadFiring';
import { ContactPoints } from './ContactPoints';

interface Props {
  rules: Loaded<readonly RuleState[]>;
  held: Loaded<Gathered<Held>>;
}

/** Whom alerts reach: contact points with a test, and the routes of every Alertmanager with what goes down each now. */
export function RoutesView({ rules, held }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.columns}>
      <ContactPoints />
      {alertmanagers().map((source) => (
        <Tree key={source.uid} source={source} rules={rules.data ?? []} held={held.data?.data} />
      ))}
    </div>
  );
}

/** How many alerts an Alertmanager sends now to each receiver; Grafana's rules may name one themselves. */
function countsOf(source: AlertmanagerSource, held: Held | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { receivers } of held?.alerts.find((one) => one.source.uid === source.uid)?.alerts ?? []) {
    receivers.forEach((name) => counts.set(name, (counts.get(name) ?? 0) + 1));
  }
  return counts;
}

function Tree({
  source,
  rules,
  held,
}: {
  source: AlertmanagerSource;
  rules: readonly RuleState[];
  held: Held | undefined;
}) {
  const styles = useStyles2(getStyles);
  const isGrafana = source.uid === 'grafana';
  const tree = useLoaded(source.uid, (signal) => routeTree(source, signal));
  const counts = countsOf(source, held);
  // Where a rule goes that does not name its receiver: known before its first alert.
  const evaluated = rules.filter(({ source: by }) => (by.kind === 'grafana') === isGrafana);
  const planned = (receiver: string) =>
    tree.data
      ? evaluated.filter((rule) =>
          rule.receiver
            ? rule.receiver === receiver
            : receiversOf(tree.data as Route, { ...rule.labels, alertname: rule.name }).includes(receiver)
        ).length
      : 0;
  return (
    <section aria-label={`Routes of ${source.name}`}>
      <h2 className={styles.title}>{isGrafana ? 'Notification policies of Grafana' : `Routes of ${source.name}`}</h2>
      {tree.problem && <ProblemNotice problem={tree.problem} severity="warning" />}
      {!tree.data && tree.loading && <LoadingPlaceholder text="Reading the routes…" />}
      {tree.data && (
        <ul className={styles.tree}>
          <Node route={tree.data} isRoot counts={counts} planned={planned} />
        </ul>
      )}
      {isGrafana && (
        <LinkButton size="sm" variant="secondary" fill="text" href={locationUtil.assureBaseUrl('/alerting/routes')}>
          Change them in Grafana
        </LinkButton>
      )}
    </section>
  );
}

interface NodeProps {
  route: Route;
  isRoot?: boolean;
  counts: ReadonlyMap<string, number>;
  planned: (receiver: string) => number;
}

function Node({ route, isRoot = false, counts, planned }: NodeProps) {
  const styles = useStyles2(getStyles);
  const now = counts.get(route.receiver) ?? 0;
  const rules = planned(route.receiver);
  return (
    <li className={styles.node}>
      <div>
        <span className={styles.matchers}>
          {route.matchers.length > 0
            ? route.matchers.map(matcherText).join(', ')
            : isRoot
              ? 'everything else'
              : 'everything'}
        </span>{' '}
        → <strong>{route.receiver || 'nobody'}</strong>
        <span className={styles.detail}>
          {route.groupBy.length > 0 ? ` · together by ${route.groupBy.join(', ')}` : ''}
          {route.goesOn ? ' · and goes on' : ''}
          {` · ${now} ${now === 1 ? 'alert' : 'alerts'} now, ${rules} ${rules === 1 ? 'rule' : 'rules'}`}
        </span>
      </div>
      {route.routes.length > 0 && (
        <ul className={styles.tree}>
          {route.routes.map((child, index) => (
            <Node key={index} route={child} counts={counts} planned={planned} />
          ))}
        </ul>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  title: css({ ...theme.typography.h4, margin: theme.spacing(0, 0, 0.5) }),
  tree: css({
    listStyle: 'none',
    margin: 0,
    paddingLeft: theme.spacing(2),
    borderLeft: `2px solid ${theme.colors.border.weak}`,
  }),
  node: css({ padding: theme.spacing(0.5, 0), overflowWrap: 'anywhere' }),
  matchers: css({ fontFamily: theme.typography.fontFamilyMonospace }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
