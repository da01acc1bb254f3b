import React, { type ReactNode } from 'react';
import { Button, ClipboardButton, LinkButton, Pagination, Stack, useStyles2 } from '@grafana/ui';
import { sizeText } from '../../components/logs/sizeText';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { LogVolume } from '../../grafana/lokiCost';
import type { Compared } from '../../insights/nginx/comparison';
import { listQueries, PLAIN_LOKI, type RankedList } from '../../signals/nginx/lists';
import { durationText } from '../../signals/promql';
import { exactPrice, restOf } from './listSums';
import { getListStyles } from './listStyles';
import type { Entry, ListQuestion, LoadedList } from './loadList';
import { distinctText, intervalText, shareIntervalText } from './totalTexts';
import { valueText } from './valueText';

/** Rows of the list as it opens, and of each page of all of them. */
export const FIRST_ROWS = 15;
export const PAGE_ROWS = 100;

/** "Top 15 of 412; the rest are 9 % of requests." @param known how many requests the list is of, where that is sure */
export function topText(list: LoadedList, rows: readonly Entry[], page: number, known: number | undefined): string {
  const { entries, distinct } = list;
  if (entries.length === 0) {
    return '';
  }
  const from = page > 1 ? (page - 1) * PAGE_ROWS : 0;
  const which =
    from > 0
      ? `${(from + 1).toLocaleString('en')} to ${(from + rows.length).toLocaleString('en')}`
      : `Top ${rows.length.toLocaleString('en')}`;
  const rest = restOf(list, entries.slice(0, from + rows.length), known);
  const share =
    rest && rest.count.high > 0 && list.distinct.high > from + rows.length
      ? `; the rest ${rest.count.low === rest.count.high ? 'are' : 'amount to'} ${shareIntervalText(rest.share)} of requests`
      : '';
  return `${which} of ${distinctText(distinct)}${share}.`;
}

interface Props {
  list: LoadedList;
  shown: RankedList;
  question: ListQuestion;
  volume: LogVolume;
  /** 0: the first rows; else the page of all, from 1 on. */
  page: number;
  onPage: (page: number) => void;
  /** This list is counted exactly, though the page is not. */
  isExactly: boolean;
  onExactly: (exactly: boolean) => void;
}

/** What can be done with a list: see all of it, count it exactly and at what price, ask Loki oneself. */
export function ListActions({ list, shown, question, volume, page, onPage, isExactly, onExactly }: Props) {
  const { entries, how } = list;
  const seconds = (question.range.to - question.range.from) / 1000;
  const expr = listQueries(shown, { ...question.context, range: durationText(seconds) }, PLAIN_LOKI, FIRST_ROWS).exact;
  const price = exactPrice(list, volume);
  return (
    <Stack direction="row" gap={0.5} wrap="wrap" alignItems="center">
      {entries.length > FIRST_ROWS && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => onPage(page === 0 ? 1 : 0)}>
          {page === 0 ? 'Show all' : 'Show fewer'}
        </Button>
      )}
      {page > 0 && entries.length > PAGE_ROWS && (
        <Pagination
          currentPage={page}
          numberOfPages={Math.ceil(entries.length / PAGE_ROWS)}
          onNavigate={onPage}
          showSmallVersion
        />
      )}
      {how === 'estimated' && !question.reading.exact && (
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          tooltip="Every value is counted. It can be stopped at any time."
          onClick={() => onExactly(true)}
        >
          {`Count exactly: reads about ${sizeText(price.bytes)}${price.queries > 1 ? ` in about ${price.queries.toLocaleString('en')} queries` : ''}`}
        </Button>
      )}
      {isExactly && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => onExactly(false)}>
          Back to the estimate
        </Button>
      )}
      <LinkButton
        size="sm"
        variant="secondary"
        fill="text"
        icon="compass"
        aria-label={`Open ${shown.title} in Explore`}
        href={exploreUrl(question.source, expr, question.range)}
      />
      <ClipboardButton
        size="sm"
        variant="secondary"
        fill="text"
        icon="copy"
        aria-label={`Copy the query of ${shown.title}`}
        getText={() => expr}
      />
    </Stack>
  );
}

/** More values that are gone than these are a number. */
const MOST_GONE = 50;

/** What the period before had and this one has not, or hardly: each with what it was. */
export function Gone({
  gone,
  before,
  shown,
  group,
}: {
  gone: readonly Compared[];
  before: LoadedList;
  shown: RankedList;
  group: boolean;
}): ReactNode {
  const styles = useStyles2(getListStyles);
  if (gone.length === 0) {
    return null;
  }
  const values = new Map(before.entries.map((entry) => [entry.key, entry.values]));
  const nameOf = (key: string) =>
    group
      ? key
      : shown.dimensions.map((dimension, index) => valueText(dimension, values.get(key)?.[index] ?? '')).join(' · ');
  const hardly = gone.some(({ now }) => now.high > 0);
  return (
    <details className={styles.missing}>
      <summary>
        {gone.length.toLocaleString('en')} of the period before {gone.length === 1 ? 'is' : 'are'} gone
        {hardly ? ', or nearly' : ''}
      </summary>
      <ol className={styles.list}>
        {gone.slice(0, MOST_GONE).map(({ key, before: was, now }) => (
          <li key={key} className={styles.row}>
            <span className={styles.values}>{nameOf(key)}</span>
            <span className={styles.count}>
              {intervalText(was)} before
              {now.high > 0 ? `, now at most ${Math.round(now.high).toLocaleString('en')}` : ''}
            </span>
          </li>
        ))}
      </ol>
      {gone.length > MOST_GONE && (
        <p className={styles.note}>And {(gone.length - MOST_GONE).toLocaleString('en')} more.</p>
      )}
    </details>
  );
}
