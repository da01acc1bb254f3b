import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Badge, Button, ClipboardButton, Icon, LoadingPlaceholder, Stack, Text, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import type { Diagnosis, Patient } from '../../discovery/doctor/ailment';
import { byGravity, examineAll } from '../../discovery/doctor/doctor';

type Examined = Omit<Patient, 'time' | 'signal'>;

const COLOR = { critical: 'red', warning: 'orange', info: 'blue' } as const;
const WORD = { critical: 'Critical', warning: 'Warning', info: 'Advice' } as const;

/** Looks for what is missing or misconfigured, and says what mends it. */
export function DoctorSection({ patient }: { patient: Examined }) {
  const styles = useStyles2(getStyles);
  const [round, setRound] = useState(0);
  const question = JSON.stringify([round, patient]);
  const { data, loading, problem } = useLoaded(question, (signal) =>
    examineAll({ ...patient, time: Date.now(), signal })
  );
  const found = data ? byGravity(data) : [];
  const of = (outcome: Diagnosis['outcome']) => found.filter((one) => one.outcome === outcome);
  const [ill, unchecked, well] = [of('ill'), of('unchecked'), of('well')];
  return (
    <section aria-label="Doctor" className={styles.section} data-testid="quayside-doctor">
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <Button
          size="sm"
          variant="secondary"
          icon={loading ? 'fa fa-spinner' : 'sync'}
          disabled={loading}
          onClick={() => setRound(round + 1)}
        >
          {loading ? 'Examining…' : 'Examine again'}
        </Button>
        {data && (
          <Text color="secondary">
            {ill.length} found, {unchecked.length} not checked, {well.length} in order
          </Text>
        )}
      </Stack>
      {problem && <ProblemNotice problem={problem} />}
      {!data && loading && <LoadingPlaceholder text="Examining your installation…" />}
      {data && ill.length === 0 && (
        <Alert severity="success" title={`Nothing is wrong in the ${well.length} things that were examined`} />
      )}
      {ill.map((one) => (
        <Ill key={one.id} diagnosis={one} />
      ))}
      {unchecked.length > 0 && (
        <div>
          <Text element="h4" variant="h5">
            Not checked
          </Text>
          <ul className={styles.list}>
            {reasonsOf(unchecked).map(([because, titles]) => (
              <li key={because}>
                <strong>{titles.join(', ')}</strong>: because {because}
              </li>
            ))}
          </ul>
        </div>
      )}
      {well.length > 0 && (
        <details>
          <summary>In order ({well.length})</summary>
          <ul className={styles.list}>
            {well.map((one) => (
              <li key={one.id}>
                <Icon name="check" aria-hidden /> Not found: “{one.title}”
                {one.outcome === 'well' && <span className={styles.note}> – {one.found}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What could not be looked at, put together by the reason: a server that is away is the reason for most. */
function reasonsOf(unchecked: readonly Diagnosis[]): Array<[because: string, titles: string[]]> {
  const reasons = new Map<string, string[]>();
  for (const one of unchecked) {
    if (one.outcome === 'unchecked') {
      const because = one.because.replace(/\.?$/, '.');
      reasons.set(because, [...(reasons.get(because) ?? []), one.title]);
    }
  }
  return [...reasons];
}

function Ill({ diagnosis }: { diagnosis: Diagnosis }) {
  const styles = useStyles2(getStyles);
  if (diagnosis.outcome !== 'ill') {
    return null;
  }
  const { title, severity, costs, how, found, examples = [], remedies } = diagnosis;
  return (
    <article aria-label={title} className={styles.ill}>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <Badge color={COLOR[severity]} text={WORD[severity]} />
        <Text element="h4" variant="h5">
          {title}
        </Text>
      </Stack>
      <p className={styles.text}>{found}</p>
      {examples.length > 0 && (
        <ul className={styles.list}>
          {examples.slice(0, 10).map((example) => (
            <li key={example}>{example}</li>
          ))}
          {examples.length > 10 && <li>and {examples.length - 10} more</li>}
        </ul>
      )}
      <p className={styles.text}>
        <strong>What it costs you:</strong> {costs}
      </p>
      <strong>What mends it:</strong>
      {remedies.map(({ where, lines }) => (
        <div key={where + lines}>
          <Stack direction="row" justifyContent="space-between" alignItems="center" gap={1}>
            <span className={styles.note}>{where}</span>
            <ClipboardButton size="sm" variant="secondary" fill="text" icon="copy" getText={() => lines}>
              Copy
            </ClipboardButton>
          </Stack>
          <pre className={styles.lines}>{lines}</pre>
        </div>
      ))}
      <details>
        <summary className={styles.note}>How it was found</summary>
        <pre className={styles.lines}>{how}</pre>
      </details>
    </article>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  ill: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
    padding: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  text: css({ margin: 0, overflowWrap: 'anywhere' }),
  list: css({ margin: theme.spacing(0.5, 0, 0), paddingLeft: theme.spacing(3), overflowWrap: 'anywhere' }),
  lines: css({
    margin: theme.spacing(0.5, 0, 0),
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  note: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
