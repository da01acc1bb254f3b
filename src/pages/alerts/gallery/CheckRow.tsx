import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, Checkbox, TextLink, Tooltip, useStyles2 } from '@grafana/ui';
import type { Check } from '../../../checks/check';
import { chosenOfRule, chosenText } from '../../../checks/rules/chosenText';
import { placeOf, type InstalledCheck } from '../installedChecks';
import { getRowStyles } from '../rowStyles';
import { SeverityBadge } from '../../../components/severity';
import { InstalledRules } from './InstalledRules';
import type { Lack } from './loadExported';

interface Props {
  check: Check;
  href: string;
  /** What it lacks here. */
  why: Lack | undefined;
  installed: InstalledCheck | undefined;
  isPicked: boolean;
  onPick: (picked: boolean) => void;
  range: TimeRange;
  /** A rule was removed. */
  onChanged: () => void;
}

/** True where what is installed has to be told apart: several rules, or one that is not as the catalog has the check. */
function isSpecial({ id }: Check, { rules }: InstalledCheck): boolean {
  return (
    rules.length > 1 ||
    rules.some((rule) => {
      const chosen = chosenOfRule(rule);
      return chosen !== undefined && chosenText(chosen) !== id;
    })
  );
}

/** Where it is installed, and how it is there. */
function Installed({ installed }: { installed: InstalledCheck }) {
  const { rules, health, firing } = installed;
  const places = [...new Set(rules.map(placeOf))].join('; ');
  const paused = rules.every(({ isPaused }) => isPaused);
  const error = rules.map(({ lastError }) => lastError).find((text) => text);
  return (
    <>
      {firing > 0 && <Badge color="red" icon="fire" text={`${firing} firing`} />}{' '}
      {paused ? (
        <Badge color="darkgrey" text="Paused" tooltip={places} />
      ) : health === 'error' ? (
        <Tooltip content={error ?? 'Its evaluation fails.'}>
          <span>
            <Badge color="red" icon="exclamation-triangle" text="Installed, fails" />
          </span>
        </Tooltip>
      ) : health === 'unknown' ? (
        <Badge color="darkgrey" text="Installed, not evaluated yet" tooltip={places} />
      ) : (
        <Badge color="green" icon="check" text="Installed" tooltip={places} />
      )}
    </>
  );
}

/** One check of the gallery. */
export function CheckRow({ check, href, why, installed, isPicked, onPick, range, onChanged }: Props) {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  return (
    <li className={rowStyles.tall} aria-label={check.title}>
      <Checkbox
        value={isPicked}
        aria-label={`Choose “${check.title}”`}
        onChange={(event) => onPick(event.currentTarget.checked)}
      />
      <div className={styles.severity}>
        <SeverityBadge severity={check.severity} />
      </div>
      <div className={styles.text}>
        <TextLink href={href} inline={false}>
          {check.title}
        </TextLink>
        <div className={styles.meaning}>{check.meaning}</div>
        {why && (
          <div className={why.isAll ? styles.why : styles.meaning}>
            {why.reason} {why.remedy}
          </div>
        )}
      </div>
      <div className={styles.state}>
        {installed && <Installed installed={installed} />}
        {!installed && why?.isAll && <span className={styles.meaning}>Does not apply</span>}
      </div>
      {installed && isSpecial(check, installed) && (
        <InstalledRules rules={installed.rules} range={range} onChanged={onChanged} />
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  severity: css({ width: 72 }),
  text: css({ flex: '1 1 320px', minWidth: 0 }),
  meaning: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  why: css({
    color: theme.colors.warning.text,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  state: css({ marginLeft: 'auto' }),
});
