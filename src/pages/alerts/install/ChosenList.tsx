import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { IconButton, TextLink, useStyles2 } from '@grafana/ui';
import type { ChosenCheck } from '../../../checks/rules/chosen';
import { chosenText } from '../../../checks/rules/chosenText';
import { NothingHere } from '../../../components/NothingHere';
import { pageUrl } from '../../../components/paths';
import { sectionTitle } from '../../../components/sectionTitle';
import { choiceWords } from '../choiceWords';
import { getRowStyles } from '../rowStyles';
import { SeverityBadge } from '../../../components/severity';
import type { LeftOut } from './plan';

interface Props {
  chosen: readonly ChosenCheck[];
  leftOut: readonly LeftOut[];
  range: TimeRange;
  onChange: (chosen: ChosenCheck[]) => void;
}

/** The checks that are to become rules, with what was set of each, and why one cannot. */
export function ChosenList({ chosen, leftOut, range, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  return (
    <section aria-label="Chosen checks">
      <h2 className={styles.title}>Checks</h2>
      {chosen.length === 0 && (
        <NothingHere title="No check is chosen">
          Choose some under <TextLink href={pageUrl('alerts', { view: 'checks' }, range)}>Checks</TextLink>. Without a
          choice, what is installed here can still be removed.
        </NothingHere>
      )}
      <ul className={rowStyles.list}>
        {chosen.map((one) => (
          <Chosen
            key={chosenText(one)}
            chosen={one}
            href={pageUrl('check', { check: chosenText(one) }, range)}
            why={leftOut.find((left) => left.chosen === one)?.why}
            onRemove={() => onChange(chosen.filter((other) => other !== one))}
          />
        ))}
      </ul>
    </section>
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
  const rowStyles = useStyles2(getRowStyles);
  const { check } = chosen;
  return (
    <li className={rowStyles.dense}>
      <div className={styles.severity}>
        <SeverityBadge severity={chosen.severity ?? check.severity} />
      </div>
      <div className={styles.text}>
        <TextLink href={href} inline={false}>
          {check.title}
        </TextLink>
        <span className={styles.note}>
          {choiceWords(chosen)
            .map((word) => ` · ${word}`)
            .join('')}
        </span>
        {why && <div className={styles.why}>Left out here. {why}</div>}
      </div>
      <IconButton name="times" tooltip={`Do not install “${check.title}”`} onClick={onRemove} />
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css(sectionTitle(theme)),
  severity: css({ width: 72 }),
  text: css({ flex: 1, minWidth: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  why: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
});
