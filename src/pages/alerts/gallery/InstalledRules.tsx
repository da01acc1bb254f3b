import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, Button, ConfirmModal, LinkButton, TextLink, useStyles2 } from '@grafana/ui';
import { chosenOfRule, chosenText } from '../../../checks/rules/chosenText';
import { useInstallation } from '../../../components/InstallationContext';
import { pageUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { missingPermission } from '../../../grafana/alerting/permissions';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';
import { targetStateOf } from '../install/target';
import { choiceWords } from '../choiceWords';
import { placeOf } from '../installedChecks';
import { SeverityBadge } from '../../../components/severity';
import { removalOf, removeRule } from './removeRule';

interface Props {
  rules: readonly RuleState[];
  range: TimeRange;
  /** Something was removed. */
  onChanged: () => void;
}

/** Rules that are installed, each to be opened, changed and removed by itself. */
export function InstalledRules({ rules, range, onChanged }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {rules.map((rule) => (
        <InstalledRule
          key={`${rule.source.uid} ${rule.folder} ${rule.group} ${rule.uid ?? rule.name}`}
          rule={rule}
          range={range}
          onChanged={onChanged}
        />
      ))}
    </ul>
  );
}

function InstalledRule({ rule, range, onChanged }: Omit<Props, 'rules'> & { rule: RuleState }) {
  const styles = useStyles2(getStyles);
  const { installation } = useInstallation();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const chosen = chosenOfRule(rule);
  const removal = removalOf(rule, installation);
  const lacks = removal && missingPermission(removal.permission);
  const href = chosen && pageUrl('check', { check: chosenText(chosen), ...targetStateOf(rule) }, range);
  const words = chosen ? choiceWords(chosen) : [];
  const remove = async () => {
    setAsking(false);
    setProblem(undefined);
    try {
      if (removal) {
        await removeRule(removal);
      }
      onChanged();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <li className={styles.row} aria-label={rule.name}>
      <div className={styles.severity}>
        <SeverityBadge severity={rule.labels['severity']} />
      </div>
      <div className={styles.text}>
        {href ? (
          <TextLink href={href} inline={false}>
            {rule.name}
          </TextLink>
        ) : (
          rule.name
        )}
        <div className={styles.note}>
          {[...words, placeOf(rule)].join(' · ')}
          {rule.lastError ? ` · it fails: ${rule.lastError}` : ''}
        </div>
        {problem && <ProblemNotice problem={problem} />}
      </div>
      {rule.firing > 0 && <Badge color="red" icon="fire" text={`${rule.firing} firing`} />}
      {href && (
        <LinkButton size="sm" variant="secondary" fill="text" href={href} aria-label={`Change ${rule.name}`}>
          Change
        </LinkButton>
      )}
      <Button
        size="sm"
        variant="destructive"
        fill="text"
        aria-label={`Remove ${rule.name}`}
        disabled={!removal || lacks !== undefined}
        tooltip={
          !removal
            ? 'It is in a file: remove it there'
            : lacks
              ? `You need the permission ${lacks}: ask an administrator`
              : undefined
        }
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      <ConfirmModal
        isOpen={isAsking}
        title="Remove a rule"
        body={`“${rule.name}” is removed from ${placeOf(rule)}. Other rules stay.`}
        confirmText="Remove it"
        onConfirm={() => void remove()}
        onDismiss={() => setAsking(false)}
      />
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ padding: 0, margin: 0, flexBasis: '100%' }),
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.5, 0),
    listStyle: 'none',
  }),
  severity: css({ width: 72 }),
  text: css({ flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
