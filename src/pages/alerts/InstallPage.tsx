import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Alert, Button, IconButton, LinkButton, LoadingPlaceholder, Stack, TextLink, useStyles2 } from '@grafana/ui';
import type { ChosenCheck } from '../../checks/rules/chosen';
import { useInstallation } from '../../components/InstallationContext';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import { pageUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { readGroup, removeOurRules } from '../../grafana/alerting/grafanaGroups';
import { missingPermission } from '../../grafana/alerting/permissions';
import { readRulerGroup, removeFromRuler } from '../../grafana/alerting/rulerGroups';
import { Problem } from '../../grafana/Problem';
import { chosenList, chosenListText, chosenText } from '../../checks/rules/chosenText';
import { installInGrafana, installInRuler, verify, type Verified } from './install/install';
import { countChanges, planGrafana, planRuler, ruleFiles, rulesFor } from './install/plan';
import { RuleChanges } from './install/RuleChanges';
import { TARGET_DEFAULTS, targetOf, ruleTargetOf, type InstallTarget } from './install/target';
import { TargetForm } from './install/TargetForm';
import { VerifyView } from './install/VerifyView';
import { YamlView } from './install/YamlView';
import { isOurs } from '../../checks/rules/ours';
import { scopeText } from '../../checks/rules/scopeText';
import { SeverityBadge } from './severity';

const DEFAULTS = { pick: '', ...TARGET_DEFAULTS };

/** Which checks become rules, where, and what that changes. */
export default function InstallPage() {
  return (
    <PageFrame
      title="Install checks"
      subTitle="Which checks become rules, where, and what that changes."
      parent={{ text: 'Alerts', page: 'alerts' }}
    >
      {({ range }) => <Content range={range} />}
    </PageFrame>
  );
}

/** What has been stored, and is now watched. */
interface Done {
  target: Exclude<InstallTarget, { kind: 'files' }>;
  names: readonly string[];
  before: readonly Verified[];
}

function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem(
        'unexpected',
        'That did not work',
        error instanceof Error ? error.message : String(error),
        'Try again.'
      );
}

function Content({ range }: { range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { installation } = useInstallation();
  const [state, onChange] = useUrlState(DEFAULTS);
  const [version, setVersion] = useState(0);
  const [progress, setProgress] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState<Done>();
  const [removed, setRemoved] = useState<number>();
  const chosen = useMemo(() => chosenList(state.pick), [state.pick]);
  const { target: where, folder, group, receiver } = state;
  const target = useMemo(
    () => targetOf({ target: where, folder, group, receiver }, installation),
    [where, folder, group, receiver, installation]
  );
  const made = useMemo(() => ruleTargetOf(installation, config.appUrl || window.location.origin), [installation]);
  const { rules, leftOut } = useMemo(() => rulesFor(chosen, target, made), [chosen, target, made]);
  const place = target.kind === 'grafana' ? `${target.folderUid} ${target.group}` : where;
  const stored = useLoaded(target.kind === 'files' ? null : `${place} ${version}`, async (signal) =>
    target.kind === 'grafana'
      ? { place, grafana: await readGroup(target.folderUid, target.group, signal) }
      : { place, ruler: target.kind === 'ruler' ? await readRulerGroup(target.source, signal) : undefined }
  );
  // An answer about another place says nothing of this one.
  const there = stored.data?.place === place ? stored.data : undefined;
  const grafanaPlan = useMemo(
    () => (target.kind === 'grafana' && there ? planGrafana(rules, target, there.grafana) : undefined),
    [target, there, rules]
  );
  const rulerPlan = useMemo(
    () => (target.kind === 'ruler' && there ? planRuler(rules, target.source.type === 'loki', there.ruler) : undefined),
    [target, there, rules]
  );
  const changes = grafanaPlan?.changes ?? rulerPlan?.changes ?? [];
  const counts = countChanges(changes);
  const isSame = counts.added === 0 && counts.changed === 0;
  const ours = (there?.grafana?.rules ?? there?.ruler?.rules ?? []).filter(isOurs);
  const lacks =
    target.kind === 'files' ? undefined : missingPermission(target.kind === 'grafana' ? 'installRules' : 'writeRuler');
  const provenance = there?.grafana?.provenance;

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
  const install = () =>
    attempt(async () => {
      if (target.kind === 'files') {
        return;
      }
      const names = rules.flatMap(({ title, name, rulerOnly }) =>
        target.kind === 'ruler' ? [name] : rulerOnly ? [] : [title]
      );
      const before = await verify(target, names, new AbortController().signal);
      if (target.kind === 'grafana' && grafanaPlan) {
        await installInGrafana(grafanaPlan, target, there?.grafana?.interval, setProgress);
      } else if (target.kind === 'ruler' && rulerPlan) {
        const only = new Set(rules.filter(({ rulerOnly }) => rulerOnly).map(({ name }) => name));
        await installInRuler(rulerPlan, target.source, there?.ruler?.interval ?? '1m', only, setProgress);
      }
      setDone({ target, names, before });
    });
  const remove = () =>
    attempt(async () => {
      setProgress('Removing…');
      const names = new Set(rules.map(({ name }) => name));
      const titles = new Set(rules.map(({ title }) => title));
      // With nothing chosen all of ours go.
      const all = chosen.length === 0;
      setRemoved(
        target.kind === 'grafana'
          ? await removeOurRules(target.folderUid, target.group, ({ title }) => all || titles.has(title))
          : target.kind === 'ruler'
            ? await removeFromRuler(target.source, ({ alert }) => all || names.has(alert))
            : 0
      );
    });
  const removable =
    chosen.length === 0
      ? ours.length
      : changes.filter(({ kind }) => kind === 'same' || kind === 'changed').filter(({ wanted }) => isWanted(wanted))
          .length;
  function isWanted(rule: unknown): boolean {
    return (
      (grafanaPlan !== undefined &&
        rules.some(({ title }) => (rule as { title?: string } | undefined)?.title === title)) ||
      (rulerPlan !== undefined && rules.some(({ name }) => (rule as { alert?: string } | undefined)?.alert === name))
    );
  }
  return (
    <>
      <section aria-label="Chosen checks">
        <h2 className={styles.title}>Checks</h2>
        {chosen.length === 0 && (
          <NothingHere title="No check is chosen">
            Choose some under <TextLink href={pageUrl('alerts', { view: 'checks' }, range)}>Checks</TextLink>. Without a
            choice, what is installed here can still be removed.
          </NothingHere>
        )}
        <ul className={styles.list}>
          {chosen.map((one) => (
            <Chosen
              key={chosenText(one)}
              chosen={one}
              href={pageUrl('check', { check: chosenText(one) }, range)}
              why={leftOut.find((left) => left.chosen === one)?.why}
              onRemove={() => onChange({ pick: chosenListText(chosen.filter((other) => other !== one)) })}
            />
          ))}
        </ul>
      </section>
      <TargetForm state={state} onChange={onChange} />
      {target.kind === 'files' ? (
        ruleFiles(rules, made).map((file) => <YamlView key={file.name} {...file} />)
      ) : (
        <section aria-label="What changes">
          <h2 className={styles.title}>What changes</h2>
          {stored.problem && <ProblemNotice problem={stored.problem} severity="warning" />}
          {!there && stored.loading && <LoadingPlaceholder text="Reading what is installed…" />}
          {provenance && (
            <Alert severity="warning" title="These rules are provisioned">
              Grafana keeps this group as its source ({provenance}) has it, and refuses changes. Choose another group,
              or change it there.
            </Alert>
          )}
          {there && (
            <>
              <p className={styles.note} role="status">
                {changes.length === 0
                  ? 'Nothing is installed here.'
                  : isSame
                    ? 'All of it is installed already: installing changes nothing.'
                    : `${counts.added} new, ${counts.changed} changed, ${counts.same} as they are${counts.foreign > 0 ? `, ${counts.foreign} not ours that stay` : ''}.`}
              </p>
              {grafanaPlan && <RuleChanges changes={grafanaPlan.changes} nameOf={({ title }) => title} />}
              {rulerPlan && (
                <RuleChanges changes={rulerPlan.changes} nameOf={({ alert }) => alert || 'a recording rule'} />
              )}
              {rules.length > 0 && (
                <YamlView
                  name="The rules as YAML"
                  about={target.kind === 'grafana' ? 'as Grafana’s provisioning has them' : 'as the ruler has them'}
                  text={(grafanaPlan ?? rulerPlan)?.yaml ?? ''}
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
                !there ||
                rules.length === 0 ||
                isSame ||
                progress !== undefined ||
                lacks !== undefined ||
                provenance !== undefined
              }
              tooltip={lacks ? `You need the permission ${lacks}: ask an administrator` : undefined}
              onClick={() => void install()}
            >
              {counts.added + counts.changed > 0 ? `Install ${counts.added + counts.changed}` : 'Install'}
            </Button>
            {removable > 0 && (
              <Button
                variant="destructive"
                fill="outline"
                disabled={!there || progress !== undefined || lacks !== undefined}
                tooltip={lacks ? `You need the permission ${lacks}: ask an administrator` : undefined}
                onClick={() => void remove()}
              >
                {chosen.length === 0 ? `Remove all ${removable} of ours` : `Remove ${removable}`}
              </Button>
            )}
            <LinkButton variant="secondary" fill="text" href={pageUrl('alerts', {}, range)}>
              What fires now
            </LinkButton>
            {progress && <span role="status">{progress}</span>}
            {lacks && <span className={styles.note}>You need the permission {lacks}: ask an administrator.</span>}
          </Stack>
        </section>
      )}
    </>
  );
}

interface ChosenProps {
  chosen: ChosenCheck;
  href: string;
  why: string | undefined;
  onRemove: () => void;
}

function Chosen({ chosen, href, why, onRemove }: ChosenProps) {
  const styles = useStyles2(getStyles);
  const { check, scope } = chosen;
  const set = check.parameters.filter(({ id }) => chosen.parameters[id] !== undefined);
  return (
    <li className={styles.row}>
      <div className={styles.severity}>
        <SeverityBadge severity={chosen.severity ?? check.severity} />
      </div>
      <div className={styles.text}>
        <TextLink href={href} inline={false}>
          {check.title}
        </TextLink>
        <span className={styles.note}>
          {set.map(({ id, title }) => ` · ${title} ${String(chosen.parameters[id])}`).join('')}
          {scope ? ` · only ${scopeText(scope)}` : ''}
        </span>
        {why && <div className={styles.why}>Left out here. {why}</div>}
      </div>
      <IconButton name="times" tooltip={`Do not install “${check.title}”`} onClick={onRemove} />
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h4, margin: theme.spacing(0, 0, 0.5) }),
  list: css({ padding: 0, margin: 0 }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.5, 0),
    listStyle: 'none',
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  severity: css({ width: 72 }),
  text: css({ flex: 1, minWidth: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  why: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
});
