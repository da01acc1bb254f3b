import React, { useMemo, useState } from 'react';
import type { TimeRange } from '@grafana/data';
import { Button, LoadingPlaceholder, RadioButtonGroup, Stack, TextLink, useStyles2 } from '@grafana/ui';
import { Busy } from '../../components/Busy';
import { setupUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import type { LogVolume } from '../../grafana/lokiCost';
import type { Behind } from '../../insights/nginx/behind';
import { comparePeriods, type Compared } from '../../insights/nginx/comparison';
import { fieldRemedy } from '../../signals/nginx/logFormat';
import { logTitle } from '../../signals/nginx/logs';
import { COMBINED } from '../../signals/nginx/format';
import { accessLogsOf, lackingFields, logsLeftOut } from '../../signals/nginx/nginxSignal';
import type { Filter } from '../../signals/nginx/filters';
import type { ContainerRef } from '../../signals/scope';
import { BehindLinks } from './BehindLinks';
import { EVERYTHING_READ } from './budget';
import { grouped } from './grouped';
import { FIRST_ROWS, Gone, ListActions, PAGE_ROWS, topText } from './ListFooter';
import { ListRow } from './ListRow';
import type { ListCard, ListView } from './lists';
import { exactTotal, periodCounts } from './listSums';
import { getListStyles } from './listStyles';
import { loadList, type ListQuestion, type LoadedList } from './loadList';
import { useBehind } from './useBehind';

interface Props {
  card: ListCard;
  question: ListQuestion;
  /** Everything that the question depends on, as text. */
  questionKey: string;
  /** What the range holds, as the index tells. */
  volume: LogVolume;
  /** Requests by status, which are counted exactly; absent until they are. */
  byStatus: ReadonlyMap<string, number> | undefined;
  /** Lists that the page has counted exactly already, by id; while they are counted, empty. */
  known: ReadonlyMap<string, Loaded<LoadedList>>;
  /** The same question of the period that is compared with. */
  past: ListQuestion | undefined;
  chosen: string;
  onChoose: (list: string) => void;
  /** 0: the first rows; else the page of all, from 1 on. */
  page: number;
  onPage: (page: number) => void;
  /** Ids of lists that are counted exactly, whatever that reads. */
  exactly: readonly string[];
  onExactly: (list: string, exactly: boolean) => void;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
  range: TimeRange;
  /** Lays a container's CPU and memory under the traffic. */
  onUnder: (container: ContainerRef) => void;
}

function changesOf(now: LoadedList | undefined, before: LoadedList | undefined): Compared[] {
  // A period of which nothing is kept says nothing of what is new.
  return !now || !before || before.entries.length === 0 ? [] : comparePeriods(periodCounts(now), periodCounts(before));
}

/** One card of ranked lists: the first values, what the rest amounts to, and a click to filter by each. */
export function ListCardView(props: Props) {
  const { card, question, chosen, onChoose } = props;
  const styles = useStyles2(getListStyles);
  const { conventions } = question.context;
  const on = card.lists.filter(({ list }) => list.applies(conventions));
  const off = card.lists.filter(({ list }) => !list.applies(conventions));
  const shown = on.find(({ id }) => id === chosen) ?? on[0];
  const missing = [...new Set(off.flatMap(({ list: one }) => lackingFields(conventions, one.fields)))];
  return (
    <section className={styles.card} aria-label={card.title} data-testid={`quayside-list-${card.id}`}>
      <Stack direction="row" justifyContent="space-between" alignItems="center" wrap="wrap" gap={1}>
        <h3 className={styles.title}>{card.title}</h3>
        {on.length > 1 && (
          <RadioButtonGroup
            size="sm"
            options={on.map(({ title, id }) => ({ value: id, label: title }))}
            value={shown?.id ?? ''}
            onChange={onChoose}
          />
        )}
      </Stack>
      {shown && <Body key={shown.list.id} {...props} view={shown} />}
      {missing.length > 0 && (
        <details className={styles.missing}>
          <summary>{off.map(({ title }) => title).join(', ')}: not in this log</summary>
          <p>The access log does not write them. This log_format would:</p>
          <pre className={styles.code}>{fieldRemedy(accessLogsOf(conventions)[0]?.format ?? COMBINED, missing)}</pre>
        </details>
      )}
    </section>
  );
}

function Body(props: Props & { view: ListView }) {
  const { view, known, question, questionKey, past, page, exactly, onExactly, byStatus, volume } = props;
  const { filters, onFilter, range, onUnder } = props;
  const styles = useStyles2(getListStyles);
  const [progress, setProgress] = useState(0);
  const { list: shown, groupAs } = view;
  const isExactly = exactly.includes(shown.id) && !question.reading.exact;
  const asks: ListQuestion = isExactly ? { ...question, reading: EVERYTHING_READ } : question;
  const counted = known.get(shown.id);
  const asked = useLoaded(counted ? null : `${questionKey} ${isExactly ? 'exactly' : ''}`, (signal) => {
    setProgress(0);
    return loadList(shown, asks, signal, (share) => !signal.aborted && setProgress(share));
  });
  const list = counted ?? asked;
  const before = useLoaded(past ? `${questionKey} ${past.range.from} ${past.reading.share}` : null, (signal) =>
    past ? loadList(shown, past, signal) : Promise.reject(new Error('There is no period before'))
  );
  const [dimension] = shown.dimensions;
  const from = page > 1 ? (page - 1) * PAGE_ROWS : 0;
  const until = page > 0 ? from + PAGE_ROWS : FIRST_ROWS;
  const values = list.data?.entries.slice(from, until).flatMap((entry) => entry.values.slice(0, 1)) ?? [];
  const behind = useBehind(dimension, values, question.range.to);
  // While a list is counted, this is drawn anew with every step.
  const { data } = list;
  const { data: dataBefore } = before;
  const now = useMemo(() => data && grouped(data, groupAs), [data, groupAs]);
  const was = useMemo(() => dataBefore && grouped(dataBefore, groupAs), [dataBefore, groupAs]);
  const changes = useMemo(() => changesOf(now, was), [now, was]);
  const counting = asks.reading.exact && list.loading && (isExactly || progress > 0);
  const state = counting && (
    <Stack direction="row" gap={1} alignItems="center">
      <span className={styles.note} role="status">
        Every value is counted: {Math.floor(progress * 100)} %
      </span>
      {isExactly && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => onExactly(shown.id, false)}>
          Stop
        </Button>
      )}
    </Stack>
  );
  if (list.problem) {
    // What the whole page counts says itself why it could not.
    return counted ? (
      <p className={styles.note}>Not counted: why is said above.</p>
    ) : (
      <ProblemNotice problem={list.problem} />
    );
  }
  if (!now) {
    return state || <LoadingPlaceholder text="Counting…" />;
  }
  const { entries, note } = now;
  const absent = logsLeftOut(question.context, shown.fields);
  const rows = entries.slice(from, until);
  const most = entries[0]?.count.value ?? 0;
  const byKey = new Map(changes.map((one) => [one.key, one]));
  const there = new Set(entries.map(({ key }) => key));
  const gone = changes.filter(({ key, change }) => !there.has(key) && (change === 'gone' || change === 'down'));
  const group = groupAs !== undefined;
  return (
    <>
      {state}
      <Busy busy={list.loading}>
        <ol className={styles.list} start={from + 1}>
          {rows.map((entry) => (
            <ListRow
              key={entry.key}
              entry={entry}
              shown={shown}
              group={group}
              share={most > 0 ? entry.count.value / most : 0}
              compared={byKey.get(entry.key)}
              filters={filters}
              onFilter={onFilter}
            >
              <Leading behind={behind.of(entry.values[0] ?? '')} range={range} onUnder={onUnder} />
            </ListRow>
          ))}
        </ol>
        {dimension === 'upstreamAddress' && values.some((value) => value !== '' && !behind.of(value)) && (
          <p className={styles.note}>
            Of some it is not known which container they are: NGINX logs their address only.{' '}
            <TextLink href={setupUrl()} inline variant="bodySmall">
              Say which
            </TextLink>
          </p>
        )}
        {entries.length === 0 && <p className={styles.note}>No request matches in this range.</p>}
        <p className={styles.note}>
          {[
            topText(now, rows, page, byStatus && exactTotal(shown, byStatus)),
            note,
            was?.entries.length === 0 && entries.length > 0 ? 'Nothing is there of the period before.' : '',
            was && was.how !== 'exact' ? 'The period before is estimated.' : '',
            absent.length > 0 ? `Without ${absent.map(logTitle).join(' and ')}, which does not say this.` : '',
          ]
            .filter((text) => text !== '')
            .join(' ')}
        </p>
        {before.problem && <p className={styles.note}>The period before could not be read: {before.problem.title}.</p>}
        {was && <Gone gone={gone} before={was} shown={shown} group={group} />}
        <ListActions
          list={now}
          shown={shown}
          question={asks}
          volume={volume}
          page={page}
          onPage={props.onPage}
          isExactly={isExactly}
          onExactly={(on) => onExactly(shown.id, on)}
        />
      </Busy>
    </>
  );
}

function Leading({ behind, ...rest }: { behind: Behind | undefined } & Pick<Props, 'range' | 'onUnder'>) {
  return behind ? <BehindLinks behind={behind} {...rest} /> : null;
}
