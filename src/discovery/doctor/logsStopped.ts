import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLines, queryLogInstant } from '../../grafana/loki';
import { streamVolumes } from '../../grafana/lokiIndex';
import type { Conventions } from '../../signals/conventions';
import { everything } from '../../signals/doctor';
import { hostOf } from '../../signals/hostNames';
import { hostLineLabels, hostLines } from '../../signals/logHealth';
import { EVERYTHING } from '../../signals/scope';
import { containerOfStream, streamLabels, streamsOf } from '../../signals/streams';
import { counted, lokiOf, NotChecked, type Ailment } from './ailment';

const WINDOW = '15m';
const DAY_MS = 24 * 3600_000;
const MOST_STREAMS = 5000;

/** Hosts that are silent now are looked at one by one, so many of them. */
const MOST_SILENT = 20;

/** A host has stopped where its silence is so many times as long as those before it. */
const TIMES = 3;

/** Nobody writes more rarely than this without its silence meaning nothing. */
const RAREST_MS = 3600_000;

/** A host that has been silent, and since when. */
interface Silence {
  host: string;
  /** Unix milliseconds. */
  since: number;
}

/** Hosts that have lines of the last day; the empty name where streams name none. */
async function hostsOfDay(loki: DataSourceChoice, conventions: Conventions, time: number, signal?: AbortSignal) {
  const range = { from: time - DAY_MS, to: time };
  const selector = streamsOf(conventions, EVERYTHING);
  const streams = await streamVolumes(loki, selector, streamLabels(conventions), range, MOST_STREAMS, signal);
  const containers = streams.flatMap(({ labels }) => containerOfStream(conventions, labels) ?? []);
  return new Set(containers.map(({ host }) => host));
}

/**
 * Since when a host is silent that writes nothing now; nothing where it was as silent before. One line is read for each part of
 * the time before its last one: it has stopped where every part has a line.
 */
async function silenceOf(
  loki: DataSourceChoice,
  conventions: Conventions,
  host: string,
  time: number,
  signal?: AbortSignal
): Promise<Silence | undefined> {
  const selector = streamsOf(conventions, host === '' ? EVERYTHING : { hosts: [host] });
  const newest = async (from: number, to: number) => (await queryLines(loki, selector, { from, to }, 1, signal))[0];
  const last = await newest(time - DAY_MS, time);
  if (!last) {
    return undefined;
  }
  const part = Math.min((time - last.time) / TIMES, RAREST_MS);
  const before = await Promise.all(
    Array.from({ length: TIMES }, (_, n) => newest(last.time - (n + 2) * part, last.time - (n + 1) * part))
  );
  return before.every((line) => line !== undefined) ? { host, since: last.time } : undefined;
}

const age = (milliseconds: number) => {
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
};

/**
 * Hosts whose logs have ended within the last day, at whatever time.
 * @param shipper configuration that brings logs
 */
export const logsStopped = (shipper: string): Ailment => ({
  id: 'logs-stopped',
  title: 'Logs have stopped',
  severity: 'critical',
  costs: 'What happens there now is recorded nowhere: no search and no check of logs will ever find it.',
  how: ({ conventions }) =>
    `${hostLines({ ...everything(conventions), range: WINDOW })}\nbeside the streams of the last day in Loki’s index, and the last line of each host that is silent`,
  examine: async (patient) => {
    const { conventions, time, signal } = patient;
    const loki = lokiOf(patient);
    const context = { ...everything(conventions), range: WINDOW };
    const [now, ofDay] = await Promise.all([
      queryLogInstant(loki, hostLines(context), time, signal),
      hostsOfDay(loki, conventions, time, signal),
    ]);
    const [label] = hostLineLabels(conventions);
    const writing = new Set(
      now.map(({ labels }) => (label === undefined ? '' : hostOf(conventions, 'logs', labels[label] ?? '')))
    );
    if (now.length === 0 && ofDay.size === 0) {
      return {
        outcome: 'ill',
        found: 'No container has written a line within the last 24 h.',
        remedies: [
          {
            where: 'Conventions, above: are these the labels that the streams have?',
            lines: JSON.stringify(conventions.logs),
          },
          { where: 'vector.yaml', lines: shipper },
        ],
      };
    }
    const silent = [...ofDay].filter((host) => !writing.has(host));
    const looked = await Promise.all(
      silent.slice(0, MOST_SILENT).map((host) => silenceOf(loki, conventions, host, time, signal))
    );
    const stopped = looked.filter((one) => one !== undefined).sort((a, b) => a.since - b.since);
    if (stopped.length === 0 && silent.length > MOST_SILENT) {
      throw new NotChecked(
        `${silent.length} hosts have written nothing within the last ${WINDOW}, too many to look at each; the ${MOST_SILENT} that were looked at write rarely`
      );
    }
    const rare = silent.length - stopped.length;
    return stopped.length === 0
      ? {
          outcome: 'well',
          found: `Lines of ${counted(writing.size, 'host')} within the last ${WINDOW}${rare > 0 ? `; ${counted(rare, 'other')} may just have nothing to say` : ''}`,
        }
      : {
          outcome: 'ill',
          found: `${counted(stopped.length, 'host')} wrote within the last 24 h, and nothing within the last ${WINDOW}.`,
          examples: stopped.map(
            ({ host, since }) =>
              `${host || 'all hosts together'}: for ${age(time - since)}, and it used to write all the time`
          ),
          remedies: [
            {
              where: 'shell, on those hosts: the shipper’s own log tells whether it runs and reaches Loki',
              lines:
                'docker ps --filter name=vector --filter name=promtail --filter name=alloy\ndocker logs --tail 50 vector',
            },
          ],
        };
  },
});
