import type { MetricFamily } from '../../signals/services/metricFamily';

/** Families that belong together. */
export interface FamilyGroup {
  /** What their names begin with; empty for those that share nothing. */
  prefix: string;
  /** Of the process and its language's runtime, and not of what the application is there for. */
  runtime: boolean;
  families: MetricFamily[];
}

/** What the clients of Prometheus and OpenTelemetry say of the process and the runtime below an application. */
const RUNTIME =
  /^(process|nodejs|go|jvm|python|dotnet|ruby|puma|php|promhttp|rust|tokio|beam|erlang_vm|system_runtime|net_conntrack)(_|$)/;

/** A prefix with more families than this is split by its second word. */
const LARGE = 24;

const words = (name: string, count: number) => name.split(/[_.:]/).slice(0, count).join('_');

function grouped(families: readonly MetricFamily[], count: number): Map<string, MetricFamily[]> {
  const groups = new Map<string, MetricFamily[]>();
  for (const family of families) {
    const prefix = words(family.name, count);
    groups.set(prefix, [...(groups.get(prefix) ?? []), family]);
  }
  return groups;
}

/**
 * Families by the first word of their names, by the first two where that is many; those alone with their word are put
 * together. The application's own come first, what the runtime says comes last.
 */
export function groupFamilies(families: readonly MetricFamily[]): FamilyGroup[] {
  const groups: FamilyGroup[] = [];
  const alone: MetricFamily[] = [];
  for (const [prefix, own] of grouped(families, 1)) {
    const runtime = own.every(({ name }) => RUNTIME.test(name));
    const parts: Array<[string, MetricFamily[]]> =
      own.length > LARGE && !runtime ? [...grouped(own, 2)] : [[prefix, own]];
    const kept = parts.filter(([, some]) => some.length > 1 || runtime);
    const rest = parts.filter(([, some]) => some.length === 1 && !runtime).flatMap(([, some]) => some);
    groups.push(...kept.map(([name, some]) => ({ prefix: name, runtime, families: some })));
    if (kept.length > 0 && rest.length > 0) {
      // Of a large prefix, those whose second word nobody shares.
      groups.push({ prefix, runtime: false, families: rest });
    } else {
      alone.push(...rest);
    }
  }
  if (alone.length > 0) {
    groups.push({ prefix: '', runtime: false, families: alone });
  }
  return groups.sort(
    (a, b) =>
      Number(a.runtime) - Number(b.runtime) ||
      Number(a.prefix === '') - Number(b.prefix === '') ||
      a.prefix.localeCompare(b.prefix, 'en')
  );
}
