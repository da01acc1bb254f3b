import React, { useMemo, useState } from 'react';
import type { QueryEditorProps } from '@grafana/data';
import { Badge, Combobox, Field, Input, MultiCombobox, RadioButtonGroup, Stack, Text, Button } from '@grafana/ui';
import { useLoaded } from '../../components/useLoaded';
import { ProblemNotice } from '../../components/ProblemNotice';
import { isOwn } from '../../signals/derived/ownSignals';
import { combinesOf, groupingsOf } from '../../signals/grouping';
import { dimensionTitle } from '../../signals/nginx/filters';
import type { Combine } from '../../signals/inventory';
import type { Signal } from '../../signals/signal';
import type { Conventions } from '../../signals/conventions';
import { dimensionsFor } from '../dimensions';
import { labelTitle } from '../naming';
import { listById, needsNginx, signalsHere, type Here } from '../plan';
import { FIRST_QUERY, type Choice, type Show, type SignalsJsonData, type SignalsQuery } from '../query';
import type { SignalsDataSource } from '../SignalsDataSource';
import { QueryBehind } from './QueryBehind';
import { ScopeFields } from './ScopeFields';
import { signalOptions } from './signalOptions';

type Props = QueryEditorProps<SignalsDataSource, SignalsQuery, SignalsJsonData>;

const SHOWS: Array<{ value: Show; label: string; description: string }> = [
  { value: 'signal', label: 'Signal', description: 'What can be measured' },
  { value: 'lines', label: 'Log lines', description: 'What containers wrote' },
  { value: 'findings', label: 'Findings', description: 'Checks that hold at the end of the range' },
  { value: 'events', label: 'Events', description: 'Starts, restarts, deploys, OOM kills' },
];
const FORMS = [
  { value: 'series' as const, label: 'Over time' },
  { value: 'table' as const, label: 'Table', description: 'One row each, at the end of the range' },
];
const COMBINES: Record<Combine, string> = { sum: 'Sum', avg: 'Average', max: 'Largest', min: 'Smallest' };

const OF_CONTAINERS: readonly Choice[] = ['hosts', 'projects', 'services', 'images', 'namespaces', 'containers'];
const OF_NGINX: readonly Choice[] = ['hosts', 'virtualHosts'];

function partsOf({ show = 'signal' }: SignalsQuery, signal: Signal | undefined, nginx: boolean): readonly Choice[] {
  if (show !== 'signal' || signal === undefined) {
    return nginx ? OF_NGINX : OF_CONTAINERS;
  }
  if (isOwn(signal)) {
    // It knows by itself which lines it is of.
    return [];
  }
  if (signal.source === 'logs') {
    return nginx ? OF_NGINX : OF_CONTAINERS;
  }
  return signal.subject === 'container' || signal.subject === 'pod' ? OF_CONTAINERS : ['hosts'];
}

interface Loaded {
  conventions: Conventions;
  here: Here;
}

/** Chooses a signal, of what, and how it is put together. */
export function QueryEditor({ datasource, query, onChange, onRunQuery, range, app }: Props) {
  const asked: SignalsQuery = { ...FIRST_QUERY, ...query };
  const [open, setOpen] = useState(false);
  const to = range?.to.valueOf();
  const loaded = useLoaded(`${datasource.uid} ${needsNginx(asked)}`, async (): Promise<Loaded> => {
    const { installation, settings } = await datasource.installations.get();
    const conventions = needsNginx(asked)
      ? await datasource.installations.withNginx(to ?? Date.now()).catch(() => installation.conventions)
      : installation.conventions;
    return { conventions, here: settings };
  });
  const conventions = loaded.data?.conventions;
  const here = loaded.data?.here;
  const options = useMemo(() => signalOptions(conventions, here), [conventions, here]);
  const change = (patch: Partial<SignalsQuery>) => {
    onChange({ ...asked, ...patch });
    onRunQuery();
  };
  const show = asked.show ?? 'signal';
  const signal = signalsHere(here ?? {}).find(({ id }) => id === asked.signal);
  const list = listById(asked.signal);
  const nginx = show === 'signal' && needsNginx(asked);
  return (
    <Stack direction="column" gap={1.5}>
      {loaded.problem && <ProblemNotice problem={loaded.problem} />}
      <Stack direction="row" gap={1} wrap="wrap" alignItems="flex-end">
        <Field label="Show" noMargin>
          <RadioButtonGroup options={SHOWS} value={show} onChange={(value) => change({ show: value })} />
        </Field>
        {show === 'signal' && (
          <Field label="Signal" noMargin>
            <Combobox
              width={40}
              placeholder="Choose a signal"
              options={options}
              value={asked.signal ?? null}
              onChange={({ value }) => change({ signal: value, by: undefined, combine: undefined })}
            />
          </Field>
        )}
        {show === 'signal' && !list && (
          <Field label="As" noMargin>
            <RadioButtonGroup options={FORMS} value={asked.form ?? 'series'} onChange={(form) => change({ form })} />
          </Field>
        )}
        {show === 'signal' && signal && <Badge text={signal.unit} color="blue" />}
      </Stack>
      {show === 'signal' && (signal || list) && (
        <Text variant="bodySmall" color="secondary">
          {signal?.description ?? `${list?.title}, ranked by how many requests have them.`}
        </Text>
      )}
      <ScopeFields
        datasource={datasource}
        conventions={conventions}
        range={range}
        scope={asked.scope ?? {}}
        parts={partsOf(asked, signal, nginx)}
        searchable={!nginx && (show !== 'signal' || signal?.subject === 'container')}
        onChange={(scope) => change({ scope })}
      />
      {show === 'signal' && (
        <Shape query={asked} signal={signal} nginx={nginx} conventions={conventions} onChange={change} />
      )}
      <Stack direction="column" gap={1}>
        <div>
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            icon={open ? 'angle-down' : 'angle-right'}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            The query behind it
          </Button>
        </div>
        {open && range && <QueryBehind datasource={datasource} query={asked} range={range} app={app} />}
      </Stack>
    </Stack>
  );
}

interface ShapeProps {
  query: SignalsQuery;
  signal: Signal | undefined;
  nginx: boolean;
  conventions: Conventions | undefined;
  onChange: (patch: Partial<SignalsQuery>) => void;
}

/** What a signal can be split by, or put together by. */
function groupsOf(signal: Signal, nginx: boolean, conventions: Conventions): Array<{ value: string; label: string }> {
  if (nginx) {
    return dimensionsFor(conventions).map((value) => ({ value, label: dimensionTitle(value) }));
  }
  const groups = isOwn(signal)
    ? signal.metric.by.length > 0
      ? [...signal.metric.by.map(({ as }) => as), 'all']
      : []
    : groupingsOf(signal, conventions);
  return groups.map((value) => ({ value, label: value === 'all' ? 'All together' : labelTitle(value) }));
}

/** How what was found is put together, cut and called. */
function Shape({ query, signal, nginx, conventions, onChange }: ShapeProps) {
  const own = signal !== undefined && isOwn(signal);
  const groups = signal && conventions ? groupsOf(signal, nginx, conventions) : [];
  const combines = signal ? combinesOf(signal) : [];
  return (
    <Stack direction="row" gap={1} wrap="wrap">
      {groups.length > 0 && (
        <Field label={nginx ? 'Split by' : 'Group by'} noMargin>
          <Combobox
            width={22}
            isClearable
            placeholder={nginx ? 'One number' : 'Each for itself'}
            options={groups}
            value={query.by ?? null}
            onChange={(chosen) => onChange({ by: chosen?.value })}
          />
        </Field>
      )}
      {query.by !== undefined && !nginx && !own && (
        <Field label="Take the" noMargin>
          <Combobox
            width={14}
            options={combines.map((value) => ({ value, label: COMBINES[value] }))}
            value={query.combine ?? combines[0] ?? null}
            onChange={({ value }) => onChange({ combine: value })}
          />
        </Field>
      )}
      {nginx && (
        <Field label="Only requests with" noMargin>
          <MultiCombobox
            width="auto"
            minWidth={24}
            maxWidth={60}
            createCustomValue
            placeholder="status:is:404"
            options={['statusClass:is:5xx', 'statusClass:is:4xx', 'method:is:POST', 'requestTime:over:1'].map(
              (value) => ({ value, label: value })
            )}
            value={(query.filters ?? []).map((value) => ({ value, label: value }))}
            onChange={(chosen) => onChange({ filters: chosen.map(({ value }) => value) })}
          />
        </Field>
      )}
      <Field label="At most" noMargin>
        <Input
          width={12}
          type="number"
          min={0}
          placeholder="The usual"
          defaultValue={query.top}
          key={`top ${query.top}`}
          onBlur={({ currentTarget: { value } }) => {
            const top = value === '' ? undefined : Math.max(0, Math.floor(Number(value)));
            return top !== query.top && onChange({ top });
          }}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      </Field>
      <Field label="Legend" noMargin>
        <Input
          width={26}
          placeholder="{{host}}/{{container}}"
          defaultValue={query.legend}
          key={`legend ${query.legend}`}
          onBlur={({ currentTarget: { value } }) =>
            value !== (query.legend ?? '') && onChange({ legend: value || undefined })
          }
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      </Field>
    </Stack>
  );
}
