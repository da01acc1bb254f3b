import {
  AnnotationQueryBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { checksFor } from '../../src/checks/catalog';
import { namedConditions } from '../../src/checks/namedConditions';
import { isNginx, listById, NotHere, planOf, type Plan } from '../../src/datasource/plan';
import type { ScopeTexts } from '../../src/datasource/query';
import type { ReadScope } from '../../src/datasource/scope';
import { grafanaUnit } from '../../src/components/grafanaUnit';
import { CONTAINER_SIGNALS } from '../../src/signals/containers';
import type { Conventions } from '../../src/signals/conventions';
import { containerLabels, containerMatchers } from '../../src/signals/identity';
import { groupLabels, top, type GroupBy } from '../../src/signals/inventory';
import { logLines } from '../../src/signals/logs';
import { listQueries, PLAIN_LOKI, type LokiAbilities } from '../../src/signals/nginx/lists';
import { lackingFields } from '../../src/signals/nginx/nginxSignal';
import { select } from '../../src/signals/promql';
import { EVERYTHING } from '../../src/signals/scope';
import { TABLE_WINDOW } from '../../src/signals/windows';
import { asTarget, refIdOf, type Flavour, type PanelData } from './flavour';
import { labelTitles, plainLegend } from './plainLabels';
import type { PanelQuery, PanelSpec, VariableSpec } from './spec';

const PROMETHEUS = { type: 'prometheus', uid: '${prometheus}' };
const LOKI = { type: 'loki', uid: '${loki}' };

/** A hidden variable: the names of the containers that are chosen by what streams do not tell, such as their service. */
const NAMES = 'containerName';

/** Texts that stand for a variable while a query is written; nothing in them is escaped. */
const stand = (variable: string) => `QUAYSIDEx${variable}xEDISYAUQ`;
const ANY = stand('any');

/** A length that nothing else has, for the range of whoever looks at the dashboard. */
const RANGE_SECONDS = 7777;
const RANGE = { from: 0, to: RANGE_SECONDS * 1000 };

/** A query with Grafana's variables where they were stood in for. */
function withVariables(expr: string): string {
  return expr
    .replaceAll(/="QUAYSIDEx(\w+?)xEDISYAUQ"/g, '=~"QUAYSIDEx$1xEDISYAUQ"')
    .replaceAll(ANY, '.+')
    .replaceAll(/QUAYSIDEx(\w+?)xEDISYAUQ/g, (_, name: string) => `\${${name}}`)
    .replaceAll(new RegExp(`\\[${RANGE_SECONDS}s:\\w+\\]`, 'g'), '[$__range:$__rate_interval]')
    .replaceAll(`${RANGE_SECONDS}s`, '$__range');
}

const nameOf = (text: string) => text.replace(/^\$/, '');
const standAll = (texts: readonly string[] = []) => texts.map((text) => stand(nameOf(text)));

/** The scope of texts whose parts are variables. Containers are told by their host and name apart. */
function scopeOf(texts: ScopeTexts = {}): ReadScope {
  const [container] = texts.containers ?? [];
  return {
    scope: {
      hosts: standAll(texts.hosts),
      projects: standAll(texts.projects),
      services: standAll(texts.services),
      ...(container ? { containers: [{ host: stand('host'), name: stand(nameOf(container)) }] } : {}),
    },
    virtualHosts: standAll(texts.virtualHosts).map((value) => ({ dimension: 'virtualHost', op: 'matches', value })),
    unreadable: [],
  };
}

/** Streams know neither project nor service: their containers are chosen by name. */
function logScope(texts: ScopeTexts = {}): ReadScope {
  const read = scopeOf(texts);
  return texts.services?.length ? { ...read, scope: { containers: [{ host: ANY, name: stand(NAMES) }] } } : read;
}

/** A log that names no virtual host cannot be asked for one. */
const hasVirtualHosts = (conventions: Conventions) => lackingFields(conventions, ['virtualHost']).length === 0;

interface Asked {
  source: 'metrics' | 'logs';
  expr: string;
  /** Asked once, at the range's end. */
  instant: boolean;
  /** Lines, not numbers. */
  lines?: boolean;
  legend: string;
  /** What the column of its values is called. */
  column: string;
  plan?: Plan;
}

function ask(asked: PanelQuery, conventions: Conventions, abilities: LokiAbilities): Asked {
  const query = hasVirtualHosts(conventions) ? asked : { ...asked, scope: { ...asked.scope, virtualHosts: [] } };
  const base = { conventions, window: TABLE_WINDOW, range: '1h' };
  if (query.show === 'findings') {
    const expr = namedConditions(checksFor(conventions), { conventions, scope: scopeOf(query.scope).scope });
    return { source: 'metrics', expr, instant: true, legend: '{{finding}}', column: 'Value' };
  }
  if (query.show === 'lines') {
    const { scope } = logScope(query.scope);
    const expr = logLines({ ...base, scope });
    return { source: 'logs', expr, instant: false, lines: true, legend: '', column: '' };
  }
  const list = listById(query.signal);
  if (list) {
    if (!list.applies(conventions)) {
      throw new NotHere('refused', list.title, '', '');
    }
    const { scope, virtualHosts } = scopeOf(query.scope);
    const context = { ...base, scope, range: `${RANGE_SECONDS}s`, filters: virtualHosts };
    const first = query.top ?? 10;
    const { exact, approximate } = listQueries(list, context, abilities, first);
    return { source: 'logs', expr: approximate ?? top(first, exact), instant: true, legend: '', column: 'Requests' };
  }
  const metrics = planOf({ ...query, refId: 'A' }, conventions, scopeOf(query.scope), RANGE);
  const plan =
    metrics.signal.source === 'logs' && !isNginx(metrics.signal)
      ? planOf({ ...query, refId: 'A' }, conventions, logScope(query.scope), RANGE)
      : metrics;
  return {
    source: plan.signal.source,
    expr: plan.expr,
    instant: query.form === 'table',
    legend: plainLegend(plan, query.legend),
    column: plan.signal.title,
    plan,
  };
}

function targetOf(asked: Asked, refId: string): Record<string, unknown> {
  const { expr, instant, legend, lines } = asked;
  const shared = { refId, expr: withVariables(expr), legendFormat: legend };
  if (asked.source === 'logs') {
    return {
      ...shared,
      datasource: LOKI,
      queryType: instant ? 'instant' : 'range',
      ...(lines ? { maxLines: 500 } : {}),
    };
  }
  return {
    ...shared,
    datasource: PROMETHEUS,
    editorMode: 'code',
    instant,
    range: !instant,
    format: instant ? 'table' : 'time_series',
  };
}

/** What makes one table of instant answers: Prometheus' come as tables, Loki's as series. */
function tableParts(asked: readonly Asked[], spec: PanelSpec, conventions: Conventions) {
  const several = asked.length > 1;
  const transformations: dashboard.DataTransformerConfig[] = [
    ...(asked[0]?.source === 'logs' ? [{ id: 'labelsToFields', options: { mode: 'columns' } }] : []),
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: { excludeByName: { Time: true, __name__: true }, renameByName: labelTitles(conventions) },
    },
  ];
  const overrides = asked.map(({ column, plan }, index) => ({
    matcher: {
      id: 'byRegexp',
      options: several ? `/^Value #${refIdOf(index)}$/` : '/^Value( #A)?$/',
    },
    properties: [
      { id: 'displayName', value: column },
      ...(plan ? [{ id: 'unit', value: grafanaUnit(plan.signal.unit) }] : []),
    ],
  }));
  const sorted = spec.sortBy ? asked.findIndex(({ column }) => column === spec.sortBy) : -1;
  return {
    transformations:
      sorted >= 0
        ? [
            ...transformations,
            {
              id: 'sortBy',
              options: { sort: [{ field: several ? `Value #${refIdOf(sorted)}` : 'Value', desc: true }] },
            },
            ...(spec.most ? [{ id: 'limit', options: { limitField: spec.most } }] : []),
          ]
        : transformations,
    overrides,
  };
}

function panelOf(spec: PanelSpec, conventions: Conventions, abilities: LokiAbilities): PanelData | undefined {
  try {
    const asked = spec.queries.map((query) => ask(query, conventions, abilities));
    const [first] = asked;
    if (!first) {
      return undefined;
    }
    const table = spec.kind === 'table' ? tableParts(asked, spec, conventions) : { transformations: [], overrides: [] };
    return {
      datasource: first.source === 'logs' ? LOKI : PROMETHEUS,
      targets: asked.map((one, index) => asTarget(targetOf(one, refIdOf(index)))),
      ...table,
    };
  } catch (error) {
    if (error instanceof NotHere) {
      return undefined;
    }
    throw error;
  }
}

/** What cuts a host's port, and domain, as the conventions do. */
const HOST_NAMES: Record<Conventions['hostNames'], string> = {
  'as-is': '',
  'strip-port': '/^(.*?)(?::[0-9]+)?$/',
  'strip-port-and-domain': '/^([^.:]+).*$/',
};

const PROPERTY = { hosts: 'host', projects: 'project', services: 'service', images: 'image', namespaces: 'namespace' };

function labelValues(name: string, label: string, texts: ScopeTexts | undefined, conventions: Conventions) {
  const match = select('container_last_seen', containerMatchers(conventions, scopeOf(texts).scope));
  const query = withVariables(`label_values(${match}, ${label})`);
  return new QueryVariableBuilder(name)
    .datasource(PROMETHEUS)
    .query({ query, refId: 'choice', qryType: 1 })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .hide(VariableHide.DontHide)
    .multi(true);
}

const CHOSEN_ALL = { selected: true, text: 'All', value: '$__all' };

function variableOf({ name, label, choice, scope, multi }: VariableSpec, conventions: Conventions) {
  if (choice === 'virtualHosts') {
    // It stands in the lines, where no list of values can be had from.
    return !hasVirtualHosts(conventions)
      ? []
      : [new TextBoxVariableBuilder(name).label(`${label} (expression)`).defaultValue('.*')];
  }
  const values =
    choice === 'containers'
      ? conventions.containers.name
      : groupLabels(conventions, PROPERTY[choice] as GroupBy).at(-1);
  if (values === undefined) {
    return [];
  }
  const variable = labelValues(name, values, scope, conventions).label(label);
  if (choice === 'hosts') {
    variable.regex(HOST_NAMES[conventions.hostNames]);
  }
  if (!multi) {
    return [variable];
  }
  // Of nothing that has no such label: what belongs to no project is among all projects.
  return [
    variable
      .includeAll(true)
      .allValue(choice === 'hosts' ? '.+' : '.*')
      .current(CHOSEN_ALL),
  ];
}

/** Names of containers by project and service, for streams: after the variables that they depend on. */
function namesOf(spec: VariableSpec, conventions: Conventions) {
  return spec.choice === 'services'
    ? [
        labelValues(NAMES, conventions.containers.name, { projects: ['$project'], services: ['$service'] }, conventions)
          .hide(VariableHide.HideVariable)
          .includeAll(true)
          .current(CHOSEN_ALL),
      ]
    : [];
}

/**
 * Dashboards in PromQL and LogQL, with the conventions of one installation burnt in: for a Grafana without the plugin, for
 * alert rules and for public dashboards.
 * @param abilities what the Loki can do that they are for: with `approx_topk`, lists have no limit of values
 */
export function plainFlavour(conventions: Conventions, abilities: LokiAbilities = PLAIN_LOKI): Flavour {
  const aliased = conventions.aliases.length > 0;
  return {
    uid: (id) => `quayside-plain-${id}`,
    title: (title) => `${title} (plain)`,
    tags: ['quayside-plain'],
    about: () =>
      `Generated from Quayside’s catalog for one installation’s labels.${
        aliased
          ? ' Hosts whose names differ between cAdvisor, node exporter and logs are chosen by cAdvisor’s name.'
          : ''
      }`,
    dataSources: [
      new DatasourceVariableBuilder('prometheus').label('Prometheus').type('prometheus'),
      new DatasourceVariableBuilder('loki').label('Loki').type('loki'),
    ],
    variables: (spec) => [...variableOf(spec, conventions), ...namesOf(spec, conventions)],
    panel: (spec) => panelOf(spec, conventions, abilities),
    events: (texts) => [
      new AnnotationQueryBuilder()
        .name('Restarts')
        .datasource(PROMETHEUS)
        .enable(true)
        .iconColor('orange')
        .titleFormat('Restarted')
        .textFormat(
          containerLabels(conventions)
            .map((label) => `{{${label}}}`)
            .join('/')
        )
        .step('60s')
        .expr(
          withVariables(
            `(${CONTAINER_SIGNALS.restarts.query({ conventions, scope: { ...EVERYTHING, ...scopeOf(texts).scope }, window: '5m', range: '1m' })}) > 0`
          )
        ),
    ],
    linksToPages: false,
  };
}
