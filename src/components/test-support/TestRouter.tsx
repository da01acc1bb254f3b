import React, { type ReactNode } from 'react';
import { MemoryRouter } from 'react-router-dom';

/** A router as Grafana has one, for components with links. It opts in to what comes, or each test would be warned of it. */
export function TestRouter({ children }: { children: ReactNode }) {
  return <MemoryRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>{children}</MemoryRouter>;
}
