import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, LinkButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import type { AlertRule } from '../../../checks/rules/alertRule';
import { pageUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { sectionTitle } from '../../../components/sectionTitle';
import { useLoaded } from '../../../components/useLoaded';
import { YamlView } from '../../../components/YamlView';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';
import { install, remove } from './install';
import { countOurs, placeKey, planAt, readPlace } from './place';
import { countChanges, type PlannedChange } from './plan';
import { RuleChanges } from './RuleChanges';
import type { ServerTarget } from './target';
import { verify, type Verified, type Watched } from './verify';
import { VerifyView } from './VerifyView';

/** What has been stored, and is now watched. */
interface Done {
  target: ServerTarget;
  watched: readonly Watched[];
  before: readonly Verified[];
}

interface Props {
  rules: readonly AlertRule[];
  target: ServerTarget;
  /** Nothing is chosen: then all of ours may go. */
  isNothing: boolean;
  range: TimeRange;
}

const isThere = ({ kind }: PlannedChange) => kind === 'same' || kind === 'changed';

/** What installing changes at a target, rule by rule; then does it, and watches what becomes of it. */
export function WhatChanges({ rules, target, isNothing, range }: Props) {
  const styles = useStyles2(getStyles);
  const [version, setVersion] = useState(0);
  const [progress, setProgress] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState<Done>();
  const [removed, setRemoved] = useState<number>();
  const key = placeKey(target);
  const stored = useLoaded(`${key} ${version}`, (signal) => readPlace(target, signal));
  // An answer about another place says nothing of this one.
  const place = stored.data?.key === key ? stored.data : undefined;
  const plan = useMemo(() => place && planAt(rules, target, place), [rules, target, place]);
  const changes = plan?.changes ?? [];
  const counts = countChanges(changes);
  const toInstall = counts.added + counts.moved + counts.changed;
  const chosen = changes.filter(({ id }) => plan?.wanted.has(id));
  const removable = isNothing ? (place ? countOurs(place) : 0) : chosen.filter(isThere).length;
  const isGrafana = target.kind === 'grafana';
  const lacks =
    missingPermission(isGrafana ? 'installRules' : 'writeRuler') ??
    (place?.lacksFolder ? missingPermission('createFolder') : undefined);
  const lacksToRemove = missingPermission(isGrafana ? 'removeRules' : 'writeRuler');
  const provenance = place?.group?.provenance;

  const attempt = async (work: () => Promise<void>) => {
    setProblem(undefined);
    setDone(undefined);
    setRemoved(undefined);
    setProgress('Working…');
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setProgress(undefined);
    setVersion((count) => count + 1);
  };
  const onInstall = () =>
    attempt(async () => {
      const watched = chosen.map(({ id, name }) => ({ id, name }));
      const before = await verify(target, watched, new AbortController().signal);
      await install(rules, target, changes, setProgress);
      setDone({ target, watched, before });
    });
  const onRemove = () =>
    attempt(async () => {
      setProgress('Removing…');
      setRemoved(await remove(target, isNothing ? 'all' : new Set(plan?.wanted)));
    });
  return (
    <section aria-label="What changes">
      <h2 className={styles.title}>What changes</h2>
      {stored.problem && <ProblemNotice problem={stored.problem} severity="warning" />}
      {!place && stored.loading && <LoadingPlaceholder text="Reading what is installed…" />}
      {provenance && (
        <Alert severity="warning" title="These rules are provisioned">
          Grafana keeps this group as its source ({provenance}) has it, and refuses changes. Choose another group, or
          change it there.
        </Alert>
      )}
      {plan && (
        <>
          <p className={styles.note} role="status">
            {summaryOf(counts, changes.length)}
          </p>
          {counts.moved > 0 && (
            <p className={styles.warning}>
              {counts.moved === 1 ? 'One rule is' : `${counts.moved} rules are`} in another group now, and will leave
              it: a check is installed in Grafana once for each severity and scope.
            </p>
          )}
          <RuleChanges changes={changes} />
          {rules.length > 0 && (
            <YamlView
              name="The rules as YAML"
              about={isGrafana ? 'as Grafana’s provisioning has them' : 'as the ruler has them'}
              text={plan.yaml}
            />
          )}
        </>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {removed !== undefined && (
        <Alert severity="success" title={`${removed} ${removed === 1 ? 'rule was' : 'rules were'} removed`} />
      )}
      {done && <VerifyView {...done} />}
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <Button
          icon={progress ? 'spinner' : 'plus'}
          disabled={
            !plan || toInstall === 0 || progress !== undefined || lacks !== undefined || provenance !== undefined
          }
          tooltip={lacks ? `You need the permission ${lacks}: ask an administrator` : undefined}
          onClick={() => void onInstall()}
        >
          {toInstall > 0 ? `Install ${toInstall}` : 'Install'}
        </Button>
        {removable > 0 && (
          <Button
            variant="destructive"
            fill="outline"
            disabled={progress !== undefined || lacksToRemove !== undefined}
            tooltip={lacksToRemove ? `You need the permission ${lacksToRemove}: ask an administrator` : undefined}
            onClick={() => void onRemove()}
          >
            {isNothing ? `Remove all ${removable} of ours` : `Remove ${removable}`}
          </Button>
        )}
        <LinkButton variant="secondary" fill="text" href={pageUrl('alerts', {}, range)}>
          What fires now
        </LinkButton>
        {progress && <span role="status">{progress}</span>}
        {lacks && <span className={styles.note}>You need the permission {lacks}: ask an administrator.</span>}
      </Stack>
    </section>
  );
}

function summaryOf({ added, moved, changed, same, foreign }: ReturnType<typeof countChanges>, all: number): string {
  if (all === 0) {
    return 'Nothing is installed here.';
  }
  if (added + moved + changed === 0) {
    return 'All of it is installed already: installing changes nothing.';
  }
  return [
    `${added} new`,
    ...(moved > 0 ? [`${moved} moved here`] : []),
    `${changed} changed`,
    `${same} as they are`,
    ...(foreign > 0 ? [`${foreign} not ours that stay`] : []),
  ]
    .join(', ')
    .concat('.');
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css(sectionTitle(theme)),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  warning: css({ color: theme.colors.warning.text, margin: 0 }),
});
