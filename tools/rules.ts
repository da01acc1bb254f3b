import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { z } from 'zod';
import { checkById, checksFor } from '../src/checks/catalog';
import { parameterValues, SEVERITIES, type Check } from '../src/checks/check';
import { alertRuleOf } from '../src/checks/rules/alertRule';
import { lacksLists, type ChosenCheck } from '../src/checks/rules/chosen';
import { forGrafana, grafanaProvisioning, templatesProvisioning } from '../src/checks/rules/grafanaRules';
import { lokiRuleFile } from '../src/checks/rules/lokiRules';
import { NOTIFICATION_TEMPLATES } from '../src/checks/rules/notificationTemplates';
import { prometheusRuleFile } from '../src/checks/rules/prometheusRules';
import type { RuleTarget } from '../src/checks/rules/ruleTarget';
import { toYaml } from '../src/checks/rules/toYaml';
import { DOCKER, parseConventions } from '../src/signals/conventions';

/** What the rule files of an installation hold, and which checks they lack. */
export interface RuleFiles {
  /** Texts by their path below the output folder. */
  files: Map<string, string>;
  counts: { prometheus: number; loki: number; grafana: number };
  /** Checks without a rule, each with the reason. */
  left: Array<{ id: string; why: string }>;
}

const HEADER = `# Written by \`npm run rules\` from Quayside's checks. Change a check, not this file.
`;

function yaml(value: unknown): string {
  return HEADER + toYaml(value);
}

/** What a file says of checks: numbers and lists by the id of the check; what it leaves out is as the catalog has it. */
const choicesSchema = z.record(
  z.string(),
  z.strictObject({
    parameters: z.record(z.string(), z.number()).optional(),
    lists: z.record(z.string(), z.array(z.string().min(1))).optional(),
    severity: z.enum(SEVERITIES).optional(),
    /** Seconds. */
    for: z.number().min(0).optional(),
  })
);

export type RuleChoices = z.infer<typeof choicesSchema>;

/** What was chosen for checks, from JSON. @throws naming what is wrong, an id that is no check's too */
export function parseRuleChoices(json: unknown): RuleChoices {
  const choices = choicesSchema.parse(json);
  Object.entries(choices).forEach(([id, { parameters }]) => parameterValues(checkById(id), parameters));
  return choices;
}

function chosenBy(choices: RuleChoices, check: Check): ChosenCheck {
  const { parameters = {}, lists, severity, for: forSeconds } = choices[check.id] ?? {};
  return {
    check,
    parameters,
    ...(lists ? { lists } : {}),
    ...(severity ? { severity } : {}),
    ...(forSeconds === undefined ? {} : { forSeconds }),
  };
}

/** The catalog's checks for one installation, as rules in every form, with what was chosen for them. */
export function ruleFiles(target: RuleTarget, choices: RuleChoices = {}): RuleFiles {
  const chosen = checksFor(target.conventions).map((check) => chosenBy(choices, check));
  const silent = (one: ChosenCheck) => lacksLists(one);
  const wanted = chosen.filter((one) => !silent(one));
  const rules = wanted.map((one) => alertRuleOf(one, target));
  // Grafana knows its own address.
  const { grafanaUrl: _elsewhere, ...ownTarget } = target;
  const grafanas = forGrafana(wanted.map((one) => alertRuleOf(one, ownTarget)));
  const prometheus = prometheusRuleFile(rules);
  const loki = lokiRuleFile(rules);
  const files = new Map<string, string>();
  const add = (path: string, count: number, content: unknown) => {
    if (count > 0) {
      files.set(path, yaml(content));
    }
  };
  const count = (file: typeof prometheus) => file.groups.reduce((sum, group) => sum + group.rules.length, 0);
  add('prometheus/quayside.yaml', count(prometheus), prometheus);
  add('loki/quayside.yaml', count(loki), loki);
  add('grafana/quayside.yaml', grafanas.length, grafanaProvisioning(grafanas));
  files.set('alertmanager/quayside.tmpl', NOTIFICATION_TEMPLATES);
  files.set('grafana/quayside-templates.yaml', yaml(templatesProvisioning()));
  return {
    files,
    counts: { prometheus: count(prometheus), loki: count(loki), grafana: grafanas.length },
    left: chosen
      .filter(silent)
      .map(({ check }) => ({ id: check.id, why: 'it needs a list that somebody has to give: see --choices' })),
  };
}

const ROOT = resolve(__dirname, '..');

/** Files that lie beside the code, by their path below the output folder. */
export const KEPT: Readonly<Record<string, string>> = {
  'alertmanager/quayside.tmpl': 'stack/server/alertmanager/templates/quayside.tmpl',
  'grafana/quayside-templates.yaml': 'provisioning/alerting/quayside-templates.yaml',
  'grafana/quayside.yaml': 'provisioning/alerting/quayside-rules.yaml',
};

/** What the command makes rules for where nothing else is said: the data sources of `provisioning/datasources`. */
export const USUAL_TARGET = {
  conventions: DOCKER,
  grafanaUrl: 'http://localhost:3000',
  prometheusUid: 'quayside-prometheus',
  lokiUid: 'quayside-loki',
} satisfies RuleTarget;

const USAGE = `npm run -s rules -- --out DIR [--conventions FILE] [--choices FILE] [--grafana-url URL] [--prometheus-uid UID] [--loki-uid UID]

Writes every check as alert rules, and the texts of their notifications: DIR/prometheus, DIR/loki (for its ruler),
DIR/grafana (for provisioning/alerting) and DIR/alertmanager (templates).
  --out DIR             where to write; made where it is missing
  --conventions FILE    how the installation labels its data (JSON); plain Docker without it
  --choices FILE        numbers and lists of checks (JSON), such as
                        {"expected-container-missing": {"lists": {"containers": ["web-1/edge"]}},
                         "memory-near-limit": {"parameters": {"share": 0.8}, "severity": "critical", "for": 600}}
  --grafana-url URL     where people open Grafana, for the links in alerts of the others (http://localhost:3000)
  --prometheus-uid UID  the data source that Grafana's rules ask for metrics (quayside-prometheus)
  --loki-uid UID        the data source that Grafana's rules ask for logs (quayside-loki)
  --keep                instead of --out: renew what lies in provisioning/alerting and stack/server/alertmanager
`;

function main(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      conventions: { type: 'string' },
      choices: { type: 'string' },
      'grafana-url': { type: 'string', default: USUAL_TARGET.grafanaUrl },
      'prometheus-uid': { type: 'string', default: USUAL_TARGET.prometheusUid },
      'loki-uid': { type: 'string', default: USUAL_TARGET.lokiUid },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (!values.out && !values.keep) {
    throw new Error('Where to? --out names the folder.');
  }
  const url = new URL(values['grafana-url']);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`--grafana-url must begin with http:// or https://, not ${url.protocol}`);
  }
  const conventions = values.conventions
    ? parseConventions(JSON.parse(readFileSync(values.conventions, 'utf8')))
    : USUAL_TARGET.conventions;
  const choices = values.choices ? parseRuleChoices(JSON.parse(readFileSync(values.choices, 'utf8'))) : {};
  const target = {
    conventions,
    grafanaUrl: values['grafana-url'],
    prometheusUid: values['prometheus-uid'],
    lokiUid: values['loki-uid'],
  };
  const { files, counts, left } = ruleFiles(target, choices);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  if (values.keep) {
    Object.entries(KEPT).forEach(([path, kept]) => write(resolve(ROOT, kept), files.get(path) ?? ''));
    return;
  }
  files.forEach((text, path) => write(join(values.out ?? '.', path), text));
  process.stdout.write(
    `${counts.prometheus} rules for Prometheus, ${counts.loki} for Loki, ${counts.grafana} for Grafana in ${values.out}\n`
  );
  for (const { id, why } of left) {
    process.stdout.write(`  without a rule: ${id}, because ${why}\n`);
  }
}

if (process.argv[1]?.endsWith('rules.ts')) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
