import React from 'react';
import { Totals, type Total } from '../../components/Totals';
import { formatValue } from '../../components/units';
import type { Loaded } from '../../components/useLoaded';
import type { Estimate } from '../../insights/nginx/slices';
import type { Filter } from '../../signals/nginx/filters';
import { summed, totalOf, type Stepped } from './loadTraffic';
import { changeText, estimateText, latencyEstimate, shareIntervalText } from './totalTexts';

/** The numbers of one period. */
export interface PeriodNumbers {
  statuses: Stepped;
  /** p50, p95 and p99 in seconds; absent until they are known. */
  latency: Estimate[] | undefined;
  /** They may take longer than all else. Absent where they are not asked for. */
  visitors?: Loaded<Estimate>;
}

interface Props {
  now: PeriodNumbers;
  before: PeriodNumbers | undefined;
  /** What `before` is called. */
  called: string;
  /** Why there are no percentiles; empty where there are. */
  untimed: string;
  /** Why there are no visitors; empty where there are. */
  nameless: string;
  busy: boolean;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
}

const PERCENTILES = ['p50', 'p95', 'p99'];

const all = ({ series, steps }: Stepped) => totalOf(summed(series), steps);

const ofClass = ({ series, steps }: Stepped, first: string) =>
  totalOf(summed(series.filter(({ name }) => name.startsWith(first))), steps);

/** A share of two totals: of exact ones exact, of estimates no surer than the part is. */
function shareOf(part: Estimate, whole: Estimate): Estimate | undefined {
  if (whole.value <= 0) {
    return undefined;
  }
  const of = (count: number) => Math.min(1, count / whole.value);
  return { value: of(part.value), low: of(part.low), high: of(part.high) };
}

const shareText = (share: Estimate | undefined) => (share ? shareIntervalText(share) : '–');

/** The range's numbers at a glance, each with what it was in the period that is compared with. */
export function TrafficTotals({ now, before, called, untimed, nameless, busy, filters, onFilter }: Props) {
  const was = (text: string | undefined) => (text === undefined ? {} : { more: `${called}: ${text}` });
  const requests = all(now.statuses);
  const requestsBefore = before && all(before.statuses);
  const classTile = (name: '5xx' | '4xx'): Total => {
    const first = name.charAt(0);
    const filter: Filter = { dimension: 'statusClass', op: 'is', value: name };
    const pressed = filters.some((one) => one.dimension === 'statusClass' && one.op === 'is' && one.value === name);
    const part = ofClass(now.statuses, first);
    const share = shareOf(part, requests);
    return {
      title: name,
      text: share ? formatValue(share.value, 'ratio') : '–',
      note: estimateText(part).text,
      ...was(before && requestsBefore && shareText(shareOf(ofClass(before.statuses, first), requestsBefore))),
      choose: {
        label: pressed ? `No longer only requests answered with ${name}` : `Only requests answered with ${name}`,
        pressed,
        onChoose: () => onFilter(filter),
      },
    };
  };
  return (
    <Totals
      busy={busy}
      totals={[
        {
          title: 'Requests',
          ...estimateText(requests),
          ...was(requestsBefore && changeText(requests, requestsBefore)),
        },
        {
          title: 'Unique visitors',
          ...(nameless !== ''
            ? { text: 'not logged', note: nameless }
            : now.visitors?.problem
              ? { text: 'not counted', note: now.visitors.problem.title }
              : now.visitors?.data && !now.visitors.loading
                ? estimateText(now.visitors.data)
                : { text: '…' }),
        },
        classTile('5xx'),
        classTile('4xx'),
        ...PERCENTILES.map((title, index): Total =>
          untimed !== ''
            ? { title, text: 'not logged', note: untimed }
            : {
                title,
                ...latencyEstimate(now.latency?.[index]),
                ...was(before?.latency && latencyEstimate(before.latency[index]).text),
              }
        ),
      ]}
    />
  );
}
