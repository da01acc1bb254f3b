import React, { useState } from 'react';
import { fireEvent, render, screen } from '@testing-library/react';
import type { HostAlias } from '../../signals/conventions';
import { HostNamesSection } from './HostNamesSection';

const ALIASES: HostAlias[] = [
  { host: 'web-1', containers: ['10.0.0.5:8080'], logs: ['web'] },
  { host: 'web-2', logs: ['other'] },
];

const box = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const type = (name: string, text: string) => fireEvent.change(box(name), { target: { value: text } });

/** The section as the page holds it, with what detection would put in place of it. */
function Held({ onChange }: { onChange: (aliases: HostAlias[]) => void }) {
  const [aliases, setAliases] = useState(ALIASES);
  return (
    <>
      <HostNamesSection
        aliases={aliases}
        onChange={(next) => {
          setAliases(next);
          onChange(next);
        }}
      />
      <button
        onClick={() => setAliases([{ host: 'web-1', logs: ['found'] }, ALIASES[1]].filter((one) => one !== undefined))}
      >
        detect
      </button>
    </>
  );
}

describe('hosts with several names', () => {
  it('take each letter at once, and do not take a comma from under whoever types it', () => {
    const onChange = jest.fn();
    render(<Held onChange={onChange} />);
    type('web-1 in logs', 'web,');
    expect(box('web-1 in logs').value).toBe('web,');
    type('web-1 in logs', 'web, web.example.org');
    expect(onChange.mock.lastCall?.[0]?.[0]).toEqual({ ...ALIASES[0], logs: ['web', 'web.example.org'] });
    type('web-1 in logs', '');
    expect(onChange.mock.lastCall?.[0]?.[0]).toEqual({ host: 'web-1', containers: ['10.0.0.5:8080'] });
  });

  it('show what is there, also where it changed elsewhere', () => {
    render(<Held onChange={jest.fn()} />);
    type('web-1 in logs', 'web, x');
    fireEvent.click(screen.getByRole('button', { name: 'detect' }));
    expect(box('web-1 in logs').value).toBe('found');
    expect(box('web-1 in cAdvisor').value).toBe('');
    fireEvent.click(screen.getByRole('button', { name: 'Forget the names of web-1' }));
    expect(box('Name of host 1').value).toBe('web-2');
    expect(box('web-2 in logs').value).toBe('other');
  });

  it('do not take a host without a name', () => {
    const onChange = jest.fn();
    render(<Held onChange={onChange} />);
    type('Name of host 1', ' ');
    expect(onChange).not.toHaveBeenCalled();
    expect(box('Name of host 1').value).toBe(' ');
  });
});
