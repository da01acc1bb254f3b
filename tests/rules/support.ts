import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { checkById } from '../../src/checks/catalog';
import type { CheckContext } from '../../src/checks/check';
import { alertRuleOf, type AlertRule } from '../../src/checks/rules/alertRule';
import type { ChosenCheck } from '../../src/checks/rules/chosen';
import { CHECK_LABEL, KIND_LABEL } from '../../src/checks/rules/ours';
import { prometheusRuleFile } from '../../src/checks/rules/prometheusRules';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
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
  /** How often the rule is evaluated: what lasts for days need not be looked at twice a minute. */
  every?: string;
  conventions?: Conventions;
  parameters?: Readonly<Record<string, number>>;
  lists?: CheckContext['lists'];
}

type Asked = Pick<Case, 'parameters' | 'lists'>;

/** A check of the catalog with a case's numbers. */
const chosenOf = (id: string, { parameters = {}, lists }: Asked): ChosenCheck => ({
  check: checkById(id),
  parameters,
  ...(lists ? { lists } : {}),
});

/** The very rule that is written to files: its labels, its duration, and how long it goes on through a gap. */
const ruleOf = (id: string, conventions: Conventions, asked: Asked): AlertRule =>
  alertRuleOf(chosenOf(id, asked), { conventions, grafanaUrl: 'http://grafana.example' });

/** The rule file of these checks, as it is installed in Prometheus. */
export function ruleFile(ids: readonly string[], conventions: Conventions, asked: Asked = {}): string {
  return stringify(prometheusRuleFile(ids.map((id) => ruleOf(id, conventions, asked))));
}

/** The condition as an expression that says nothing of the value, so that a case states only for whom it holds. */
function holdsExpression(id: string, conventions: Conventions, asked: Asked): string {
  const by = checkById(id).joinOn(conventions).join(', ');
  return `group by (${by}) (${ruleOf(id, conventions, asked).expr})`;
}

/** The labels that every alert of a rule has, by which it is routed and led back to its check. */
const ROUTED = ['severity', CHECK_LABEL, KIND_LABEL] as const;

/** Who an alert fires for, and how it is labelled. */
function firingExpression({ name }: AlertRule, by: readonly string[]): string {
  return `group by (${[...by, ...ROUTED].join(', ')}) (ALERTS{alertname="${name}", alertstate="firing"})`;
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
  const { check, series, fires = [], holds = [], interval = '15s', every = '30s', conventions = DOCKER } = one;
  const rule = ruleOf(check, conventions, one);
  const { kind, severity, joinOn } = checkById(check);
  const routed = { severity, [CHECK_LABEL]: check, [KIND_LABEL]: kind };
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: every,
    tests: [
      {
        interval,
        input_series: series,
        promql_expr_test: [
          ...fires.map(({ at, labels }) => ({
            expr: firingExpression(rule, joinOn(conventions)),
            eval_time: at,
            exp_samples: labels.map((own) => ({ labels: text('', { ...own, ...routed }), value: 1 })),
          })),
          ...holds.map(({ at, labels }) => ({
            expr: holdsExpression(check, conventions, one),
            eval_time: at,
            exp_samples: labels.map((own) => ({ labels: text('', own), value: 1 })),
          })),
        ],
      },
    ],
  };
  const { ok, output } = await promtool(['test', 'rules', 'test.yaml'], {
    'rules.yaml': ruleFile([check], conventions, one),
    'test.yaml': stringify(test),
  });
  return ok ? '' : output;
}
