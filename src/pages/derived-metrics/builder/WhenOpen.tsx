import React, { useState, type ReactNode } from 'react';

/** Something that is folded away, and asks for nothing until it is opened. */
export function WhenOpen({ summary, children }: { summary: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children}
    </details>
  );
}
