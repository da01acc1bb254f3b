import { stringify } from 'yaml';
import { checksFor } from '../../src/checks/catalog';
import type { Check } from '../../src/checks/check';
import { replay, type Firing } from '../../src/checks/replay';
import { alertRuleOf } from '../../src/checks/rules/alertRule';
import { contextOf } from '../../src/checks/rules/chosen';
import { prometheusRuleFile } from '../../src/checks/rules/prometheusRules';
import type { Labels } from '../../src/signals/identity';
import { conventionsOf } from '../integration/support/conventions';
import { END, fleetOf, prometheusOf } from '../integration/support/histories';
import type { Server } from '../integration/support/servers';
import { askRange, inputSeries, metricsOf, rawSamples } from './fleetSamples';
import { promtool, text } from './support';

/** Between two evaluations of the rules, and two points of a replay. */
const STEP = 60;
/** No more subjects of a check than this are followed through promtool: each costs a second. */
const SUBJECTS = 4;

const conventions = conventionsOf('docker');
const START = END - fleetOf('docker').options.hours * 3600;
/** Where promtool's time begins: a moment before the first scrape. */
const BASE = START - STEP;
const checks = checksFor(conventions).filter(({ source, lists = [] }) => source === 'metrics' && lists.length === 0);

let server: Server;
beforeAll(async () => {
  server = await prometheusOf('docker');
});
afterAll(() => server?.stop());

const keyOf = (check: Check, labels: Labels) =>
  check
    .joinOn(conventions)
    .map((label) => labels[label] ?? '')
    .join(' ');

/** What the rule's own `for` and `keep_firing_for` make of the fleet's history. */
async function replayed(check: Check): Promise<Firing[]> {
  const chosen = { check, parameters: {} };
  const context = contextOf(chosen, conventions);
  const rule = alertRuleOf(chosen, { conventions, grafanaUrl: 'http://g' });
  const guard = check.guard?.(context);
  const values = await askRange(server.url, check.value(context), START, END, STEP);
  const guards = guard ? await askRange(server.url, guard, START, END, STEP) : undefined;
  return replay(
    check,
    context.parameters,
    { values, joinOn: check.joinOn(conventions), ...(guards ? { guards } : {}) },
    STEP,
    { forSeconds: rule.forSeconds, keepFiringSeconds: rule.keepFiringSeconds }
  );
}

/** Runs the rule itself over the same samples, and asks at every evaluation who fires. Nothing where all is as expected. */
async function ruleDisagrees(check: Check, firings: readonly Firing[], subjects: ReadonlySet<string>): Promise<string> {
  const rule = alertRuleOf({ check, parameters: {} }, { conventions, grafanaUrl: 'http://g' });
  const by = check.joinOn(conventions);
  const concerned = firings.filter(({ labels }) => subjects.has(keyOf(check, labels)));
  const places = new Set(concerned.map(({ labels }) => labels['instance'] ?? ''));
  const names = new Set(concerned.map(({ labels }) => labels['name'] ?? ''));
  // Whole hosts, and of their containers those that are followed.
  const keep = ({ instance = '', name = '' }: Labels) =>
    (places.has('') || places.has(instance)) && (name === '' || names.has('') || names.has(name));
  const samples = await rawSamples(server.url, metricsOf(rule.expr), BASE, END, keep);
  const firingAt = (time: number) =>
    concerned.filter(({ start, end = Infinity }) => start <= time * 1000 && time * 1000 < end);
  const moments = Array.from({ length: (END - START) / STEP }, (_, index) => index * STEP);
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: `${STEP}s`,
    tests: [
      {
        interval: '1s',
        input_series: samples.map((series) => inputSeries(series, BASE)),
        promql_expr_test: moments.map((moment) => ({
          expr: `group by (${by.join(', ')}) (ALERTS{alertname="${rule.name}", alertstate="firing"})`,
          eval_time: `${START - BASE + moment}s`,
          exp_samples: firingAt(START + moment).map(({ labels }) => ({
            labels: text(
              '',
              Object.fromEntries(by.flatMap((label) => (labels[label] ? [[label, labels[label]]] : [])))
            ),
            value: 1,
          })),
        })),
      },
    ],
  };
  const { ok, output } = await promtool(['test', 'rules', 'test.yaml'], {
    'rules.yaml': stringify(prometheusRuleFile([rule])),
    'test.yaml': stringify(test, { lineWidth: 0, aliasDuplicateObjects: false }),
  });
  return ok ? '' : output.slice(0, 2000);
}

const minutesOf = (time: number) => Math.round((time / 1000 - START) / 60);

it.each(checks.map((check) => ({ id: check.id, check })))(
  'a replay of $id tells the same starts and ends as the rule in promtool',
  async ({ check }) => {
    const firings = await replayed(check);
    const subjects = new Set([...new Set(firings.map(({ labels }) => keyOf(check, labels)))].slice(0, SUBJECTS));
    const followed = firings.filter(({ labels }) => subjects.has(keyOf(check, labels)));
    expect(await ruleDisagrees(check, firings, subjects)).toBe('');
    process.stdout.write(
      `replay ${check.id}: ${firings.length} firings of the fleet, ${followed.length} of ${subjects.size} subjects held against promtool, minutes ${followed
        .slice(0, 6)
        .map(({ start, end }) => `${minutesOf(start)}-${end === undefined ? '' : minutesOf(end)}`)
        .join(' ')}\n`
    );
    expect({ id: check.id, fires: followed.length > 0 }).toEqual({ id: check.id, fires: true });
  }
);
