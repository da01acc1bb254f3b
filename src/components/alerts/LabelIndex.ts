/** Things that have the same label names, found by the values of any of those names. */
interface Bucket<T> {
  names: string[];
  all: Array<{ labels: ReadonlyMap<string, string>; thing: T }>;
  /** By some of the names, then by their values. */
  by: Map<string, Map<string, T[]>>;
}

const valuesOf = (labels: ReadonlyMap<string, string>, names: readonly string[]) =>
  JSON.stringify(names.map((name) => labels.get(name)));

function add<T>(lists: Map<string, T[]>, key: string, thing: T): void {
  const list = lists.get(key);
  if (list) {
    list.push(thing);
  } else {
    lists.set(key, [thing]);
  }
}

/**
 * Finds label sets that hold another, or are held by it. All alerts of a rule have the same label names, so there are few
 * sets of names however many alerts there are, and each question is a look-up.
 */
export class LabelIndex<T> {
  private readonly buckets = new Map<string, Bucket<T>>();

  add(labels: ReadonlyMap<string, string>, thing: T): void {
    const names = [...labels.keys()].sort();
    const key = JSON.stringify(names);
    const bucket: Bucket<T> = this.buckets.get(key) ?? { names, all: [], by: new Map() };
    this.buckets.set(key, bucket);
    bucket.all.push({ labels, thing });
    for (const [some, lists] of bucket.by) {
      add(lists, valuesOf(labels, JSON.parse(some) as string[]), thing);
    }
  }

  /** All whose labels are the same as these where both have them, and of which one has all names of the other. */
  related(labels: ReadonlyMap<string, string>): T[] {
    const own = [...labels.keys()].sort();
    return [...this.buckets.values()].flatMap((bucket) => {
      const names = bucket.names.every((name) => labels.has(name))
        ? bucket.names
        : own.every((name) => bucket.names.includes(name))
          ? own
          : undefined;
      if (!names) {
        return [];
      }
      const key = JSON.stringify(names);
      let lists = bucket.by.get(key);
      if (!lists) {
        lists = new Map();
        for (const { labels: other, thing } of bucket.all) {
          add(lists, valuesOf(other, names), thing);
        }
        bucket.by.set(key, lists);
      }
      return lists.get(valuesOf(labels, names)) ?? [];
    });
  }
}
