import { checksFor } from '../../checks/catalog';
import { condition, parameterValues, type Check } from '../../checks/check';
import { subjectKey, type Finding, type FindingSubject } from '../../checks/finding';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { Problem } from '../../grafana/Problem';
import { queryInstant } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { hostOf } from '../../signals/hostNames';
import { containerOf, type Labels } from '../../signals/identity';
import { containerKey, type Scope } from '../../signals/scope';

/** What the checks say of a scope at one time. */
export interface Findings {
  findings: Finding[];
  /** Checks that could not be asked: what they would say is not known. */
  failed: Array<{ check: Check; problem: Problem }>;
  asked: number;
}

/** The subject of a check's series. */
export function subjectOf(check: Check, conventions: Conventions, labels: Labels): FindingSubject {
  switch (check.subject) {
    case 'container':
      return { kind: 'container', container: containerOf(conventions, labels) };
    case 'target': {
      const instance = labels['instance'] ?? '';
      return { kind: 'target', host: hostOf(conventions, 'containers', instance), job: labels['job'] ?? '', instance };
    }
    default:
      return { kind: 'host', host: hostOf(conventions, 'hosts', labels[conventions.hosts.host] ?? '') };
  }
}

function inScope(scope: Scope, subject: FindingSubject): boolean {
  const wanted = scope.containers;
  return (
    !wanted ||
    wanted.length === 0 ||
    (subject.kind === 'container' && wanted.some((ref) => containerKey(ref) === containerKey(subject.container)))
  );
}

/**
 * Asks every check that applies, one instant query each, for what holds at `time` (Unix milliseconds). A check that
 * fails does not silence the others. Rejects only when it is aborted, or when every check failed.
 */
export async function loadFindings(
  source: DataSourceChoice,
  conventions: Conventions,
  scope: Scope,
  time: number,
  signal?: AbortSignal
): Promise<Findings> {
  const checks = checksFor(conventions).filter(
    (check) => check.source === 'metrics' && (!scope.containers?.length || check.subject === 'container')
  );
  const failed: Findings['failed'] = [];
  const found = await Promise.all(
    checks.map(async (check): Promise<Finding[]> => {
      const parameters = parameterValues(check);
      try {
        const samples = await queryInstant(source, condition(check, { conventions, scope, parameters }), time, signal);
        return samples
          .map(({ labels, value }) => ({ check, parameters, value, subject: subjectOf(check, conventions, labels) }))
          .filter(({ subject }) => inScope(scope, subject));
      } catch (error) {
        if (isAbort(error) || !(error instanceof Problem)) {
          throw error;
        }
        failed.push({ check, problem: error });
        return [];
      }
    })
  );
  const [first] = failed;
  if (first && failed.length === checks.length) {
    throw first.problem;
  }
  const unique = new Map(
    found.flat().map((finding) => [`${finding.check.id}\u0000${subjectKey(finding.subject)}`, finding])
  );
  return { findings: [...unique.values()], failed, asked: checks.length };
}
