import {
  AnnotationQueryBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { SIGNALS_TYPE } from '../../src/grafana/signalsType';
import { asTarget, refIdOf, type Flavour } from './flavour';

const SOURCE = { type: SIGNALS_TYPE, uid: '${signals}' };

/** Everything that a part of a scope may be: then it restricts nothing, however much there is. */
const ALL = '*';

const CHOSEN_ALL = { selected: true, text: 'All', value: '$__all' };

/** Dashboards on the app's own data source: they work with every installation's conventions. */
export const BUNDLED: Flavour = {
  uid: (id) => `quayside-${id}`,
  title: (title) => title,
  tags: ['quayside'],
  about: () => '',
  dataSources: [new DatasourceVariableBuilder('signals').label('Signals').type(SIGNALS_TYPE)],
  variables: ({ name, label, choice, scope, multi }) => {
    const variable = new QueryVariableBuilder(name)
      .label(label)
      .datasource(SOURCE)
      .query({ refId: 'choice', choice, ...(scope ? { scope } : {}) })
      .definition(choice)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .hide(VariableHide.DontHide);
    return [multi ? variable.multi(true).includeAll(true).allValue(ALL).current(CHOSEN_ALL) : variable];
  },
  panel: ({ kind, queries, sortBy, most }) => ({
    datasource: SOURCE,
    targets: queries.map((query, index) => asTarget({ refId: refIdOf(index), datasource: SOURCE, ...query })),
    transformations:
      kind === 'table' && queries.length > 1
        ? [
            { id: 'merge', options: {} },
            ...(sortBy ? [{ id: 'sortBy', options: { sort: [{ field: sortBy, desc: true }] } }] : []),
            ...(most ? [{ id: 'limit', options: { limitField: most } }] : []),
          ]
        : [],
    overrides: [
      { matcher: { id: 'byName', options: 'Link' }, properties: [{ id: 'custom.hideFrom.viz', value: true }] },
    ].filter(() => queries.some(({ show }) => show === 'findings')),
  }),
  events: (scope) =>
    [
      ['What happened', 'events', true],
      ['Findings', 'findings', false],
    ].map(([name, show, enabled]) =>
      new AnnotationQueryBuilder()
        .name(String(name))
        .datasource(SOURCE)
        .enable(enabled === true)
        .iconColor(show === 'findings' ? 'red' : 'orange')
        .target(asTarget({ refId: 'Anno', show, scope, form: 'series' }))
    ),
  linksToPages: true,
};
