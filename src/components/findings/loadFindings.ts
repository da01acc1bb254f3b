import { checksFor } from '../../checks/catalog';
import type { Check } from '../../checks/check';
import { askedOf, NO_CHOICES, type AskedCheck, type Choices } from '../../checks/choices';
import { findingKey, type Finding } from '../../checks/finding';
import { subjectOf, type FindingSubject } from '../../checks/subject';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { type Problem } from '../../grafana/Problem';
import type { Conventions } from '../../signals/conventions';
import { containerKey, type Scope } from '../../signals/scope';
import { askLogChecks, askMetricChecks, type CheckAnswer } from './askChecks';
import { priceLogChecks, withinBudget, type PricedCheck } from './logPrice';

/** What the checks say of a scope at one time. */
export interface Findings {
  findings: Finding[];
  /** Checks that could not be asked: what they would say is not known. */
  failed: Array<{ check: Check; problem: Problem }>;
  asked: number;
  /** Checks of logs that were not asked, since they would read more than the budget. */
  tooDear: PricedCheck[];
}

/** How checks are asked. */
export interface Asking {
  choices?: Choices | undefined;
  /** Checks whose findings are known from their rules: they are not asked. */
  known?: ReadonlySet<string> | undefined;
  /** Only the checks that it holds for. */
  only?: (check: Check) => boolean;
}

/** What a single container can be the subject of; on Docker it is its own pod. */
const OF_CONTAINERS: ReadonlySet<Check['subject']> = new Set(['container', 'pod']);

function inScope(scope: Scope, subject: FindingSubject): boolean {
  const wanted = scope.containers;
  return (
    !wanted ||
    wanted.length === 0 ||
    ('container' in subject &&
      subject.container !== undefined &&
      wanted.some((ref) => containerKey(ref) === containerKey(subject.container ?? ref)))
  );
}

/** The checks that can say anything of a scope, with the numbers chosen. */
export function askable(
  conventions: Conventions,
  scope: Scope,
  source: Check['source'],
  choices: Choices = NO_CHOICES
): AskedCheck[] {
  return (
    checksFor(conventions)
      .filter(
        (check) =>
          check.source === source && !check.rulerOnly && (!scope.containers?.length || OF_CONTAINERS.has(check.subject))
      )
      .map((check) => askedOf(check, choices))
      // A check of lists that nobody has filled has nothing to look for.
      .filter(({ check, lists }) => !check.lists || check.lists.some(({ id }) => (lists?.[id]?.length ?? 0) > 0))
  );
}

function findingsOf(answers: readonly CheckAnswer[], conventions: Conventions, scope: Scope): Finding[] {
  const found = answers.flatMap(({ asked: { check, parameters, lists }, samples }) =>
    samples
      .map(({ labels, value }) => ({
        check,
        parameters,
        ...(lists ? { lists } : {}),
        value,
        labels,
        subject: subjectOf(check, conventions, labels),
      }))
      .filter(({ subject }) => inScope(scope, subject))
  );
  return [...new Map(found.map((finding) => [findingKey(finding), finding])).values()];
}

function resultOf(
  answers: readonly CheckAnswer[],
  conventions: Conventions,
  scope: Scope,
  tooDear: PricedCheck[] = []
): Findings {
  const failed = answers.flatMap(({ asked: { check }, problem }) => (problem ? [{ check, problem }] : []));
  const [first] = failed;
  if (first && failed.length === answers.length) {
    throw first.problem;
  }
  return { findings: findingsOf(answers, conventions, scope), failed, asked: answers.length, tooDear };
}

/**
 * Asks every check of metrics that applies, one instant query for each family of them, for what holds at `time` (Unix
 * milliseconds). A check that fails does not silence the others. Rejects only when it is aborted, or when every check failed.
 */
export async function loadFindings(
  source: DataSourceChoice,
  conventions: Conventions,
  scope: Scope,
  time: number,
  signal?: AbortSignal,
  { choices, known, only = () => true }: Asking = {}
): Promise<Findings> {
  const checks = askable(conventions, scope, 'metrics', choices).filter(
    ({ check }) => !known?.has(check.id) && only(check)
  );
  return resultOf(await askMetricChecks(source, { conventions, scope }, checks, time, signal), conventions, scope);
}

/**
 * Asks the checks of logs, the cheapest first, as far as `budget` bytes go; the others are named with their price.
 * Rejects as `loadFindings` does.
 */
export async function loadLogFindings(
  source: DataSourceChoice,
  conventions: Conventions,
  scope: Scope,
  time: number,
  budget: number,
  signal?: AbortSignal,
  { choices, known }: Asking = {}
): Promise<Findings> {
  const where = { conventions, scope };
  const checks = askable(conventions, scope, 'logs', choices).filter(({ check }) => !known?.has(check.id));
  const priced = await priceLogChecks(source, where, checks, time, signal);
  const { affordable, tooDear } = withinBudget(priced, budget);
  const answers = await askLogChecks(
    source,
    where,
    affordable.map(({ asked }) => asked),
    time,
    signal
  );
  return resultOf(answers, conventions, scope, tooDear);
}
