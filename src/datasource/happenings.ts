import { FieldType, type DataFrame, type DataLink, type Field } from '@grafana/data';
import { EVENT_COLORS } from '../components/eventColors';
import { subjectUrl } from '../components/findings/subjectUrl';
import { loadLives } from '../components/loadLifecycle';
import { atLocation } from '../components/paths';
import { formatDuration, formatValue } from '../components/units';
import type { Severity } from '../checks/check';
import type { Finding } from '../checks/finding';
import { hostOfSubject } from '../checks/subject';
import { subjectText } from '../checks/subjectText';
import type { DataSourceChoice } from '../grafana/dataSources';
import type { LifecycleEvent } from '../insights/lifecycle';
import type { SignalContext } from '../signals/signal';
import type { AllFindings } from './allFindings';

/** More events than this cover everything that they stand on. */
const MOST_EVENTS = 1000;

const SEVERITY_COLORS: Record<Severity, string> = { critical: 'red', warning: 'orange', info: 'blue' };

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** Something to mark on a time axis, in the fields that Grafana knows annotations by. */
interface Mark {
  time: number;
  timeEnd: number;
  title: string;
  text: string;
  tags: string[];
  color: string;
  host: string;
  container: string;
}

const textField = (name: string, values: string[], links?: DataLink[]): Field => ({
  name,
  type: FieldType.string,
  values,
  config: links ? { links } : {},
});
const timeField = (name: string, values: Array<number | null>): Field => ({
  name,
  type: FieldType.time,
  values,
  config: {},
});

function marksFrame(refId: string, marks: readonly Mark[]): DataFrame {
  const latest = [...marks].sort((a, b) => b.time - a.time).slice(0, MOST_EVENTS);
  const of = <Key extends keyof Mark>(key: Key) => latest.map((mark) => mark[key]);
  return {
    refId,
    fields: [
      timeField('time', of('time')),
      timeField('timeEnd', of('timeEnd')),
      textField('title', of('title')),
      textField('text', of('text')),
      { name: 'tags', type: FieldType.other, values: of('tags'), config: {} },
      textField('color', of('color')),
      textField('host', of('host')),
      textField('container', of('container')),
    ],
    length: latest.length,
    meta:
      latest.length < marks.length
        ? { notices: [{ severity: 'warning', text: `The latest ${latest.length} of ${marks.length} events.` }] }
        : {},
  };
}

/** Events of one kind closer together than this part of the range are one mark: a crash loop would cover everything. */
const BOUTS = 40;

interface Bout extends LifecycleEvent {
  timeEnd: number;
  count: number;
}

function inBouts(events: readonly LifecycleEvent[], gap: number): Bout[] {
  const bouts: Bout[] = [];
  const lastOf = new Map<LifecycleEvent['kind'], Bout>();
  for (const event of events) {
    const last = lastOf.get(event.kind);
    if (last && event.time - last.timeEnd < gap) {
      last.timeEnd = event.time;
      last.count += 1;
    } else {
      const bout = { ...event, timeEnd: event.time, count: 1 };
      lastOf.set(event.kind, bout);
      bouts.push(bout);
    }
  }
  return bouts;
}

/** Starts, restarts, deploys, OOM kills and changes of health within a range. Rejects with a Problem. */
export async function eventsFrame(
  refId: string,
  source: DataSourceChoice,
  context: SignalContext,
  range: Range,
  signal?: AbortSignal
): Promise<DataFrame> {
  const lives = await loadLives(source, context, range, signal);
  const gap = (range.to - range.from) / BOUTS;
  const marks = lives.flatMap(({ container, events }) =>
    inBouts(events, gap).map(({ time, timeEnd, kind, text, count }): Mark => ({
      time,
      timeEnd,
      title: `${container.host}/${container.name}`,
      text: count > 1 ? `${text}, and ${count - 1} more of the like until the end of this mark` : text,
      tags: [kind, container.host, container.name],
      color: EVENT_COLORS[kind],
      host: container.host,
      container: container.name,
    }))
  );
  return marksFrame(refId, marks);
}

/** What the checks found at the end of a range: rows for a table, or marks where each began. @param location where links lead */
export function findingsFrame(
  refId: string,
  { findings, notices }: AllFindings,
  range: Range,
  as: 'table' | 'marks',
  location: string | undefined
): DataFrame {
  const frame = as === 'marks' ? findingMarks(refId, findings, range) : findingTable(refId, findings, location);
  return { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), ...notices] } };
}

function findingMarks(refId: string, findings: readonly Finding[], range: Range): DataFrame {
  return marksFrame(
    refId,
    findings.flatMap(({ check, subject, since }): Mark[] =>
      since === undefined || since < range.from
        ? []
        : [
            {
              time: since,
              timeEnd: range.to,
              title: check.title,
              text: `${subjectText(subject)}: ${check.meaning}`,
              tags: [check.severity, check.id],
              color: SEVERITY_COLORS[check.severity],
              host: hostOfSubject(subject) ?? '',
              container: subject.kind === 'container' ? subject.container.name : '',
            },
          ]
    )
  );
}

function findingTable(refId: string, findings: readonly Finding[], location: string | undefined): DataFrame {
  const links = findings.map(({ subject }) => atLocation(subjectUrl(subject), location));
  return {
    refId,
    fields: [
      textField(
        'Severity',
        findings.map(({ check, pending }) => (pending ? `${check.severity}, pending` : check.severity))
      ),
      textField(
        'Finding',
        findings.map(({ check }) => check.title)
      ),
      textField(
        'Host',
        findings.map(({ subject }) => hostOfSubject(subject) ?? '')
      ),
      textField(
        'What',
        findings.map(({ subject }) => subjectText(subject)),
        [{ title: 'Open in Quayside', url: '${__data.fields.Link}' }]
      ),
      textField(
        'Value',
        findings.map(({ check, value }) => formatValue(value, check.unit))
      ),
      timeField(
        'Since',
        findings.map(({ since }) => since ?? null)
      ),
      textField(
        'Fails in',
        findings.map(({ timeToFailure }) => (timeToFailure ? formatDuration(timeToFailure.estimate) : ''))
      ),
      textField(
        'Meaning',
        findings.map(({ check }) => check.meaning)
      ),
      { ...textField('Link', links), config: { custom: { hidden: true, hideFrom: { viz: true } } } },
    ],
    length: findings.length,
    meta: { preferredVisualisationType: 'table' },
  };
}
