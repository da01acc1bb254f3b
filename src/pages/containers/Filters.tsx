import React, { useEffect, useState } from 'react';
import { css } from '@emotion/css';
import type { TimeRange } from '@grafana/data';
import { Field, Icon, Input, MultiCombobox, RadioButtonGroup, Stack, Button, useStyles2 } from '@grafana/ui';
import { listOf, textOf } from '../../signals/urlList';
import { groupLabels } from '../../signals/inventory';
import { COLUMNS } from './columns';
import { loadAllChoices, type Asked } from './everywhere';

/** The filters of the page as the URL holds them. */
export interface FilterState {
  q: string;
  host: string;
  project: string;
  service: string;
  image: string;
  namespace: string;
  group: string;
  columns: string;
}

interface Props {
  /** The location that is shown, or all of them. */
  asked: readonly Asked[];
  range: TimeRange;
  state: FilterState;
  onChange: (patch: Partial<FilterState>) => void;
}

type Filter = 'host' | 'project' | 'service' | 'image' | 'namespace';

const FILTERS: ReadonlyArray<[Filter, string]> = [
  ['host', 'Host'],
  ['project', 'Project'],
  ['service', 'Service'],
  ['image', 'Image'],
  ['namespace', 'Namespace'],
];

const SEARCH_DELAY_MS = 300;

/** What restricts, groups and widens the fleet table. Values are asked for only when a list is opened. */
export function Filters({ asked, range, state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const [typed, setTyped] = useState({ q: state.q, text: state.q });
  // A search that came by the URL replaces what was typed.
  const search = typed.q === state.q ? typed.text : state.q;
  useEffect(() => {
    if (search === state.q) {
      return;
    }
    // Every letter would be a query; the last of a word is enough.
    const timer = setTimeout(() => onChange({ q: search }), SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [search, state.q, onChange]);

  const options = async (filter: Filter, typed: string) => {
    const times = { from: range.from.valueOf(), to: range.to.valueOf() };
    const names = await loadAllChoices(asked, filter, times);
    return names
      .filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
      .slice(0, 500)
      .map((value) => ({ value, label: value }));
  };
  const known = (group: Filter) => asked.some(({ conventions }) => groupLabels(conventions, group).length > 0);
  const groups: Array<{ value: string; label: string }> = [
    { value: '', label: 'Containers' },
    ...FILTERS.filter(([group]) => known(group)).map(([value, label]) => ({
      value,
      label: `By ${label.toLowerCase()}`,
    })),
  ];
  const active = [state.q, state.host, state.project, state.service, state.image, state.namespace].some(
    (text) => text !== ''
  );
  return (
    <Stack direction="row" wrap="wrap" gap={1} alignItems="flex-end">
      <Field label="Search" noMargin>
        <Input
          id="quayside-search"
          width={22}
          prefix={<Icon name="search" />}
          placeholder="Part of a name"
          value={search}
          onChange={(event) => setTyped({ q: state.q, text: event.currentTarget.value })}
        />
      </Field>
      {FILTERS.filter(([filter]) => known(filter)).map(([filter, title]) => (
        <Field key={filter} label={title} noMargin>
          <MultiCombobox
            id={`quayside-filter-${filter}`}
            width="auto"
            minWidth={16}
            maxWidth={40}
            placeholder="All"
            value={listOf(state[filter])}
            options={(typed) => options(filter, typed)}
            onChange={(chosen) => onChange({ [filter]: textOf(chosen.map(({ value }) => value)) })}
          />
        </Field>
      ))}
      <Field label="Show" noMargin className={styles.shrinking}>
        <div className={styles.scroll}>
          <RadioButtonGroup options={groups} value={state.group} onChange={(group) => onChange({ group })} />
        </div>
      </Field>
      {state.group === '' && (
        <Field label="Columns" noMargin>
          <MultiCombobox
            id="quayside-columns"
            width="auto"
            minWidth={16}
            maxWidth={32}
            options={COLUMNS.map(({ id, title }) => ({ value: id, label: title }))}
            value={state.columns.split(',').filter((id) => id !== '')}
            onChange={(chosen) => onChange({ columns: chosen.map(({ value }) => value).join(',') })}
          />
        </Field>
      )}
      {active && (
        <Button
          variant="secondary"
          fill="text"
          onClick={() => onChange({ q: '', host: '', project: '', service: '', image: '', namespace: '' })}
        >
          Clear filters
        </Button>
      )}
    </Stack>
  );
}

const getStyles = () => ({
  // On a narrow screen the choices scroll, and not the page.
  shrinking: css({ minWidth: 0, maxWidth: '100%' }),
  scroll: css({ overflowX: 'auto' }),
});
