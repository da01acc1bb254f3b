import React, { useCallback, useMemo } from 'react';
import type { TimeRange } from '@grafana/data';
import { Alert, FilterPill, LoadingPlaceholder, Pagination, Stack, Text } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { NoContainers } from '../../components/NoContainers';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import { ProblemNotice } from '../../components/ProblemNotice';
import { textOf } from '../../signals/urlList';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { noPrometheus } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { hostOf } from '../../signals/hostNames';
import { groupLabels, type GroupBy } from '../../signals/inventory';
import type { SignalContext } from '../../signals/signal';
import { eventsWindow, TABLE_WINDOW } from '../../signals/windows';
import { COLUMNS, columnsOf, USUAL_COLUMNS } from './columns';
import { Filters } from './Filters';
import { loadCells, loadFleet, loadGroups, loadLines, MOST_ROWS, scopeOf, type GroupRow } from './fleet';
import { FleetTable } from './FleetTable';
import { GroupTable } from './GroupTable';
import { sortRows, type Direction } from './sortRows';

const DEFAULTS = {
  q: '',
  host: '',
  project: '',
  service: '',
  image: '',
  namespace: '',
  group: '',
  columns: USUAL_COLUMNS,
  sort: 'cpu',
  dir: 'desc',
  page: '1',
  state: '',
};

/** Rows of one page of the table: what a person looks through before searching. */
const PAGE_SIZE = 25;

/** Which container uses what? */
export default function ContainersPage() {
  const { installation, settings } = useInstallation();
  const { prometheus } = installation;
  return (
    <PageFrame title="Containers" subTitle="Which container uses what?">
      {({ range }) =>
        prometheus ? <Content source={prometheus} range={range} /> : <ProblemNotice problem={noPrometheus(settings)} />
      }
    </PageFrame>
  );
}

function useContext({ range }: { range: TimeRange }, scopeKey: string, scope: SignalContext['scope']): SignalContext {
  const { installation } = useInstallation();
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  return useMemo(
    () => ({ conventions: installation.conventions, scope, window: TABLE_WINDOW, range: eventsWindow({ from, to }) }),
    // The scope is made anew on each render; its text says whether it is another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [installation, scopeKey, from, to]
  );
}

function Content({ source, range }: { source: DataSourceChoice; range: TimeRange }) {
  const { installation } = useInstallation();
  const [state, update] = useUrlState(DEFAULTS);
  const scope = scopeOf(state);
  const scopeKey = JSON.stringify(scope);
  const context = useContext({ range }, scopeKey, scope);
  const group = groupOf(installation.conventions, state.group);
  const change = useCallback((patch: Partial<typeof DEFAULTS>) => update({ page: '1', ...patch }), [update]);
  return (
    <>
      <Filters
        source={source}
        conventions={installation.conventions}
        range={range}
        state={{ ...state, group }}
        onChange={change}
      />
      {group === '' ? (
        <Containers source={source} range={range} context={context} scopeKey={scopeKey} state={state} update={update} />
      ) : (
        <Groups source={source} range={range} context={context} scopeKey={scopeKey} group={group} open={change} />
      )}
    </>
  );
}

const GROUPS: readonly GroupBy[] = ['host', 'project', 'service', 'image', 'namespace'];

/** What an address groups by; nothing where these conventions have no such group. */
function groupOf(conventions: SignalContext['conventions'], asked: string): GroupBy | '' {
  const group = GROUPS.find((known) => known === asked);
  return group && groupLabels(conventions, group).length > 0 ? group : '';
}

interface PartProps {
  source: DataSourceChoice;
  range: TimeRange;
  context: SignalContext;
  scopeKey: string;
}

function Containers({
  source,
  range,
  context,
  scopeKey,
  state,
  update,
}: PartProps & { state: typeof DEFAULTS; update: (patch: Partial<typeof DEFAULTS>) => void }) {
  const time = range.to.valueOf();
  const columns = useMemo(() => columnsOf(state.columns), [state.columns]);
  const direction: Direction = state.dir === 'asc' ? 'asc' : 'desc';
  const sortBy = COLUMNS.find(({ id }) => id === state.sort)?.signals[0];
  const fleet = useLoaded(`${source.uid} ${time} ${scopeKey} ${sortBy?.id}`, (signal) =>
    loadFleet({ source, context, time, sortBy }, signal)
  );
  const onlyGone = state.state === 'gone';
  const sorted = useMemo(() => {
    const listed = (fleet.data?.rows ?? []).filter(({ gone }) => !onlyGone || gone !== undefined);
    return sortRows(listed, state.sort, direction);
  }, [fleet.data, onlyGone, state.sort, direction]);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, Math.floor(Number(state.page)) || 1));
  const rows = useMemo(() => sorted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), [sorted, page]);
  const inView =
    rows.length > 0 && !fleet.loading
      ? `${source.uid} ${time} ${state.columns} ${rows.map(({ key }) => key).join('\u0001')}`
      : null;
  const cells = useLoaded(inView, (signal) => loadCells({ source, context, time }, rows, columns, signal));
  const lines = useLoaded(inView, (signal) =>
    loadLines(source, context, { from: range.from.valueOf(), to: time }, rows, columns, signal)
  );
  const sort = (id: string) =>
    update({ sort: id, dir: id === state.sort && direction === 'desc' ? 'asc' : 'desc', page: '1' });

  if (!fleet.data) {
    return fleet.problem ? (
      <ProblemNotice problem={fleet.problem} />
    ) : (
      <LoadingPlaceholder text="Asking for containers…" />
    );
  }
  const { total, rows: all } = fleet.data;
  const problem = fleet.problem ?? cells.problem ?? lines.problem;
  const filtered = scopeKey !== JSON.stringify(scopeOf(DEFAULTS));
  if (all.length === 0 && !problem) {
    return filtered ? (
      <NothingHere title="No container matches">Clear a filter, or choose a time at which it ran.</NothingHere>
    ) : (
      <NoContainers source={source} />
    );
  }
  const gone = all.filter((row) => row.gone !== undefined).length;
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      {total > MOST_ROWS && (
        <Alert
          severity="info"
          title={`${total.toLocaleString('en')} containers: the ${MOST_ROWS.toLocaleString('en')} largest are listed`}
        >
          They are the largest by {sortBy?.title ?? 'memory'}. Restrict the host, the project or the name to see others.
        </Alert>
      )}
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <Text color="secondary">
          {`${total.toLocaleString('en')} running; rows ${Math.min(sorted.length, (page - 1) * PAGE_SIZE + 1)} to ${Math.min(page * PAGE_SIZE, sorted.length)} of ${sorted.length}`}
        </Text>
        {(gone > 0 || onlyGone) && (
          <FilterPill
            label={`${gone} gone within ${context.range}`}
            selected={onlyGone}
            onClick={() => update({ state: onlyGone ? '' : 'gone', page: '1' })}
          />
        )}
      </Stack>
      <FleetTable
        rows={rows}
        columns={columns}
        cells={cells.data}
        lines={lines.data}
        range={range}
        order={state.sort}
        direction={direction}
        events={context.range}
        onSort={sort}
      />
      {pages > 1 && (
        <Stack direction="row" justifyContent="flex-end">
          <Pagination currentPage={page} numberOfPages={pages} onNavigate={(to) => update({ page: String(to) })} />
        </Stack>
      )}
    </>
  );
}

function Groups({
  source,
  range,
  context,
  scopeKey,
  group,
  open,
}: PartProps & { group: GroupBy; open: (patch: Partial<typeof DEFAULTS>) => void }) {
  const { installation } = useInstallation();
  const time = range.to.valueOf();
  const groups = useLoaded(`${source.uid} ${time} ${scopeKey} ${group}`, (signal) =>
    loadGroups({ source, context, time }, group, signal)
  );
  const show = ({ parts }: GroupRow) => {
    const [first = '', second] = parts;
    const patch = group === 'service' ? { project: first, service: second ?? '' } : { [group]: first };
    open({
      group: '',
      ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value === '' ? '' : textOf([value])])),
    });
  };
  if (groups.problem) {
    return <ProblemNotice problem={groups.problem} />;
  }
  if (!groups.data) {
    return <LoadingPlaceholder text="Asking for groups…" />;
  }
  const title = group.charAt(0).toUpperCase() + group.slice(1);
  return groups.data.length === 0 ? (
    <NoContainers source={source} />
  ) : (
    <GroupTable
      groups={groups.data.map((row) =>
        group === 'host' ? { ...row, parts: [hostName(installation.conventions, row)] } : row
      )}
      title={title}
      events={context.range}
      onOpen={show}
    />
  );
}

function hostName(conventions: SignalContext['conventions'], { parts }: GroupRow): string {
  return hostOf(conventions, 'containers', parts[0] ?? '');
}
