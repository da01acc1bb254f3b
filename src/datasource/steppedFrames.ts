import { dateTimeFormat, FieldType, type DataFrame, type QueryResultMetaNotice } from '@grafana/data';
import { recordingStory } from '../components/recordingStory';
import type { Sample, Series } from '../grafana/prometheus';
import type { Stepped } from '../grafana/stepped/Stepped';
import { emptyFrame, seriesFrames, tableFrame, withNotices } from './frames';
import type { Plan } from './plan';

const timeText = (time: number) => dateTimeFormat(time, { format: 'YYYY-MM-DD HH:mm' });

/** What values were read from, and where that changes. */
export function readingNotices({ plan, note }: Pick<Stepped, 'plan' | 'note'>): QueryResultMetaNotice[] {
  const story = plan && recordingStory(plan);
  if (!story) {
    return [{ severity: 'info', text: 'Read from the logs: nothing is recorded of it in this range.' }];
  }
  const { since, holes, stopped } = story;
  const [hole] = holes;
  const begun =
    since === undefined ? 'Recorded' : `Recorded since ${timeText(since)}, and before that read from the logs`;
  const more = holes.length > 1 ? `, and in ${holes.length - 1} more such holes,` : '';
  const filled = hole
    ? `; from ${timeText(hole.from)} to ${timeText(hole.to)}${more} nothing was recorded, and the logs fill in`
    : '';
  return [
    { severity: 'info', text: `${begun}${filled}.${note ? ` ${note}` : ''}` },
    ...(stopped === undefined
      ? []
      : [
          {
            severity: 'warning' as const,
            text: `Nothing has been recorded since ${timeText(stopped)}: from then on the logs are read. Look at Quayside’s page Derived metrics.`,
          },
        ]),
  ];
}

/** What was asked, of the recording and, where that has holes, of the logs. */
function askedText({ plan, recorded, raw }: Stepped): string {
  const logs = plan && plan.missing.length === 0 ? [] : raw;
  return [...recorded, ...logs].map(({ expr }) => expr).join('\n');
}

const frameOf = ({ refId }: Plan, { labels, times, values }: Series): DataFrame => ({
  refId,
  fields: [
    { name: 'Time', type: FieldType.time, values: times, config: {} },
    { name: 'Value', type: FieldType.number, values, labels: { ...labels }, config: {} },
  ],
  length: times.length,
});

/** Values at steps as frames, with what they were read from. */
export function steppedFrames(plan: Plan, stepped: Stepped, series: readonly Series[]): DataFrame[] {
  const asked = askedText(stepped);
  const samples = series.flatMap(({ labels, values }): Sample[] => {
    const value = values.at(-1);
    return value === undefined ? [] : [{ labels, value }];
  });
  const frames =
    series.length === 0
      ? [emptyFrame(plan.refId, `No lines for “${plan.signal.title}” in this scope and range.`, asked)]
      : plan.form === 'table'
        ? [tableFrame(plan, samples)]
        : seriesFrames(
            plan,
            series.map((one) => frameOf(plan, one))
          );
  return withNotices(
    frames.map((frame) => ({ ...frame, meta: { ...frame.meta, executedQueryString: asked } })),
    readingNotices(stepped)
  );
}
