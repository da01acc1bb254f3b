import { hashOf } from '../../signals/hashOf';
import type { Labels } from '../../signals/identity';
import { levelOf, type Level } from '../levelOf';
import { normaliseMessage } from './fingerprint';
import { jsonObject, lineFields } from './lineFields';
import { beginsTrace, continuesTrace, traceOf, type Frame, type Trace } from './stackTraces';

/** A line as Loki holds it. */
export interface RawEntry {
  /** Unix milliseconds. */
  time: number;
  line: string;
  labels: Labels;
  /** What names the stream, and tells it from any other. */
  stream: string;
  /** Whose line it is, in words. */
  owner: string;
}

/** One thing that was thrown, each time that it was. */
export interface ExceptionGroup {
  fingerprint: string;
  /** What was thrown; empty where a line only says that something failed. */
  type: string;
  /** With gaps for what differs each time. */
  message: string;
  language: string;
  level: Level;
  /** The innermost calls. */
  frames: Frame[];
  count: number;
  /** Unix milliseconds. */
  first: number;
  last: number;
  times: number[];
  owners: string[];
  /** The newest. */
  sample: RawEntry;
}

/** Lines of one trace that a shipper has cut up are written within this time. */
const SAME_TRACE_MS = 1000;

/** A runtime prints what was thrown right after the line that says so. */
const SAME_EVENT_MS = 100;

/** Calls by which two traces are told apart: further down it is the same framework in all of them. */
const TOP_FRAMES = 3;

/** Longer messages are cut: nobody reads them in a list. */
const LONGEST_MESSAGE = 1000;

const isGrave = (level: Level) => level === 'error' || level === 'critical';

/** Puts traces together that a shipper has cut into lines: entries in order of time, one for each trace or line. */
export function joinEntries(entries: readonly RawEntry[]): RawEntry[] {
  const open = new Map<string, { entry: RawEntry; last: number }>();
  const joined: RawEntry[] = [];
  for (const entry of [...entries].sort((a, b) => a.time - b.time)) {
    const before = open.get(entry.stream);
    const since = before ? entry.time - before.last : Infinity;
    const raised = before?.entry.line.includes('Traceback (most recent') && /^[\w.]+(?::|$)/.test(entry.line);
    const follows =
      before !== undefined &&
      since <= SAME_TRACE_MS &&
      (continuesTrace(entry.line) ||
        raised ||
        (since <= SAME_EVENT_MS &&
          beginsTrace(entry.line) &&
          !before.entry.line.includes('\n') &&
          isGrave(levelOf(before.entry.line, before.entry.labels)) &&
          !beginsTrace(before.entry.line)));
    if (follows) {
      before.entry.line += `\n${entry.line}`;
      before.last = entry.time;
    } else {
      const copy = { ...entry };
      joined.push(copy);
      open.set(entry.stream, { entry: copy, last: entry.time });
    }
  }
  return joined;
}

const STACK_KEYS = /(?:^|[._-])(?:stack|stack_?trace|trace|traceback|exc_info|exception|backtrace)$/i;
const MESSAGE_KEYS = ['msg', 'message', 'error.message', 'err.message', 'exception.message', 'log', 'event'];
const CAUSE_KEYS = ['err', 'error', 'exception', 'cause', 'reason'];
const TYPE_KEYS = /(?:^|[._-])(?:error|err|exception|exc)[._-](?:type|name|class)$|^exception_class$/i;

/** Time, level and brackets before what a line of free text has to say. */
const PREFIX =
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s*)?(?:[[(]?(?:fatal|critical|crit|alert|emerg|error|err|severe|warning|warn)[\])]?[:\s]+)?(?:-\s+)?/i;

/** What a line says in words, without its time and level; for JSON and logfmt the message and its cause. */
function messageOf(line: string): string {
  const fields = new Map(lineFields(line).map(({ name, value }) => [name, value]));
  const said = MESSAGE_KEYS.map((key) => fields.get(key)).find((text) => text);
  const cause = CAUSE_KEYS.map((key) => fields.get(key)).find((text) => text && text !== said);
  if (said !== undefined || cause !== undefined) {
    return [said, cause].filter((text) => text !== undefined).join(': ');
  }
  return (line.split('\n', 1)[0] ?? '').replace(PREFIX, '');
}

function structuredTrace(line: string): Trace | undefined {
  if (!jsonObject(line)) {
    return undefined;
  }
  const fields = lineFields(line);
  const stack = fields.find(({ name, value }) => STACK_KEYS.test(name) && value.includes('\n'))?.value;
  const found = stack === undefined ? undefined : traceOf(stack);
  const type = fields.find(({ name }) => TYPE_KEYS.test(name))?.value;
  if (found && found.frames.length > 0) {
    return { ...found, type: found.type || (type ?? ''), message: found.message || messageOf(line) };
  }
  return type ? { type, message: messageOf(line), frames: [] } : traceOf(messageOf(line).split('\n', 1)[0] ?? '');
}

/** What an entry says was thrown; nothing where it is a line like any other. */
export function exceptionOf(entry: Pick<RawEntry, 'line' | 'labels'>): Trace | undefined {
  const { line, labels } = entry;
  const found = structuredTrace(line) ?? (jsonObject(line) ? undefined : traceOf(line));
  const grave = isGrave(levelOf(line, labels));
  if (found && (found.frames.length > 0 || grave || beginsTrace(line))) {
    return found;
  }
  return grave ? { type: '', message: messageOf(line), frames: [] } : undefined;
}

/** What two incidents of the same thing have in common: type and top calls; without calls the message. */
function identity({ type, message, frames }: Trace): string {
  const top = frames
    .slice(0, TOP_FRAMES)
    .map(({ name, place }) => `${name} ${place.replace(/(?::\d+)+$/, '')}`.replace(/0x[0-9a-f]+|\d+/gi, ''));
  return [type, ...(top.length > 0 ? top : [normaliseMessage(message.slice(0, LONGEST_MESSAGE))])].join('\n');
}

/** Exceptions by what they have in common, most frequent first. */
export function groupExceptions(entries: readonly RawEntry[]): ExceptionGroup[] {
  const groups = new Map<string, ExceptionGroup>();
  for (const entry of joinEntries(entries)) {
    const trace = exceptionOf(entry);
    if (!trace) {
      continue;
    }
    const fingerprint = hashOf(identity(trace));
    const group = groups.get(fingerprint);
    if (group) {
      group.count += 1;
      group.first = Math.min(group.first, entry.time);
      group.times.push(entry.time);
      if (entry.time >= group.last) {
        group.last = entry.time;
        group.sample = entry;
      }
      if (!group.owners.includes(entry.owner)) {
        group.owners.push(entry.owner);
      }
    } else {
      groups.set(fingerprint, {
        fingerprint,
        type: trace.type,
        message: normaliseMessage(trace.message.slice(0, LONGEST_MESSAGE)),
        language: trace.language ?? '',
        level: levelOf(entry.line, entry.labels),
        frames: trace.frames.slice(0, 8),
        count: 1,
        first: entry.time,
        last: entry.time,
        times: [entry.time],
        owners: [entry.owner],
        sample: entry,
      });
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.last - a.last);
}
