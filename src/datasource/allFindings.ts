import type { QueryResultMetaNotice } from '@grafana/data';
import { loadRules, ruleSources } from '../components/alerts/loadFiring';
import { loadEvidence } from '../components/findings/loadEvidence';
import { loadFindings, loadLogFindings, type Findings } from '../components/findings/loadFindings';
import { shareForFindings } from '../components/findings/shareForFindings';
import { findingsOfRules, NO_RULES, withAsked, type RuleFindings } from '../components/findings/ruleFindings';
import { sizeText } from '../components/logs/sizeText';
import { compareFindings, type Finding } from '../checks/finding';
import { isAbort } from '../grafana/fetchJson';
import { Problem } from '../grafana/Problem';
import { logBudgetOf } from '../grafana/settings';
import type { Conventions } from '../signals/conventions';
import { isRestricted, type Scope } from '../signals/scope';
import { errorText } from './asking';
import { sourceFor, type InstallationCache, type Known } from './installation';

/** What the checks find, the worst first, and what is not known. */
export interface AllFindings {
  findings: Finding[];
  notices: QueryResultMetaNotice[];
}

/** What is asked of now may be told by the state of rules, which is of now. */
const NOW_MS = 60_000;

const warning = (text: string): QueryResultMetaNotice => ({ severity: 'warning', text });

/** With NGINX's part as far as it is known: without it, its checks are none. */
async function conventionsOf(installations: InstallationCache, known: Known, time: number): Promise<Conventions> {
  try {
    return await installations.withNginx(time);
  } catch (error) {
    if (error instanceof Problem) {
      return known.installation.conventions;
    }
    throw error;
  }
}

/** What installed rules tell of now and of everything. Whatever cannot be told so is asked. */
async function rulesOf(
  { installation: { prometheus, loki } }: Known,
  conventions: Conventions,
  scope: Scope,
  time: number,
  signal: AbortSignal
): Promise<RuleFindings> {
  if (!prometheus || isRestricted(scope) || Math.abs(Date.now() - time) > NOW_MS) {
    return NO_RULES;
  }
  try {
    const { data } = await loadRules(ruleSources(prometheus, loki), signal);
    return findingsOfRules(data, conventions, time);
  } catch (error) {
    if (isAbort(error) || !(error instanceof Problem)) {
      throw error;
    }
    // Who may not see rules may ask the checks.
    return NO_RULES;
  }
}

function tooDearText({ tooDear }: Findings): string[] {
  if (tooDear.length === 0) {
    return [];
  }
  const bytes = tooDear.reduce((sum, one) => sum + one.bytes, 0);
  const [are, names] = [tooDear.length === 1 ? 'check of logs was' : 'checks of logs were', tooDear];
  return [
    `${tooDear.length} ${are} not asked, which would read about ${sizeText(bytes)}: ${names
      .map(({ asked }) => asked.check.title)
      .join(', ')}. Quayside’s Overview asks them too where somebody wants that.`,
  ];
}

/**
 * What the checks of metrics and of logs find at `time` (Unix milliseconds), as the Overview asks them: what installed rules
 * tell is not asked again, and logs are read as far as a part of the log budget goes. What was left out, or failed, is said.
 * Rejects with a Problem where no metrics can be asked.
 */
export async function allFindings(
  installations: InstallationCache,
  scope: Scope,
  time: number,
  signal: AbortSignal
): Promise<AllFindings> {
  const known = await installations.get();
  const prometheus = sourceFor('metrics', known);
  const { loki } = known.installation;
  const conventions = await conventionsOf(installations, known, time);
  const rules = await rulesOf(known, conventions, scope, time, signal);
  const budget = logBudgetOf(known.settings) * shareForFindings;
  const asking = { known: rules.known };
  const ofLogs = async (): Promise<Findings | Problem> => {
    try {
      return await loadLogFindings(sourceFor('logs', known), conventions, scope, time, budget, signal, asking);
    } catch (error) {
      if (isAbort(error) || !(error instanceof Problem)) {
        throw error;
      }
      return error;
    }
  };
  const [metrics, logs] = await Promise.all([
    loadFindings(prometheus, conventions, scope, time, signal, asking),
    ofLogs(),
  ]);
  const asked = logs instanceof Problem ? [metrics] : [metrics, logs];
  const found = withAsked(
    rules.findings,
    asked.flatMap(({ findings }) => findings)
  );
  const evidence = await loadEvidence({ prometheus, loki, logBudget: budget }, conventions, found, time, signal);
  return {
    findings: [...evidence.findings].sort(compareFindings),
    notices: [
      ...asked.flatMap(({ failed }) =>
        failed.map(({ check, problem }) => warning(`The check “${check.title}” could not be asked: ${problem.message}`))
      ),
      ...(logs instanceof Problem
        ? [warning(`No check of logs was asked: ${errorText(logs)}`)]
        : tooDearText(logs).map(warning)),
    ],
  };
}
