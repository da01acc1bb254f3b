import type { Labels } from '../../signals/identity';
import { anyOf, type Matcher } from '../../signals/promql';
import { APPLICATION_LABELS, jobKind, type JobKind } from '../../signals/services/applications';

/** What is scraped as one: an application with its instances, or an exporter. */
export interface Application {
  job: string;
  /** What tells it from others of its job, as an address holds it (`service=chat`); empty where nothing has to, or for the rest. */
  part: string;
  /** How it is called: by its label where several share a job, otherwise by the job. */
  name: string;
  kind: JobKind;
  /** The conditions on its series beside the job. */
  where: Matcher[];
  /** Targets at the end of the range; 0 where it had some only before. */
  instances: number;
  up: number;
  /** Samples of its last scrapes, all instances together; nothing where nobody knows. */
  samples: number | undefined;
}

/** One target of any job. */
export interface Target {
  labels: Labels;
  /** Nothing for one that is no longer scraped at the end of the range. */
  up: boolean | undefined;
  samples: number | undefined;
}

const jobOf = (labels: Labels) => labels['job'] ?? '';
const instanceOf = (labels: Labels) => labels['instance'] ?? '';
const keyOf = (labels: Labels) => `${jobOf(labels)}\u0000${instanceOf(labels)}`;

function groupedBy<T>(all: readonly T[], keyOfOne: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOfOne(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/**
 * The label by which the targets of one job are several applications; nothing where they are one. Those that are scraped
 * now decide: a label that was given to all of them yesterday makes no two applications of one.
 */
function tellingLabel(targets: readonly Target[]): string | undefined {
  const now = targets.filter(({ up }) => up !== undefined);
  const decide = now.length > 0 ? now : targets;
  return APPLICATION_LABELS.find((label) => new Set(decide.map(({ labels }) => labels[label] ?? '')).size > 1);
}

function applicationOf(
  { job, name, kind, where }: Pick<Application, 'job' | 'name' | 'kind' | 'where'>,
  targets: readonly Target[]
): Application {
  const now = targets.filter(({ up }) => up !== undefined);
  const counted = now.flatMap(({ samples }) => samples ?? []);
  return {
    job,
    part: where.flatMap(({ label, op, value }) => (op === '=' ? `${label}=${value}` : [])).join(','),
    name,
    kind,
    where,
    instances: now.length,
    up: now.filter(({ up }) => up).length,
    samples: counted.length > 0 ? counted.reduce((sum, one) => sum + one, 0) : undefined,
  };
}

/** The targets of one job that are called alike: one application, and each exporter that is among them by itself. */
function applicationsAmong(
  { job, name, where }: Pick<Application, 'job' | 'name' | 'where'>,
  targets: readonly Target[],
  told: ReadonlyMap<string, readonly string[]>
): Application[] {
  const kinds = targets
    // Who does not answer says nothing of itself.
    .filter((target) => target.up)
    .map((target) => ({ target, kind: jobKind(name, told.get(keyOf(target.labels)) ?? []) }));
  const distinct = new Set(kinds.map(({ kind }) => kind));
  if (distinct.size < 2 || !distinct.has('application')) {
    const kind = kinds[0]?.kind ?? jobKind(name, []);
    return [applicationOf({ job, name, kind, where }, targets)];
  }
  const alone = kinds.filter(({ kind }) => kind !== 'application');
  const instances = alone.map(({ target }) => instanceOf(target.labels));
  const { label, value } = anyOf('instance', instances);
  const others: Matcher = { label, op: instances.length > 1 ? '!~' : '!=', value };
  return [
    applicationOf(
      { job, name, kind: 'application', where: [...where, others] },
      targets.filter(({ labels }) => !instances.includes(instanceOf(labels)))
    ),
    ...alone.map(({ target, kind }) => {
      const instance = instanceOf(target.labels);
      return applicationOf(
        { job, name: instance, kind, where: [...where, { label: 'instance', op: '=', value: instance }] },
        [target]
      );
    }),
  ];
}

/**
 * The applications that targets are. A job is one, unless a label of its targets tells them apart; an exporter among them
 * is only itself, and makes no exporter of the others.
 * @param telltales labels of series that only certain kinds of programs expose, their names among them
 */
export function applicationsOf(targets: readonly Target[], telltales: readonly Labels[]): Application[] {
  const known = new Set(targets.map(({ labels }) => keyOf(labels)));
  const told = new Map<string, string[]>();
  const add = (key: string, name: string) => told.set(key, [...(told.get(key) ?? []), name]);
  for (const labels of telltales) {
    const name = labels['__name__'] ?? '';
    if (known.has(keyOf(labels))) {
      add(keyOf(labels), name);
      continue;
    }
    // Its series call the instance otherwise than its target is called: then they speak of the whole job.
    targets
      .filter((target) => jobOf(target.labels) === jobOf(labels))
      .forEach((target) => add(keyOf(target.labels), name));
  }
  const found = [...groupedBy(targets, ({ labels }) => jobOf(labels))].flatMap(([job, ofJob]) => {
    const label = tellingLabel(ofJob);
    if (label === undefined) {
      return applicationsAmong({ job, name: job, where: [] }, ofJob, told);
    }
    return [...groupedBy(ofJob, ({ labels }) => labels[label] ?? '')].flatMap(([value, some]) =>
      applicationsAmong({ job, name: value || job, where: [{ label, op: '=', value }] }, some, told)
    );
  });
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.job.localeCompare(b.job, 'en'));
}

/** Whether series with these labels are the application's, as far as their labels hold what it is told by. */
export function isOf({ job, where }: Pick<Application, 'job' | 'where'>, labels: Labels): boolean {
  return jobOf(labels) === job && where.every(({ label, op, value }) => op !== '=' || (labels[label] ?? '') === value);
}
