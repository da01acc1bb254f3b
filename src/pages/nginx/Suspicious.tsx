import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { Busy } from '../../components/Busy';
import { ProblemNotice } from '../../components/ProblemNotice';
import { shortened } from '../../components/shortened';
import { useLoaded } from '../../components/useLoaded';
import { classifyAgent } from '../../insights/nginx/agents';
import type { ClientActivity, Suspicion } from '../../insights/nginx/suspicion';
import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import type { Filter } from '../../signals/nginx/filters';
import { getListStyles } from './listStyles';
import type { ListQuestion } from './loadList';
import { loadSuspicious } from './loadSuspicious';
import { intervalText } from './totalTexts';

interface Props {
  question: ListQuestion;
  questionKey: string;
  onFilter: (filter: Filter) => void;
}

/** More than these nobody looks through. */
const SHOWN = 12;

/** What a client did, in one line. */
function factsOf({ requests, clientErrors, pages, agents = [], total, lastSeen }: ClientActivity): string {
  const families = [...new Set(agents.map((agent) => classifyAgent(agent).family))];
  const named = families.slice(0, 3).map(shortened).join(', ');
  return [
    total
      ? `${intervalText(total)} requests, of which ${requests.toLocaleString('en')} were read`
      : `${requests.toLocaleString('en')} requests`,
    `${Math.round((100 * clientErrors) / requests)} % 4xx`,
    ...(pages === undefined
      ? []
      : [`${pages.toLocaleString('en')} for pages, ${(requests - pages).toLocaleString('en')} for files`]),
    ...(families.length === 0 ? [] : [families.length > 3 ? `${named} and ${families.length - 3} more` : named]),
    ...(lastSeen === undefined ? [] : [`last seen ${dateTimeFormat(lastSeen)}`]),
  ].join(' · ');
}

/** Clients that behave like scanners and scrapers, each with the reasons in words; those that say they are bots apart. */
export function Suspicious({ question, questionKey, onFilter }: Props) {
  const styles = useStyles2(getStyles);
  const listStyles = useStyles2(getListStyles);
  const able = L.clientStatuses.applies(question.context.conventions);
  const loaded = useLoaded(able ? questionKey : null, (signal) => loadSuspicious(question, signal));
  const found = loaded.data?.found ?? [];
  const people = found.filter(({ bot }) => !bot);
  const bots = found.filter(({ bot }) => bot);
  return (
    <section className={listStyles.card} aria-label="Suspicious clients" data-testid="quayside-suspicious">
      <h3 className={listStyles.title}>Suspicious clients</h3>
      {!able && <p className={listStyles.note}>The access log does not say who asks.</p>}
      {loaded.problem && <ProblemNotice problem={loaded.problem} />}
      {able && !loaded.data && loaded.loading && <LoadingPlaceholder text="Looking at what clients do…" />}
      {loaded.data && (
        <Busy busy={loaded.loading}>
          {people.length === 0 && <p className={listStyles.note}>None behaves like a scanner or a scraper.</p>}
          <Clients of={people} onFilter={onFilter} />
          {bots.length > 0 && (
            <>
              <h4 className={styles.apart}>They say they are bots</h4>
              <p className={listStyles.note}>
                Robots ask often and load no images; whether it is the one that it names, its address tells.
              </p>
              <Clients of={bots} onFilter={onFilter} />
            </>
          )}
          {loaded.data.note !== '' && <p className={listStyles.note}>{loaded.data.note}</p>}
        </Busy>
      )}
    </section>
  );
}

function Clients({ of, onFilter }: { of: readonly Suspicion[]; onFilter: Props['onFilter'] }) {
  const styles = useStyles2(getStyles);
  const listStyles = useStyles2(getListStyles);
  const more = of.length - SHOWN;
  return (
    <>
      <ol className={styles.list}>
        {of.slice(0, SHOWN).map(({ client, score, reasons, activity }) => (
          <li key={client} className={styles.row}>
            <div>
              <Badge color={score >= 0.8 ? 'red' : 'orange'} text={score >= 0.8 ? 'very' : 'somewhat'} />{' '}
              <strong>{shortened(client)}</strong>{' '}
              <Choice text="Only it" filter={{ dimension: 'client', op: 'is', value: client }} onFilter={onFilter} />
              <Choice
                text="Without it"
                filter={{ dimension: 'client', op: 'not', value: client }}
                onFilter={onFilter}
              />
            </div>
            <ul className={styles.reasons}>
              {reasons.map(({ text }) => (
                <li key={text}>{shortened(text)}</li>
              ))}
            </ul>
            <p className={listStyles.note}>{factsOf(activity)}</p>
          </li>
        ))}
      </ol>
      {more > 0 && <p className={listStyles.note}>And {more.toLocaleString('en')} more, less suspicious than these.</p>}
    </>
  );
}

function Choice({ text, filter, onFilter }: { text: string; filter: Filter; onFilter: Props['onFilter'] }) {
  return (
    <Button
      size="sm"
      variant="secondary"
      fill="text"
      aria-label={`${text}: ${shortened(filter.value)}`}
      onClick={() => onFilter(filter)}
    >
      {text}
    </Button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  apart: css({
    ...theme.typography.bodySmall,
    fontWeight: theme.typography.fontWeightMedium,
    margin: theme.spacing(1, 0, 0),
  }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  row: css({
    padding: theme.spacing(0.75, 0),
    overflowWrap: 'anywhere',
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  reasons: css({
    margin: 0,
    paddingLeft: theme.spacing(2.5),
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
