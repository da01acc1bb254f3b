export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** A metric family: a name with what it means. */
export interface Family {
  name: string;
  type: FamilyType;
  help: string;
}

/** Label names and values in the order in which they are written; empty values are written by exporters too. */
export type Labels = ReadonlyArray<readonly [name: string, value: string]>;

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/** Labels as in `{a="1",b="2"}`; empty when there are none. */
export function labelText(labels: Labels): string {
  return labels.length === 0 ? '' : `{${labels.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')}}`;
}

/** One series of one target, and how its value is read from a state. */
export class Series<State> {
  private written = '';

  constructor(
    readonly family: Family,
    readonly labels: Labels,
    readonly read: (state: State) => number,
    /** What its own name adds to its family's, as a histogram's `_bucket`. */
    private readonly part = ''
  ) {}

  /** The name of its samples. */
  get name(): string {
    return this.family.name + this.part;
  }

  /**
   * The start of a sample's line in a history: name, and labels with the target's own. Empty labels are left out, as
   * Prometheus does when it scrapes. It is kept, since it is needed for every sample: one target per series.
   */
  historyPrefix(target: Labels): string {
    if (this.written === '') {
      const labels = [...this.labels, ...target].filter(([, value]) => value !== '');
      this.written = `${this.name}${labelText(labels)} `;
    }
    return this.written;
  }
}

/** A number as it is written: no more digits than mean something, which keeps files small. */
export function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Math.round(value * 1e6) / 1e6);
}
