import { condition, type CheckContext } from '../../checks/check';
import type { AskedCheck } from '../../checks/choices';
import { conditionOfFamily, familiesOf } from '../../checks/family';
import { CHECK_LABEL } from '../../checks/rules/ours';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { queryLogInstant } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { queryInstant, type Sample } from '../../grafana/prometheus';
import { inTurns } from '../logs/inTurns';

/** What one check answered: the series that it holds for, or why it could not be asked. */
export interface CheckAnswer {
  asked: AskedCheck;
  samples: Sample[];
  problem?: Problem;
}

type Where = Pick<CheckContext, 'conventions' | 'scope'>;

const contextOf = (where: Where, { parameters, lists }: AskedCheck): CheckContext => ({
  ...where,
  parameters,
  ...(lists ? { lists } : {}),
});

async function orProblem(asked: AskedCheck, samples: () => Promise<Sample[]>): Promise<CheckAnswer> {
  try {
    return { asked, samples: await samples() };
  } catch (error) {
    if (isAbort(error) || !(error instanceof Problem)) {
      throw error;
    }
    return { asked, samples: [], problem: error };
  }
}

/** What the server refused altogether would be refused again, check by check. */
const ONE_BY_ONE: ReadonlyArray<Problem['kind']> = ['refused', 'limit', 'timeout', 'unexpected'];

async function askFamily(
  source: DataSourceChoice,
  where: Where,
  family: readonly AskedCheck[],
  time: number,
  signal?: AbortSignal
): Promise<CheckAnswer[]> {
  try {
    const [first] = family;
    const expr = first ? conditionOfFamily(family, contextOf(where, first)) : '';
    const samples = await queryInstant(source, expr, time, signal);
    return family.map((asked) => ({
      asked,
      samples: samples.filter(({ labels }) => labels[CHECK_LABEL] === asked.check.id),
    }));
  } catch (error) {
    if (isAbort(error) || !(error instanceof Problem)) {
      throw error;
    }
    if (!ONE_BY_ONE.includes(error.kind)) {
      return family.map((asked) => ({ asked, samples: [], problem: error }));
    }
    // One of them is at fault: it must not silence the others.
    return Promise.all(
      family.map((asked) =>
        orProblem(asked, () => queryInstant(source, condition(asked.check, contextOf(where, asked)), time, signal))
      )
    );
  }
}

/** Asks checks of metrics, one instant query for each family of them. Rejects only when it is aborted. */
export async function askMetricChecks(
  source: DataSourceChoice,
  where: Where,
  checks: readonly AskedCheck[],
  time: number,
  signal?: AbortSignal
): Promise<CheckAnswer[]> {
  const families = [...familiesOf(checks).values()];
  return (await Promise.all(families.map((family) => askFamily(source, where, family, time, signal)))).flat();
}

/** Asks checks of logs, a few at a time. Rejects only when it is aborted. */
export function askLogChecks(
  source: DataSourceChoice,
  where: Where,
  checks: readonly AskedCheck[],
  time: number,
  signal?: AbortSignal
): Promise<CheckAnswer[]> {
  return inTurns(checks, (asked) =>
    orProblem(asked, () => queryLogInstant(source, condition(asked.check, contextOf(where, asked)), time, signal))
  );
}
