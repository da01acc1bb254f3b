import React, { type ReactNode } from 'react';
import { EmptyState } from '@grafana/ui';

interface Props {
  title: string;
  /** Why it is empty, and what to do about it. */
  children: ReactNode;
  /** `completed`: empty is good news. */
  kind?: 'not-found' | 'completed';
}

/** Emptiness with its reason. */
export function NothingHere({ title, children, kind = 'not-found' }: Props) {
  return (
    <EmptyState variant={kind} message={title} hideImage>
      {children}
    </EmptyState>
  );
}
