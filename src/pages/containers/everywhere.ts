import type { Place } from '../../components/InstallationContext';
import { loadPropertyChoices } from '../../components/scopeChoices';
import { noPrometheus } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { Problem } from '../../grafana/Problem';
import type { Series } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { containerKey } from '../../signals/scope';
import type { Signal, SignalContext } from '../../signals/signal';
import type { Column } from './columns';
import { loadCells, loadFleet, loadLines, MOST_ROWS, type Cells, type Row } from './fleet';

/** One location's Prometheus, and how its data is labelled. */
export interface Asked {
  /** Absent where only one location is shown. */
  location?: string;
  source: DataSourceChoice;
  conventions: Conventions;
}

/** A location that tells nothing, and why. */
export interface Silent {
  location: string | undefined;
  problem: Problem;
}

/** Rows of all locations together. */
export interface Fleets {
  rows: Row[];
  /** Running containers, listed or not. */
  total: number;
  /** True where one location has more containers than are listed of it. */
  cut: boolean;
  silent: Silent[];
}

/** How a question is asked at each location: all but the conventions is the same everywhere. */
type Question = Omit<SignalContext, 'conventions'>;

/** The locations that can be asked, and those that have no Prometheus. */
export function askable(places: readonly Place[]): { asked: Asked[]; silent: Silent[] } {
  return {
    asked: places.flatMap(({ location, installation: { prometheus, conventions } }) =>
      prometheus ? [{ location, source: prometheus, conventions }] : []
    ),
    silent: places.flatMap(({ location, installation: { prometheus }, settings }) =>
      prometheus ? [] : [{ location, problem: noPrometheus(settings) }]
    ),
  };
}

/** The key of something at a location, so that what is called the same elsewhere is another. */
const placed = (location: string | undefined, key: string) =>
  location === undefined ? key : `${location}\u0001${key}`;

/** The key by which the table knows a row's host. */
export const hostKey = ({ location, container }: Row) => placed(location, container.host);

/** Asks every location. One that fails does not silence the others. Rejects when all fail, or when it is aborted. */
async function ofEach<T>(
  asked: readonly Asked[],
  ask: (at: Asked) => Promise<T>
): Promise<{ answers: Array<{ at: Asked; answer: T }>; silent: Silent[] }> {
  const answers: Array<{ at: Asked; answer: T }> = [];
  const silent: Silent[] = [];
  await Promise.all(
    asked.map(async (at) => {
      try {
        answers.push({ at, answer: await ask(at) });
      } catch (error) {
        if (isAbort(error) || !(error instanceof Problem)) {
          throw error;
        }
        silent.push({ location: at.location, problem: error });
      }
    })
  );
  if (answers.length === 0 && silent[0]) {
    throw silent[0].problem;
  }
  return { answers, silent };
}

/** The containers of all locations, each with its own. Rejects with a Problem where none answers. */
export async function loadFleets(
  asked: readonly Asked[],
  question: Question,
  { time, sortBy }: { time: number; sortBy: Signal | undefined },
  signal?: AbortSignal
): Promise<Fleets> {
  const { answers, silent } = await ofEach(asked, ({ source, conventions }) =>
    loadFleet({ source, context: { ...question, conventions }, time, sortBy }, signal)
  );
  return {
    rows: answers.flatMap(({ at: { location }, answer }) =>
      answer.rows.map((row) => ({
        ...row,
        key: placed(location, row.key),
        ...(location === undefined ? {} : { location }),
      }))
    ),
    total: answers.reduce((sum, { answer }) => sum + answer.total, 0),
    cut: answers.some(({ answer }) => answer.total > MOST_ROWS),
    silent,
  };
}

/** The rows of one location, under the keys that it knows them by itself. */
const ownRows = (rows: readonly Row[], { location }: Asked): Row[] =>
  rows.filter((row) => row.location === location).map((row) => ({ ...row, key: containerKey(row.container) }));

const withRows = (asked: readonly Asked[], rows: readonly Row[]) =>
  asked.filter((at) => rows.some(({ location }) => location === at.location));

/** Maps of all locations as one, by signal and placed key. */
function together<T>(
  answers: ReadonlyArray<{ at: Asked; answer: ReadonlyMap<string, ReadonlyMap<string, T>> }>
): Map<string, Map<string, T>> {
  const all = new Map<string, Map<string, T>>();
  for (const { at, answer } of answers) {
    for (const [id, values] of answer) {
      const known = all.get(id) ?? new Map<string, T>();
      values.forEach((value, key) => known.set(placed(at.location, key), value));
      all.set(id, known);
    }
  }
  return all;
}

/** The cells of the rows in view, each asked at its own location. Rejects with a Problem. */
export async function loadAllCells(
  asked: readonly Asked[],
  question: Question,
  time: number,
  rows: readonly Row[],
  columns: readonly Column[],
  signal?: AbortSignal
): Promise<Cells> {
  const { answers } = await ofEach(withRows(asked, rows), (at) =>
    loadCells(
      { source: at.source, context: { ...question, conventions: at.conventions }, time },
      ownRows(rows, at),
      columns,
      signal
    )
  );
  const notExported = new Map<string, Set<string>>();
  for (const { at, answer } of answers) {
    for (const [id, hosts] of answer.notExported) {
      const known = notExported.get(id) ?? new Set();
      hosts.forEach((host) => known.add(placed(at.location, host)));
      notExported.set(id, known);
    }
  }
  return {
    rows: new Set(answers.flatMap(({ at, answer }) => [...answer.rows].map((key) => placed(at.location, key)))),
    values: together(answers.map(({ at, answer }) => ({ at, answer: answer.values }))),
    notExported,
  };
}

/** The lines of the rows in view, each asked at its own location. Rejects with a Problem. */
export async function loadAllLines(
  asked: readonly Asked[],
  question: Question,
  range: { from: number; to: number },
  rows: readonly Row[],
  columns: readonly Column[],
  signal?: AbortSignal
): Promise<Map<string, Map<string, Series>>> {
  const { answers } = await ofEach(withRows(asked, rows), (at) =>
    loadLines(at.source, { ...question, conventions: at.conventions }, range, ownRows(rows, at), columns, signal)
  );
  return together(answers);
}

/** The values of a property at all locations that answer, each once, in order. Rejects with a Problem where none does. */
export async function loadAllChoices(
  asked: readonly Asked[],
  property: Parameters<typeof loadPropertyChoices>[2],
  range: { from: number; to: number }
): Promise<string[]> {
  const { answers } = await ofEach(asked, ({ source, conventions }) =>
    loadPropertyChoices(source, conventions, property, range)
  );
  return [...new Set(answers.flatMap(({ answer }) => answer))].sort((a, b) => a.localeCompare(b, 'en'));
}
