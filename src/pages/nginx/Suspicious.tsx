import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { Busy } from '../../components/Busy';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { suspiciousClients, SUSPICIOUS, type ClientActivity, type Suspicion } from '../../insights/nginx/suspicion';
import { queryLogInstant } from '../../grafana/loki';
import { lastSeen, lastSeenTimes } from '../../signals/nginx/lastSeen';
import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import type { Filter } from '../../signals/nginx/filters';
import { durationText } from '../../signals/promql';
import { loadList, type ListQuestion, type LoadedList } from './loadList';

interface Props {
  question: ListQuestion;
  questionKey: string;
  onFilter: (filter: Filter) => void;
}

/** Those with the most requests are looked at; a quiet attacker is found by what it probes. */
const SHOWN = 12;

function activities(
  statuses: LoadedList,
  probes: LoadedList | undefined,
  pages: LoadedList | undefined,
  seconds: number
): ClientActivity[] {
  const clients = new Map<string, ClientActivity & { uris: Array<{ uri: string; count: number }> }>();
  const of = (client: string) => {
    const known = clients.get(client) ?? { client, requests: 0, clientErrors: 0, uris: [], seconds };
    clients.set(client, known);
    return known;
  };
  for (const { values, count } of statuses.entries) {
    const client = of(values[0] ?? '');
    client.requests += count.value;
    client.clientErrors += values[1]?.startsWith('4') ? count.value : 0;
  }
  for (const { values, count } of probes?.entries ?? []) {
    of(values[0] ?? '').uris.push({ uri: values[1] ?? '', count: count.value });
  }
  for (const { values, count } of pages?.entries ?? []) {
    const client = clients.get(values[0] ?? '');
    if (client) {
      client.pages = count.value;
    }
  }
  return [...clients.values()].filter(({ requests }) => requests > 0);
}

async function load(question: ListQuestion, signal: AbortSignal): Promise<{ found: Suspicion[]; note: string }> {
  const { conventions } = question.context;
  const [statuses, probes, pages] = await Promise.all([
    loadList(L.clientStatuses, question, signal),
    L.probes.applies(conventions) ? loadList(L.probes, question, signal) : undefined,
    L.clientPages.applies(conventions) ? loadList(L.clientPages, question, signal) : undefined,
  ]);
  const seconds = (question.range.to - question.range.from) / 1000;
  const found = suspiciousClients(activities(statuses, probes, pages, seconds)).filter(
    ({ score }) => score >= SUSPICIOUS
  );
  return { found, note: statuses.note };
}

/** Clients that behave like scanners and scrapers, each with the reasons in words. */
export function Suspicious({ question, questionKey, onFilter }: Props) {
  const styles = useStyles2(getStyles);
  const able = L.clientStatuses.applies(question.context.conventions);
  const { source, context, range, reading } = question;
  const loaded = useLoaded(able ? questionKey : null, (signal) => load(question, signal));
  const clients = loaded.data?.found.slice(0, SHOWN).map(({ client }) => client) ?? [];
  // A pass over the log of its own: where that is not read without being asked to, it is not known.
  const seen = useLoaded(
    reading.exact && clients.length > 0 ? `${questionKey} ${clients.join()}` : null,
    async (signal) => {
      const whole = { ...context, range: durationText((range.to - range.from) / 1000) };
      return lastSeenTimes(context, await queryLogInstant(source, lastSeen(whole, clients), range.to, signal));
    }
  );
  return (
    <section className={styles.card} aria-label="Suspicious clients" data-testid="quayside-suspicious">
      <h3 className={styles.title}>Suspicious clients</h3>
      {!able && <p className={styles.note}>The access log does not say who asks.</p>}
      {loaded.problem && <ProblemNotice problem={loaded.problem} />}
      {able && !loaded.data && loaded.loading && <LoadingPlaceholder text="Looking at what clients do…" />}
      {loaded.data && (
        <Busy busy={loaded.loading}>
          {loaded.data.found.length === 0 && <p className={styles.note}>None behaves like a scanner or a scraper.</p>}
          <ol className={styles.list}>
            {loaded.data.found.slice(0, SHOWN).map(({ client, score, reasons }) => (
              <li key={client} className={styles.row}>
                <div>
                  <Badge color={score >= 0.8 ? 'red' : 'orange'} text={score >= 0.8 ? 'very' : 'somewhat'} />{' '}
                  <strong>{client}</strong>{' '}
                  <Button
                    size="sm"
                    variant="secondary"
                    fill="text"
                    onClick={() => onFilter({ dimension: 'client', op: 'is', value: client })}
                  >
                    Only it
                  </Button>
                  <Button
                    size="sm"
                    variant="secondary"
                    fill="text"
                    onClick={() => onFilter({ dimension: 'client', op: 'not', value: client })}
                  >
                    Without it
                  </Button>
                </div>
                <ul className={styles.reasons}>
                  {seen.data?.has(client) && <li>last seen {dateTimeFormat(seen.data.get(client) ?? 0)}</li>}
                  {reasons.map(({ text }) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
          <p className={styles.note}>{loaded.data.note}</p>
        </Busy>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(1, 1.5),
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  row: css({ padding: theme.spacing(0.75, 0), '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` } }),
  reasons: css({
    margin: 0,
    paddingLeft: theme.spacing(2.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});
