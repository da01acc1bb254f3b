import React, { useState, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import {
  Badge,
  ClipboardButton,
  Icon,
  LinkButton,
  LoadingPlaceholder,
  RadioButtonGroup,
  Stack,
  TextLink,
  useStyles2,
} from '@grafana/ui';
import { Busy } from '../../components/Busy';
import { shortened } from '../../components/shortened';
import { setupUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { Behind } from '../../insights/nginx/behind';
import { comparePeriods, type Change } from '../../insights/nginx/comparison';
import { fieldRemedy } from '../../signals/nginx/logFormat';
import { logTitle } from '../../signals/nginx/logs';
import { listQueries, PLAIN_LOKI, type RankedList } from '../../signals/nginx/lists';
import { COMBINED } from '../../signals/nginx/format';
import { accessLogsOf, lackingFields, logsLeftOut } from '../../signals/nginx/nginxSignal';
import type { Filter } from '../../signals/nginx/filters';
import { durationText } from '../../signals/promql';
import type { ContainerRef } from '../../signals/scope';
import { BehindLinks } from './BehindLinks';
import { grouped } from './grouped';
import type { ListCard, ListView } from './lists';
import { loadList, type Entry, type ListQuestion, type LoadedList } from './loadList';
import { useBehind } from './useBehind';

interface Props {
  card: ListCard;
  question: ListQuestion;
  /** Lists that the page has counted exactly already, by id; while they are counted, empty. */
  known: ReadonlyMap<string, Loaded<LoadedList>>;
  /** Everything that the question depends on, as text. */
  questionKey: string;
  /** Milliseconds back to the period that is compared with; 0 for none. */
  comparedWith: number;
  chosen: string;
  onChoose: (list: string) => void;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
  onReadAll: () => void;
  range: TimeRange;
  /** Lays a container's CPU and memory under the traffic. */
  onUnder: (container: ContainerRef) => void;
}

const SHOWN = 15;

const CHANGES: Record<Exclude<Change, 'same'>, { text: string; color: 'blue' | 'darkgrey' | 'orange' | 'green' }> = {
  new: { text: 'new', color: 'blue' },
  gone: { text: 'gone', color: 'darkgrey' },
  up: { text: 'up', color: 'orange' },
  down: { text: 'down', color: 'green' },
};

const whole = (value: number) => Math.round(value).toLocaleString('en');

/** A count, with its interval where it is an estimate. */
function countText({ value, low, high }: Entry['count']): string {
  return low === high
    ? whole(value)
    : `≈ ${whole(value)} (${whole(low)} to ${Number.isFinite(high) ? whole(high) : 'unknown'})`;
}

function asMap({ entries }: LoadedList): Map<string, number> {
  return new Map(entries.map(({ key, count }) => [key, count.value]));
}

function changesOf(
  now: LoadedList | undefined,
  before: LoadedList | undefined
): Map<string, { change: Change; relative?: number }> {
  // A period of which nothing is kept says nothing of what is new.
  if (!now || !before || before.entries.length === 0) {
    return new Map();
  }
  const limited = { now: !now.complete, before: !before.complete };
  return new Map(comparePeriods(asMap(now), asMap(before), { limited }).map((one) => [one.key, one]));
}

/** One card of ranked lists: the first values, what the rest amounts to, and a click to filter by each. */
export function ListCardView(props: Props) {
  const { card, question, chosen, onChoose } = props;
  const styles = useStyles2(getStyles);
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

function Body({
  view,
  known,
  question,
  questionKey,
  comparedWith,
  filters,
  onFilter,
  onReadAll,
  range,
  onUnder,
}: Props & { view: ListView }) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const before = {
    ...question,
    range: { from: question.range.from - comparedWith, to: question.range.to - comparedWith },
  };
  const counted = known.get(view.list.id);
  const asked = useLoaded(counted ? null : questionKey, (signal) => loadList(view.list, question, signal));
  const list = counted ?? asked;
  const past = useLoaded(comparedWith > 0 ? `${questionKey} ${comparedWith}` : null, (signal) =>
    loadList(view.list, before, signal)
  );
  const [dimension] = view.list.dimensions;
  const values = list.data?.entries.slice(0, SHOWN).flatMap((entry) => entry.values.slice(0, 1)) ?? [];
  const behind = useBehind(dimension, values, question.range.to);
  if (list.problem) {
    // What the whole page counts says itself why it could not.
    return counted ? (
      <p className={styles.note}>Not counted: why is said above.</p>
    ) : (
      <ProblemNotice problem={list.problem} />
    );
  }
  if (!list.data) {
    return <LoadingPlaceholder text="Counting…" />;
  }
  const { list: shown, groupAs } = view;
  const now = grouped(list.data, groupAs);
  const { entries, complete, how, note } = now;
  const absent = logsLeftOut(question.context, shown.fields);
  const rows = all ? entries : entries.slice(0, SHOWN);
  const total = entries.reduce((sum, { count }) => sum + count.value, 0);
  const rest = entries.slice(rows.length).reduce((sum, { count }) => sum + count.value, 0);
  const most = entries[0]?.count.value ?? 0;
  const changes = changesOf(now, past.data && grouped(past.data, groupAs));
  const gone = [...changes].filter(([, { change }]) => change === 'gone').length;
  const seconds = (question.range.to - question.range.from) / 1000;
  const expr = listQueries(shown, { ...question.context, range: durationText(seconds) }, PLAIN_LOKI, SHOWN).exact;
  return (
    <Busy busy={list.loading}>
      <ol className={styles.list}>
        {rows.map((entry) => (
          <Row
            key={entry.key}
            entry={entry}
            shown={shown}
            group={groupAs !== undefined}
            share={most > 0 ? entry.count.value / most : 0}
            change={changes.get(entry.key)}
            filters={filters}
            onFilter={onFilter}
          >
            <Leading behind={behind.of(entry.values[0] ?? '')} range={range} onUnder={onUnder} />
          </Row>
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
        {entries.length > 0 &&
          `Top ${rows.length} of ${complete ? entries.length.toLocaleString('en') : `at least ${entries.length.toLocaleString('en')}`}`}
        {rest > 0 && total > 0
          ? `; the rest ${complete ? 'are' : 'counted are'} ${((100 * rest) / total).toFixed(rest / total < 0.1 ? 1 : 0)} % of requests`
          : ''}
        {past.data && past.data.entries.length === 0 && entries.length > 0
          ? '; nothing is there of the period before'
          : ''}
        {gone > 0 ? `; ${gone} of the period before are gone` : ''}
        {entries.length > 0 ? '. ' : ''}
        {note}
        {absent.length > 0 ? ` Without ${absent.map(logTitle).join(' and ')}, which does not say this.` : ''}
      </p>
      <Stack direction="row" gap={0.5} wrap="wrap">
        {entries.length > SHOWN && (
          <button type="button" className={styles.link} onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : 'Show all'}
          </button>
        )}
        {how === 'estimated' && !question.reading.exact && (
          <button type="button" className={styles.link} onClick={onReadAll}>
            Read everything for exact numbers
          </button>
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
    </Busy>
  );
}

function Leading({ behind, ...rest }: { behind: Behind | undefined } & Pick<Props, 'range' | 'onUnder'>) {
  return behind ? <BehindLinks behind={behind} {...rest} /> : null;
}

interface RowProps {
  children?: ReactNode;
  entry: Entry;
  shown: RankedList;
  /** The entry is a group of values: its name stands in no line. */
  group: boolean;
  share: number;
  change: { change: Change; relative?: number } | undefined;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
}

function Row({ entry, shown, group, share, change, filters, onFilter, children }: RowProps) {
  const styles = useStyles2(getStyles);
  const changed = change && change.change !== 'same' ? CHANGES[change.change] : undefined;
  return (
    <li className={styles.row}>
      <span className={styles.bar} style={{ width: `${share * 100}%` }} aria-hidden />
      <span className={styles.values}>
        {group && <GroupName entry={entry} shown={shown} onFilter={onFilter} />}
        {(group ? [] : shown.dimensions).map((dimension, index) => {
          const value = entry.values[index] ?? '';
          const active = filters.some(
            (filter) => filter.dimension === dimension && filter.value === value && filter.op === 'is'
          );
          return (
            <span key={dimension} className={styles.value}>
              <button
                type="button"
                className={styles.link}
                aria-pressed={active}
                title="Only requests with this"
                onClick={() => onFilter({ dimension, op: 'is', value })}
              >
                {value === '' ? '(none)' : shortened(value)}
              </button>
              <button
                type="button"
                className={styles.exclude}
                aria-label={`Only requests without ${value === '' ? '(none)' : shortened(value)}`}
                title="Only requests without this"
                onClick={() => onFilter({ dimension, op: 'not', value })}
              >
                <Icon name="minus-circle" size="sm" />
              </button>
            </span>
          );
        })}
        {children}
      </span>
      {changed && (
        <Badge
          color={changed.color}
          text={
            change?.relative === undefined
              ? changed.text
              : `${change.relative > 0 ? '+' : ''}${Math.round(change.relative * 100)} %`
          }
        />
      )}
      <span className={styles.count}>{countText(entry.count)}</span>
    </li>
  );
}

/** The name of a group, which filters by its values as long as they are few. */
function GroupName({ entry, shown, onFilter }: Pick<RowProps, 'entry' | 'shown' | 'onFilter'>) {
  const styles = useStyles2(getStyles);
  const [dimension] = shown.dimensions;
  const [only, ...more] = entry.values;
  // One value is one click; several would have to be any of them, which the list of values itself offers.
  return more.length === 0 ? (
    <button type="button" className={styles.link} onClick={() => onFilter({ dimension, op: 'is', value: only ?? '' })}>
      {entry.key}
    </button>
  ) : (
    <span title={entry.values.slice(0, 20).join('\n')}>
      {entry.key} <span className={styles.note}>({entry.values.length})</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(1, 1.5),
    minWidth: 0,
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  list: css({
    listStyle: 'none',
    margin: theme.spacing(1, 0),
    padding: 0,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  row: css({
    position: 'relative',
    display: 'flex',
    gap: theme.spacing(1),
    alignItems: 'center',
    padding: theme.spacing(0.25, 0.5),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  bar: css({
    position: 'absolute',
    left: 0,
    top: 2,
    bottom: 2,
    background: theme.colors.primary.transparent,
    zIndex: 0,
  }),
  values: css({ position: 'relative', flex: 1, minWidth: 0, display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  value: css({ display: 'inline-flex', gap: theme.spacing(0.5), alignItems: 'center', minWidth: 0 }),
  count: css({ position: 'relative', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  link: css({
    background: 'none',
    border: 'none',
    padding: 0,
    textAlign: 'left',
    color: theme.colors.text.link,
    overflowWrap: 'anywhere',
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
    '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold },
  }),
  exclude: css({
    background: 'none',
    border: 'none',
    padding: 0,
    display: 'inline-flex',
    color: theme.colors.text.disabled,
    '&:hover, &:focus-visible': { color: theme.colors.error.text },
  }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  missing: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  code: css({ fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'pre-wrap' }),
});
