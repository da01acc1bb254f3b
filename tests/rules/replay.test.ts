import { stringify } from 'yaml';
import { checksFor } from '../../src/checks/catalog';
import type { Check } from '../../src/checks/check';
import { replay, type Firing } from '../../src/checks/replay';
import { alertRuleOf } from '../../src/checks/rules/alertRule';
import { contextOf, type ChosenCheck } from '../../src/checks/rules/chosen';
import { prometheusRuleFile } from '../../src/checks/rules/prometheusRules';
import type { Conventions } from '../../src/signals/conventions';
import type { Labels } from '../../src/signals/identity';
import { conventionsOf } from '../integration/support/conventions';
import { END, fleetOf, prometheusOf, type Variant } from '../integration/support/histories';
import type { Server } from '../integration/support/servers';
import { askRange, inputSeries, metricsOf, rawSamples } from './fleetSamples';
import { promtool, text } from './support';

/** Between two evaluations of the rules, and two points of a replay. */
const STEP = 60;
/** Two histories are written in front of the first test, unless another file has written them. */
const HISTORIES_MS = 900_000;
/** No more subjects of a check than this are followed through promtool: each costs a second. */
const SUBJECTS = 6;

/** The fleets in which incidents happen, by how they are labelled, each with its Prometheus; times in epoch seconds. */
const STYLES = [
  ['docker', ['docker', 'more']],
  ['kubernetes', ['kubernetes', 'kubernetesMore']],
] as const;

const fleetsOf = (variants: readonly Variant[]) =>
  variants.map((variant) => {
    const start = END - fleetOf(variant).options.hours * 3600;
    // promtool's time begins before the first scrape, and at a whole hour, so that subqueries look at the same times.
    return { variant, start, base: start - 3600 };
  });
type Fleet = ReturnType<typeof fleetsOf>[number];

const servers = new Map<string, Server>();
beforeAll(async () => {
  for (const variant of STYLES.flatMap(([, variants]) => variants)) {
    servers.set(variant, await prometheusOf(variant));
  }
}, HISTORIES_MS);
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

const urlOf = ({ variant }: Fleet) => servers.get(variant)?.url ?? '';

const keyOf = (conventions: Conventions, check: Check, labels: Labels) =>
  check
    .joinOn(conventions)
    .map((label) => labels[label] ?? '')
    .join(' ');

/** Other numbers for what happens in no fleet as late, or as long, as the usual ones ask for. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // The histories are shorter than a day.
  'container-missing-since-before': { hours: 1 },
  'certificate-expires': { days: 90 },
};

/** Some containers that a fleet expects, as a user lists them: one that goes, and some that stay. */
function listsOf({ variant }: Fleet): Record<string, string[]> {
  const { containers: all, incidents, options } = fleetOf(variant);
  const isGone = ({ name }: { name: string }) =>
    incidents.some(({ kind, container }) => kind === 'gone' && container === name);
  const containers = [...all].sort((a, b) => Number(isGone(b)) - Number(isGone(a))).slice(0, SUBJECTS);
  const named = containers.map(({ host, name, project }) =>
    options.style === 'kubernetes' ? `${project}/${name.replace(/-\d+$/, '')}` : `${host.id}/${name}`
  );
  return { containers: [...new Set(named)] };
}

const chosenOf = (check: Check, fleet: Fleet): ChosenCheck => ({
  check,
  parameters: PARAMETERS[check.id] ?? {},
  ...(check.lists ? { lists: listsOf(fleet) } : {}),
});

const ruleOf = (conventions: Conventions, check: Check, fleet: Fleet) =>
  alertRuleOf(chosenOf(check, fleet), { conventions, grafanaUrl: 'http://grafana.example' });

/** What the rule's own `for` and `keep_firing_for` make of a fleet's history. */
async function replayed(conventions: Conventions, check: Check, fleet: Fleet): Promise<Firing[]> {
  const context = contextOf(chosenOf(check, fleet), conventions);
  const rule = ruleOf(conventions, check, fleet);
  const guard = check.guard?.(context);
  const values = await askRange(urlOf(fleet), check.value(context), fleet.start, END, STEP);
  const guards = guard ? await askRange(urlOf(fleet), guard, fleet.start, END, STEP) : undefined;
  return replay(
    check,
    context.parameters,
    { values, joinOn: check.joinOn(conventions), to: END * 1000, ...(guards ? { guards } : {}) },
    STEP,
    { forSeconds: rule.forSeconds, keepFiringSeconds: rule.keepFiringSeconds }
  );
}

/** Runs the rule itself over the same samples, and asks at every evaluation who fires. Nothing where all is as expected. */
async function ruleDisagrees(
  conventions: Conventions,
  check: Check,
  fleet: Fleet,
  firings: readonly Firing[]
): Promise<string> {
  const rule = ruleOf(conventions, check, fleet);
  const by = check.joinOn(conventions);
  const values = by.map((label) => [label, [...new Set(firings.map(({ labels }) => labels[label] ?? ''))]] as const);
  const { containers: listed = [] } = chosenOf(check, fleet).lists ?? {};
  // Of what the rule reads, all that is about these subjects, or about none; of lists all that is on them, since what is
  // left out would be missing. A host's name may have lost its port.
  const keep = (labels: Labels) =>
    listed.some((entry) => entry.split('/')[1] === (labels[conventions.containers.name] ?? '')) ||
    values.every(([label, wanted]) => {
      const own = labels[label] ?? '';
      return own === '' || wanted.some((value) => value === '' || own === value || own.startsWith(`${value}:`));
    });
  const samples = await rawSamples(urlOf(fleet), metricsOf(rule.expr), fleet.base, END, keep);
  const firingAt = (time: number) =>
    firings.filter(({ start, end = Infinity }) => start <= time * 1000 && time * 1000 < end);
  // At the very first one promtool still fires for the time in which nothing was there: all that is listed was missing then.
  const first = fleet.start + STEP + (check.lists ? rule.keepFiringSeconds : 0);
  const moments = Array.from({ length: (END - first) / STEP }, (_, index) => first + index * STEP);
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: `${STEP}s`,
    tests: [
      {
        interval: '1s',
        input_series: samples.map((series) => inputSeries(series, fleet.base)),
        promql_expr_test: moments.map((moment) => ({
          expr: `group by (${by.join(', ')}) (ALERTS{alertname="${rule.name}", alertstate="firing"})`,
          eval_time: `${moment - fleet.base}s`,
          exp_samples: firingAt(moment).map(({ labels }) => ({
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

describe.each(STYLES)('with the labels of %s', (style, variants) => {
  const conventions = conventionsOf(style);
  const fleets = fleetsOf(variants);
  const checks = checksFor(conventions).filter(({ source }) => source === 'metrics');

  it.each(checks.map((check) => ({ id: check.id, check })))(
    'a replay of $id tells the same starts and ends as the rule in promtool',
    async ({ id, check }) => {
      let held = 0;
      for (const fleet of fleets) {
        const firings = await replayed(conventions, check, fleet);
        const key = ({ labels }: Firing) => keyOf(conventions, check, labels);
        const subjects = [...new Set(firings.map(key))].slice(0, SUBJECTS);
        const followed = firings.filter((firing) => subjects.includes(key(firing)));
        if (followed.length === 0 || held > 0) {
          continue;
        }
        expect(await ruleDisagrees(conventions, check, fleet, followed)).toBe('');
        held += followed.length;
        const minute = (time: number) => Math.round((time / 1000 - fleet.start) / 60);
        const times = followed
          .slice(0, 6)
          .map(({ start, end }) => `${minute(start)}-${end === undefined ? '' : minute(end)}`);
        process.stdout.write(
          `replay ${id}, fleet ${fleet.variant}: ${firings.length} firings, ${followed.length} of ${subjects.length} subjects held against promtool, minutes ${times.join(' ')}\n`
        );
      }
      // The histories with labels of Kubernetes are too short for some.
      expect({ id, fires: held > 0 || style === 'kubernetes' }).toEqual({ id, fires: true });
    }
  );
});
