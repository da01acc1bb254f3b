import React, { useCallback, useMemo } from 'react';
import type { TimeRange } from '@grafana/data';
import { Alert, FilterPill, LoadingPlaceholder, Pagination, Stack, Text } from '@grafana/ui';
import { EachPlace } from '../../components/EachPlace';
import { locationTitle, useInstallation } from '../../components/InstallationContext';
import { NoContainers } from '../../components/NoContainers';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import { ProblemNotice } from '../../components/ProblemNotice';
import { textOf } from '../../signals/urlList';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { noPrometheus } from '../../discovery/installation';
import { hostOf } from '../../signals/hostNames';
import { groupLabels, type GroupBy } from '../../signals/inventory';
import type { Scope } from '../../signals/scope';
import type { SignalContext } from '../../signals/signal';
import { eventsWindow, TABLE_WINDOW } from '../../signals/windows';
import { COLUMNS, columnsOf, USUAL_COLUMNS } from './columns';
import { Filters } from './Filters';
import { askable, loadAllCells, loadAllLines, loadFleets, type Asked, type Silent } from './everywhere';
import { loadGroups, MOST_ROWS, scopeOf, type GroupRow } from './fleet';
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
  const { installation, settings, everywhere } = useInstallation();
  const { prometheus, conventions } = installation;
  const { asked, silent } = useMemo(
    () =>
      everywhere ? askable(everywhere) : { asked: prometheus ? [{ source: prometheus, conventions }] : [], silent: [] },
    [everywhere, prometheus, conventions]
  );
  return (
    <PageFrame title="Containers" subTitle="Which container uses what?" everywhere>
      {({ range }) => (
        <>
          <SilentPlaces silent={silent} />
          {asked.length > 0 ? (
            <Content asked={asked} range={range} />
          ) : (
            !everywhere && <ProblemNotice problem={noPrometheus(settings)} />
          )}
        </>
      )}
    </PageFrame>
  );
}

/** Locations that tell nothing, while others do. */
function SilentPlaces({ silent }: { silent: readonly Silent[] }) {
  return (
    <>
      {silent.map(({ location = '', problem }) => (
        <Alert key={location} severity="warning" title={`${locationTitle(location)}: ${problem.title}`}>
          {problem.detail}. {problem.wayOut}
        </Alert>
      ))}
    </>
  );
}

/** What is asked, wherever it is asked. */
function useQuestion(range: TimeRange, scopeKey: string, scope: Scope): Omit<SignalContext, 'conventions'> {
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  return useMemo(
    () => ({ scope, window: TABLE_WINDOW, range: eventsWindow({ from, to }) }),
    // The scope is made anew on each render; its text says whether it is another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [scopeKey, from, to]
  );
}

function Content({ asked, range }: { asked: readonly Asked[]; range: TimeRange }) {
  const [state, update] = useUrlState(DEFAULTS);
  const scope = scopeOf(state);
  const scopeKey = JSON.stringify(scope);
  const question = useQuestion(range, scopeKey, scope);
  const group = groupOf(asked, state.group);
  const change = useCallback((patch: Partial<typeof DEFAULTS>) => update({ page: '1', ...patch }), [update]);
  return (
    <>
      <Filters asked={asked} range={range} state={{ ...state, group }} onChange={change} />
      {group === '' ? (
        <Containers asked={asked} range={range} question={question} scopeKey={scopeKey} state={state} update={update} />
      ) : (
        <EachPlace page="containers">
          <Groups range={range} question={question} scopeKey={scopeKey} group={group} open={change} />
        </EachPlace>
      )}
    </>
  );
}

const GROUPS: readonly GroupBy[] = ['host', 'project', 'service', 'image', 'namespace'];

/** What an address groups by; nothing where these conventions have no such group. */
function groupOf(asked: readonly Asked[], wanted: string): GroupBy | '' {
  const group = GROUPS.find((known) => known === wanted);
  return group && asked.some(({ conventions }) => groupLabels(conventions, group).length > 0) ? group : '';
}

interface PartProps {
  range: TimeRange;
  question: Omit<SignalContext, 'conventions'>;
  scopeKey: string;
}

function Containers({
  asked,
  range,
  question,
  scopeKey,
  state,
  update,
}: PartProps & { asked: readonly Asked[]; state: typeof DEFAULTS; update: (patch: Partial<typeof DEFAULTS>) => void }) {
  const time = range.to.valueOf();
  const columns = useMemo(() => columnsOf(state.columns), [state.columns]);
  const direction: Direction = state.dir === 'asc' ? 'asc' : 'desc';
  const sortBy = COLUMNS.find(({ id }) => id === state.sort)?.signals[0];
  const where = asked.map(({ location = '', source }) => `${location} ${source.uid}`).join();
  const fleet = useLoaded(`${where} ${time} ${scopeKey} ${sortBy?.id}`, (signal) =>
    loadFleets(asked, question, { time, sortBy }, signal)
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
      ? `${where} ${time} ${state.columns} ${rows.map(({ key }) => key).join('\u0001')}`
      : null;
  const cells = useLoaded(inView, (signal) => loadAllCells(asked, question, time, rows, columns, signal));
  const lines = useLoaded(inView, (signal) =>
    loadAllLines(asked, question, { from: range.from.valueOf(), to: time }, rows, columns, signal)
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
  const { total, cut, silent, rows: all } = fleet.data;
  const problem = fleet.problem ?? cells.problem ?? lines.problem;
  const filtered = scopeKey !== JSON.stringify(scopeOf(DEFAULTS));
  if (all.length === 0 && !problem) {
    return filtered ? (
      <NothingHere title="No container matches">Clear a filter, or choose a time at which it ran.</NothingHere>
    ) : (
      asked.slice(0, 1).map(({ source }) => <NoContainers key={source.uid} source={source} />)
    );
  }
  const gone = all.filter((row) => row.gone !== undefined).length;
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <SilentPlaces silent={silent} />
      {cut && (
        <Alert
          severity="info"
          title={`${total.toLocaleString('en')} containers: the ${MOST_ROWS.toLocaleString('en')} largest${asked.length > 1 ? ' of each location' : ''} are listed`}
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
            label={`${gone} gone within ${question.range}`}
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
        events={question.range}
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
  range,
  question,
  scopeKey,
  group,
  open,
}: PartProps & { group: GroupBy; open: (patch: Partial<typeof DEFAULTS>) => void }) {
  const { installation, settings } = useInstallation();
  const { prometheus: source, conventions } = installation;
  const time = range.to.valueOf();
  const groups = useLoaded(source ? `${source.uid} ${time} ${scopeKey} ${group}` : null, (signal) =>
    source ? loadGroups({ source, context: { ...question, conventions }, time }, group, signal) : Promise.resolve([])
  );
  const show = ({ parts }: GroupRow) => {
    const [first = '', second] = parts;
    const patch = group === 'service' ? { project: first, service: second ?? '' } : { [group]: first };
    open({
      group: '',
      ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value === '' ? '' : textOf([value])])),
    });
  };
  if (!source) {
    return <ProblemNotice problem={noPrometheus(settings)} />;
  }
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
      groups={groups.data.map((row) => (group === 'host' ? { ...row, parts: [hostName(conventions, row)] } : row))}
      title={title}
      events={question.range}
      onOpen={show}
    />
  );
}

function hostName(conventions: SignalContext['conventions'], { parts }: GroupRow): string {
  return hostOf(conventions, 'containers', parts[0] ?? '');
}
