import React from 'react';
import { dateTime, EventBusSrv } from '@grafana/data';
import { fireEvent, render, screen } from '@testing-library/react';
import type { LogLine } from '../../grafana/loki';
import { DOCKER } from '../../signals/conventions';
import { EVERYTHING } from '../../signals/scope';
import { filterOf, LOGS_DEFAULTS, withField, type ChangeLogs } from './logsState';
import { QueryLines } from './QueryLines';
import { cursorOn } from './test-support/cursorOn';

const LINE: LogLine = {
  id: 'a',
  time: 1_700_000_000_000,
  nanos: '1700000000000000000',
  line: 'msg=slow took=3s',
  labels: { host: 'web-1', container: 'shop' },
};

jest.mock('./useLogPages', () => ({
  useLogPages: () => ({ lines: [LINE], loading: false, reading: false, done: true, problem: undefined }),
}));

const scene = cursorOn(new EventBusSrv());
const [from, to] = [dateTime(LINE.time - 1000), dateTime(LINE.time + 1000)];

function show({ namesContainers = false, onChange = () => {} }: { namesContainers?: boolean; onChange?: ChangeLogs }) {
  return render(
    <QueryLines
      id="lines"
      source={{ uid: 'loki', name: 'Loki', type: 'loki', isDefault: true }}
      query={{
        conventions: DOCKER,
        selection: { scope: EVERYTHING, matchers: [] },
        filter: filterOf(LOGS_DEFAULTS, () => false),
        levelsFrom: 'lines',
      }}
      range={{ from, to, raw: { from, to } }}
      scene={scene}
      order="newest"
      live={false}
      onOrder={() => {}}
      onLive={() => {}}
      held={undefined}
      whenEmpty={null}
      namesContainers={namesContainers}
      state={LOGS_DEFAULTS}
      onChange={onChange}
    />
  );
}

it('names the container of each line where it is told to', () => {
  show({ namesContainers: true });
  expect(screen.getByRole('listitem')).toHaveTextContent('web-1/shop');
});

it('names none where all lines are of one', () => {
  show({});
  expect(screen.getByRole('listitem')).not.toHaveTextContent('web-1/shop');
});

it('filters by a part of an open line', () => {
  const onChange = jest.fn();
  show({ onChange });
  fireEvent.click(screen.getByRole('button', { name: /^Open the line/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Only lines without this took' }));
  const condition = { from: 'logfmt', name: 'took', op: '!=', value: '3s' } as const;
  expect(onChange).toHaveBeenCalledWith(withField(LOGS_DEFAULTS, condition));
});
