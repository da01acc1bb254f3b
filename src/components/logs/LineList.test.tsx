import React from 'react';
import { DataHoverEvent, EventBusSrv } from '@grafana/data';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import type { LogLine } from '../../grafana/loki';
import { beginning, LineList } from './LineList';
import { cursorOn } from './test-support/cursorOn';

const line = (id: string, text: string): LogLine => ({
  id,
  time: 1_700_000_000_000,
  nanos: '1700000000000000000',
  line: text,
  labels: { container: 'web' },
});

const bus = new EventBusSrv();
const scene = cursorOn(bus);

function show(lines: readonly LogLine[]) {
  return render(
    <LineList
      label="Lines"
      lines={lines}
      scene={scene}
      span={3600_000}
      ownerOf={({ labels }) => labels['container'] ?? ''}
      details={({ id }) => <p>details of {id}</p>}
    />
  );
}

describe('LineList', () => {
  it('opens a line to its details, and closes it', () => {
    show([line('a', 'first'), line('b', 'second')]);
    const [button] = screen.getAllByRole('button', { name: /^Open the line/ });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    fireEvent.click(button as HTMLElement);
    expect(screen.getByText('details of a')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: /^Close the line/ }));
    expect(screen.queryByText('details of a')).not.toBeInTheDocument();
  });

  it('is one stop for the tab key; arrows go from line to line', () => {
    show([line('a', 'first'), line('b', 'second'), line('c', 'third')]);
    const buttons = screen.getAllByRole('button');
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    act(() => buttons[0]?.focus());
    fireEvent.keyDown(buttons[0] as HTMLElement, { key: 'ArrowDown' });
    expect(buttons[1]).toHaveFocus();
    fireEvent.keyDown(buttons[1] as HTMLElement, { key: 'ArrowUp' });
    expect(buttons[0]).toHaveFocus();
  });

  it('says the level and the owner of each line', () => {
    show([line('a', 'level=error msg=x')]);
    const row = screen.getByRole('listitem');
    expect(within(row).getByRole('img', { name: 'error' })).toBeInTheDocument();
    expect(row).toHaveTextContent('web');
  });

  it('shows what is hostile as text', () => {
    show([line('a', '<img src=x onerror="alert(1)"> {{constructor}}')]);
    expect(screen.getByText(/<img src=x/)).toBeInTheDocument();
    expect(document.querySelector('img[src]')).toBeNull();
  });
});

it('marks lines near to the shared cursor, and moves it', () => {
  const times: unknown[] = [];
  const subscription = bus.subscribe(DataHoverEvent, ({ payload }) => times.push(payload.point?.['time']));
  show([line('a', 'first')]);
  const row = screen.getByRole('listitem');
  const before = row.className;
  fireEvent.mouseEnter(row);
  expect(times).toEqual([1_700_000_000_000]);
  expect(row.className).not.toBe(before);
  subscription.unsubscribe();
});

describe('beginning', () => {
  it('cuts long lines and long texts', () => {
    expect(beginning('short')).toBe('short');
    expect(beginning('x'.repeat(100_000)).length).toBeLessThan(1300);
    expect(beginning('1\n2\n3\n4\n5')).toBe('1\n2\n3\n4\n… 1 more line');
    expect(beginning('1\n2\n3\n4\n5\n6')).toMatch(/… 2 more lines$/);
  });
});
