import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { checkById } from '../../src/checks/catalog';
import { condition, parameterValues, type CheckContext } from '../../src/checks/check';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { EVERYTHING } from '../../src/signals/scope';
import { program } from '../integration/support/programs';
import { runDirectory } from '../integration/support/runDirectory';

export type Labels = Readonly<Record<string, string>>;

/** A series as promtool writes it: one value every quarter of a minute unless the case says otherwise. */
export interface Series {
  series: string;
  /** `0+15x40` is 41 values that rise by 15, `_x4` four that are missing. */
  values: string;
}

/** What must be at a time, such as `20m`: the labels of every alert that fires, or of all that the condition holds for. */
export interface Moment {
  at: string;
  labels: readonly Labels[];
}

/** Something that happens to containers, and what a check must make of it. */
export interface Case {
  check: string;
  /** Completes a sentence that begins with the check's id. */
  name: string;
  series: readonly Series[];
  /** Alerts, which have held for long enough. */
  fires?: readonly Moment[];
  /** The condition itself, whether or not it has held for long enough. */
  holds?: readonly Moment[];
  interval?: string;
  conventions?: Conventions;
  parameters?: Readonly<Record<string, number>>;
  lists?: CheckContext['lists'];
}

type Asked = Pick<Case, 'parameters' | 'lists'>;

function contextOf(id: string, conventions: Conventions, { parameters, lists }: Asked): CheckContext {
  const values = parameterValues(checkById(id), parameters);
  return { conventions, scope: EVERYTHING, parameters: values, ...(lists ? { lists } : {}) };
}

/** A rule file of Prometheus' with these checks. */
export function ruleFile(ids: readonly string[], conventions: Conventions, asked: Asked = {}): string {
  const rules = ids.map((id) => {
    const check = checkById(id);
    const expr = condition(check, contextOf(id, conventions, asked));
    return { alert: id, expr, for: `${check.forSeconds}s` };
  });
  return stringify({ groups: [{ name: 'quayside', rules }] });
}

/** The condition as an expression that says nothing of the value, so that a case states only for whom it holds. */
function holdsExpression(id: string, conventions: Conventions, asked: Asked): string {
  const check = checkById(id);
  const expr = condition(check, contextOf(id, conventions, asked));
  return `group by (${check.joinOn(conventions).join(', ')}) (${expr})`;
}

/** Labels as a series of promtool's. */
export function text(metric: string, labels: Labels): string {
  return `${metric}{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;
}

/** What promtool says, and whether it was content. */
export interface Verdict {
  ok: boolean;
  output: string;
}

/** Runs promtool on these files, in a folder of its own. */
export async function promtool(args: readonly string[], files: Readonly<Record<string, string>>): Promise<Verdict> {
  const directory = mkdtempSync(join(runDirectory(), 'rules-'));
  Object.entries(files).forEach(([name, content]) => writeFileSync(join(directory, name), content));
  const command = await program('promtool');
  return new Promise((resolve) => {
    execFile(command, args, { cwd: directory }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}` || String(error ?? '') })
    );
  });
}

/** What promtool says is wrong with a case; nothing where all is as it must be. */
export async function failures(one: Case): Promise<string> {
  const { check, series, fires = [], holds = [], interval = '15s', conventions = DOCKER } = one;
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '30s',
    tests: [
      {
        interval,
        input_series: series,
        alert_rule_test: fires.map(({ at, labels }) => ({
          eval_time: at,
          alertname: check,
          exp_alerts: labels.map((exp_labels) => ({ exp_labels })),
        })),
        promql_expr_test: holds.map(({ at, labels }) => ({
          expr: holdsExpression(check, conventions, one),
          eval_time: at,
          exp_samples: labels.map((own) => ({ labels: text('', own), value: 1 })),
        })),
      },
    ],
  };
  const { ok, output } = await promtool(['test', 'rules', 'test.yaml'], {
    'rules.yaml': ruleFile([check], conventions, one),
    'test.yaml': stringify(test),
  });
  return ok ? '' : output;
}
