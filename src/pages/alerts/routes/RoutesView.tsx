import React from 'react';
import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { LinkButton, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { sectionTitle } from '../../../components/sectionTitle';
import { useLoaded, type Loaded } from '../../../components/useLoaded';
import { alertmanagerOf } from '../../../grafana/alerting/alertmanagerOf';
import {
  alertmanagers,
  GRAFANA_ALERTMANAGER,
  routeTree,
  type AlertmanagerSource,
} from '../../../grafana/alerting/alertmanagers';
import { countRoutes, matcherText, type Route, type RouteCounts } from '../../../grafana/alerting/routes';
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

interface TreeProps {
  source: AlertmanagerSource;
  rules: readonly RuleState[];
  held: Held | undefined;
}

/** The rules whose alerts come here, with what is not sure about that. */
function rulesOf(source: AlertmanagerSource, rules: readonly RuleState[]) {
  const all = alertmanagers();
  const told = rules.map((rule) => ({ rule, to: alertmanagerOf(rule.source, all) }));
  const names = (some: typeof told) => [...new Set(some.map(({ rule }) => rule.source.name))].join(' and ');
  const own = told.filter(({ to }) => to?.uid === source.uid);
  return {
    own: own.map(({ rule }) => rule),
    assumed: names(own.filter(({ to }) => to?.isAssumed)),
    unknown: source.uid === GRAFANA_ALERTMANAGER.uid ? '' : names(told.filter(({ to }) => to === undefined)),
  };
}

function Tree({ source, rules, held }: TreeProps) {
  const styles = useStyles2(getStyles);
  const isGrafana = source.uid === GRAFANA_ALERTMANAGER.uid;
  const tree = useLoaded(source.uid, (signal) => routeTree(source, signal));
  const { own, assumed, unknown } = rulesOf(source, rules);
  const alerts = held?.alerts.find((one) => one.source.uid === source.uid)?.alerts ?? [];
  const counts = tree.data && {
    now: countRoutes(tree.data, alerts),
    // Where a rule goes that does not name its receiver is known before its first alert, as far as its labels are.
    rules: countRoutes(
      tree.data,
      own.map(({ name, labels, receiver }) => ({
        labels: { ...labels, alertname: name },
        receivers: receiver ? [receiver] : undefined,
      }))
    ),
  };
  const direct = counts ? [...new Set([...counts.now.direct.keys(), ...counts.rules.direct.keys()])] : [];
  return (
    <section aria-label={`Routes of ${source.name}`}>
      <h2 className={styles.title}>{isGrafana ? 'Notification policies of Grafana' : `Routes of ${source.name}`}</h2>
      {tree.problem && <ProblemNotice problem={tree.problem} severity="warning" />}
      {!tree.data && tree.loading && <LoadingPlaceholder text="Reading the routes…" />}
      {tree.data && counts && (
        <ul className={styles.tree}>
          {direct.map((receiver) => (
            <li key={receiver} className={styles.node}>
              what names its contact point itself → <strong>{receiver}</strong>
              <span className={styles.detail}>
                {countsText(counts.now.direct.get(receiver), counts.rules.direct.get(receiver))}
              </span>
            </li>
          ))}
          <Node route={tree.data} isRoot counts={counts} />
        </ul>
      )}
      <p className={styles.detail}>
        {own.length > 0 && 'Rules are counted by the labels that they have before they fire. '}
        {assumed &&
          `It is taken for the one that ${assumed} tells, since it is the only one: the data source names none. `}
        {unknown &&
          `The rules of ${unknown} are not counted: its data source does not say which Alertmanager it tells. Set “Alertmanager data source” in its settings. `}
        {isGrafana &&
          'Grafana sends each group by itself: that a host that is down mutes its containers exists in Alertmanager only (Grafana 13 has it behind an experimental toggle).'}
      </p>
      {isGrafana && (
        <LinkButton size="sm" variant="secondary" fill="text" href={locationUtil.assureBaseUrl('/alerting/routes')}>
          Change them in Grafana
        </LinkButton>
      )}
    </section>
  );
}

function countsText(alerts = 0, rules = 0): string {
  return ` · ${alerts} ${alerts === 1 ? 'alert' : 'alerts'} now, ${rules} ${rules === 1 ? 'rule' : 'rules'}`;
}

interface NodeProps {
  route: Route;
  isRoot?: boolean;
  counts: { now: RouteCounts; rules: RouteCounts };
}

function Node({ route, isRoot = false, counts }: NodeProps) {
  const styles = useStyles2(getStyles);
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
          {countsText(counts.now.byRoute.get(route), counts.rules.byRoute.get(route))}
        </span>
      </div>
      {route.routes.length > 0 && (
        <ul className={styles.tree}>
          {route.routes.map((child, index) => (
            <Node key={index} route={child} counts={counts} />
          ))}
        </ul>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  title: css(sectionTitle(theme)),
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
