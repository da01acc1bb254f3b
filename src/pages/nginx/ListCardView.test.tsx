import React, { useState } from 'react';
import { dateTime } from '@grafana/data';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { TestRouter } from '../../components/test-support/TestRouter';
import { DOCKER } from '../../signals/conventions';
import { COMBINED, type AccessLog } from '../../signals/nginx/format';
import type { Filter } from '../../signals/nginx/filters';
import { EVERYTHING } from '../../signals/scope';
import { EVERYTHING_READ } from './budget';
import { ListCardView } from './ListCardView';
import { LIST_CARDS } from './lists';
import { exactList, exactly, sampledList, type ListQuestion, type LoadedList } from './loadList';

type Load = (
  which: unknown,
  question: ListQuestion,
  signal: AbortSignal,
  progress?: (share: number) => void
) => Promise<unknown>;
const mockLoad = jest.fn<Promise<unknown>, Parameters<Load>>();
jest.mock('./loadList', () => ({
  ...jest.requireActual<object>('./loadList'),
  loadList: (...asked: Parameters<Load>) => mockLoad(...asked),
}));
jest.mock('./useBehind', () => ({ useBehind: () => ({ of: () => undefined }) }));

const access: AccessLog = { matchers: [{ label: 'job', op: '=', value: 'nginx' }], format: COMBINED, labels: {} };
const NOW = { from: 1_749_553_200_000, to: 1_749_556_800_000 };
const DAY_MS = 86_400_000;
const question: ListQuestion = {
  source: { uid: 'loki', name: 'Loki', type: 'loki', isDefault: true },
  context: { conventions: { ...DOCKER, nginx: { access } }, scope: EVERYTHING, window: '5m', range: '1h' },
  range: NOW,
  reading: { exact: false, share: 0.02 },
  lines: 1_000_000,
  refreshes: 0,
};
const before = { ...question, range: { from: NOW.from - DAY_MS, to: NOW.to - DAY_MS } };
const listOf = (counts: Record<string, number>): LoadedList =>
  exactList(
    Object.entries(counts)
      .map(([key, value]) => ({ key, values: [key], count: exactly(value) }))
      .sort((a, b) => b.count.value - a.count.value)
  );

const onFilter = jest.fn<void, [Filter]>();

function Card({ id, asks = question, past }: { id: string; asks?: ListQuestion; past?: ListQuestion }) {
  const [exact, setExact] = useState<string[]>([]);
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState('');
  const card = LIST_CARDS.find((one) => one.id === id);
  return card ? (
    <ListCardView
      card={card}
      question={asks}
      questionKey={`key ${asks.reading.share}`}
      volume={{ bytes: 2e9, lines: 1_000_000, streams: 3 }}
      byStatus={new Map([['200', 100_000]])}
      known={new Map()}
      past={past}
      chosen={chosen}
      onChoose={setChosen}
      page={page}
      onPage={setPage}
      exactly={exact}
      onExactly={(list, on) => setExact(on ? [list] : [])}
      filters={[]}
      onFilter={onFilter}
      range={{ from: dateTime(NOW.from), to: dateTime(NOW.to), raw: { from: 'now-1h', to: 'now' } }}
      onUnder={jest.fn()}
    />
  ) : null;
}

const show = (props: React.ComponentProps<typeof Card>) => render(<Card {...props} />, { wrapper: TestRouter });

// A busy machine takes its time to draw a hundred rows.
jest.setTimeout(60_000);

beforeEach(() => {
  mockLoad.mockReset();
  onFilter.mockReset();
});

test('what is new, up, down and gone stands beside each value, with what it was', async () => {
  mockLoad.mockImplementation((_which, { range }) =>
    Promise.resolve(
      range.from === NOW.from
        ? listOf({ '/a': 400, '/b': 100, '/new': 90 })
        : listOf({ '/a': 410, '/b': 400, '/gone': 250 })
    )
  );
  show({ id: 'what', asks: { ...question, reading: EVERYTHING_READ }, past: before });
  expect(await screen.findByText('-75 %')).toBeVisible();
  expect(screen.getByText('new')).toBeVisible();
  const row = screen.getByText('/a').closest('li');
  expect(row).toHaveTextContent(/^\/a400$/);
  const gone = screen.getByText('1 of the period before is gone').closest('details');
  expect(gone).toHaveTextContent('/gone');
  expect(gone).toHaveTextContent('250 before');
});

test('an estimate is counted exactly at a click with its price, tells how far it is, and can be stopped', async () => {
  const slices = Array.from(
    { length: 40 },
    (_, slice) =>
      new Map([
        ['1.1.1.1', 100 + (slice % 7)],
        [`10.0.0.${slice}`, 1],
      ])
  );
  const estimate = sampledList({ slices, of: 1000 }, (key) => [key], 'From slices.');
  let tell: (share: number) => void = () => undefined;
  let finish: (list: LoadedList) => void = () => undefined;
  let ended: AbortSignal | undefined;
  mockLoad.mockImplementation((_which, { reading }, signal, progress) => {
    if (!reading.exact) {
      return Promise.resolve(estimate);
    }
    tell = progress ?? tell;
    ended = signal;
    return new Promise((resolve) => (finish = resolve));
  });
  show({ id: 'who' });
  expect(await screen.findByText(/^Top 15 of between [\d,]+ and [\d,]+; the rest amount to ≈ /)).toBeVisible();
  const click = screen.getByText(/^Count exactly: reads about 2(\.\d+)? GB/);
  fireEvent.click(click);
  act(() => tell(0.42));
  expect(screen.getByText('Every value is counted: 42 %')).toBeVisible();
  fireEvent.click(screen.getByText('Stop'));
  expect(ended?.aborted).toBe(true);
  fireEvent.click(await screen.findByText(/^Count exactly/));
  await act(async () => finish(listOf({ '1.1.1.1': 3000, '2.2.2.2': 2 })));
  expect(await screen.findByText(/^Top 2 of 2\./)).toBeVisible();
  expect(screen.queryByText(/^Count exactly/)).toBeNull();
  fireEvent.click(screen.getByText('Back to the estimate'));
  expect(await screen.findByText(/^Top 15 of between/)).toBeVisible();
});

test('all of a long list is shown a page at a time', async () => {
  const counts = Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`/p${index}`, 1000 - index]));
  mockLoad.mockResolvedValue(listOf(counts));
  show({ id: 'what' });
  const rows = () => [...(document.querySelector('ol')?.children ?? [])];
  await waitFor(() => expect(rows()).toHaveLength(15));
  fireEvent.click(screen.getByText('Show all'));
  expect(rows()).toHaveLength(100);
  fireEvent.click(screen.getByText('3'));
  expect(rows()).toHaveLength(30);
  expect(screen.getByText(/^201 to 230 of 230/)).toBeVisible();
  fireEvent.click(screen.getByText('Show fewer'));
  expect(rows()).toHaveLength(15);
});

test('a group of values is asked for, and left out, by the values that are in it', async () => {
  mockLoad.mockResolvedValue(listOf({ 'curl/8.5.0': 9, 'Wget/1.21': 5, 'Googlebot/2.1': 3 }));
  show({ id: 'with' });
  fireEvent.click(await screen.findByText('Tools and libraries'));
  expect(onFilter).toHaveBeenLastCalledWith({ dimension: 'agent', op: 'matches', value: 'curl/8\\.5\\.0|Wget/1\\.21' });
  fireEvent.click(screen.getByLabelText('Only requests without Tools and libraries'));
  expect(onFilter).toHaveBeenLastCalledWith({ dimension: 'agent', op: 'misses', value: 'curl/8\\.5\\.0|Wget/1\\.21' });
  fireEvent.click(screen.getByText('Bots', { selector: 'button' }));
  expect(onFilter).toHaveBeenLastCalledWith({ dimension: 'agent', op: 'is', value: 'Googlebot/2.1' });
});
