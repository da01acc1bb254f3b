import type { Conventions } from '../signals/conventions';
import type { Scope } from '../signals/scope';
import type { Subject, Unit } from '../signals/signal';
import type { LogRead } from '../signals/streamReads';

/** From the worst on. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];

export type Comparison = '>' | '>=' | '<' | '==';

/** The families of the gallery; the checks of one family are asked together. */
export type CheckKind = 'containers' | 'hosts' | 'nginx' | 'logs' | 'services' | 'monitoring';

/** A number of a check that its user may change. */
export interface Parameter {
  id: string;
  title: string;
  description: string;
  unit: Unit;
  default: number;
  min: number;
  max: number;
}

/** A list of texts of a check that its user gives, such as the containers that must run. */
export interface ListParameter {
  id: string;
  title: string;
  description: string;
  /** What one entry looks like, such as `web-1/edge`. */
  example: string;
  /** At most this many entries. */
  max: number;
}

export interface CheckContext {
  conventions: Conventions;
  scope: Scope;
  /** Values of the check's parameters by id, complete: see `parameterValues`. */
  parameters: Readonly<Record<string, number>>;
  /** Entries of the check's lists by id; a list that is left out is empty. */
  lists?: Readonly<Record<string, readonly string[]>>;
}

/** What a panel draws, that somebody wants to be told of. */
export interface AlertedQuery {
  source: 'metrics' | 'logs';
  expr: string;
  title: string;
  unit: Unit;
  /** The labels that tell its series apart. */
  by: readonly string[];
}

/** When a signal is wrong. One definition gives the finding, the rule and the replay. */
export interface Check {
  id: string;
  kind: CheckKind;
  title: string;
  severity: Severity;
  subject: Subject;
  source: 'metrics' | 'logs';
  /** The query that it is made of, where that is neither in the catalog nor a signal's. */
  query?: AlertedQuery;
  /** What it means for whoever uses the service. */
  meaning: string;
  /** What to do first, in order. */
  firstSteps: readonly string[];
  parameters: readonly Parameter[];
  /** Lists that its user gives; with all of them empty the check says nothing and is not asked. */
  lists?: readonly ListParameter[];
  /** The id of the parameter that `value` is compared with; absent where the comparison is with a constant. */
  threshold: string | { constant: number };
  compare: Comparison;
  /** Unit of `value`. */
  unit: Unit;
  /** What the value says, with `{value}` in it, where the title does not tell: otherwise the value and its limit are shown. */
  valueText?: string;
  /** Seconds that the condition must hold before it counts; 0: at once. */
  forSeconds: number;
  /** The metrics without which it cannot say anything. */
  needs: readonly string[];
  /** What brings them, where that is not told by a signal that needs them too. */
  remedy?: string;
  /**
   * True where only a Loki ruler can evaluate it: through the query front end its series are over Loki's limit. It has
   * no finding and no replay, but a rule.
   */
  rulerOnly?: boolean;
  /** Streams that one evaluation reads, and how many seconds of each: the price of a check of logs. */
  reads?: (context: CheckContext) => LogRead[];
  /** False where these conventions cannot have it. */
  applies?: (conventions: Conventions) => boolean;
  /** One series for each subject; what is compared with the threshold. */
  value: (context: CheckContext) => string;
  /** A further condition: only subjects that it has a series for. Joined on the subject's labels. */
  guard?: (context: CheckContext) => string;
  /** The labels that `value` and `guard` are joined on. */
  joinOn: (conventions: Conventions) => string[];
  /**
   * What is drawn as evidence where `value` itself says little: a forecast's present. In the unit of `value`, so that
   * the time until it meets the threshold can be read from it.
   */
  evidence?: (context: CheckContext) => string;
  /** Seconds of history that show what happened. */
  evidenceSeconds: number;
}

/** The check's parameters with defaults for what `chosen` leaves out. @throws on a value out of bounds or an unknown id. */
export function parameterValues(check: Check, chosen: Readonly<Record<string, number>> = {}): Record<string, number> {
  const unknown = Object.keys(chosen).filter((id) => !check.parameters.some((parameter) => parameter.id === id));
  if (unknown.length > 0) {
    throw new Error(`The check ${check.id} has no parameter ${unknown.join(', ')}`);
  }
  return Object.fromEntries(
    check.parameters.map(({ id, title, default: usual, min, max }) => {
      const value = chosen[id] ?? usual;
      if (!Number.isFinite(value) || value < min || value > max) {
        throw new Error(`${title} of the check ${check.id} must be from ${min} to ${max}, not ${value}`);
      }
      return [id, value];
    })
  );
}

/** The number that the check's value is compared with. */
export function thresholdOf(check: Check, parameters: Readonly<Record<string, number>>): number {
  return typeof check.threshold === 'string' ? (parameters[check.threshold] ?? NaN) : check.threshold.constant;
}

/** The check's whole condition in one expression: a series for each subject that it holds for, with the value. */
export function condition(check: Check, context: CheckContext): string {
  const compared = `(${check.value(context)}) ${check.compare} ${thresholdOf(check, context.parameters)}`;
  const guard = check.guard?.(context);
  return guard ? `${compared} and on (${check.joinOn(context.conventions).join(', ')}) (${guard})` : compared;
}
