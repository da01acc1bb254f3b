import React from 'react';
import { Button } from '@grafana/ui';

interface Props {
  /** What is added. */
  children: string;
  disabled?: boolean;
  /** Why nothing can be added. */
  tooltip?: string | undefined;
  onClick: () => void;
}

/** The button below rows that adds another: as wide as its text, on a line of its own. */
export function AddButton({ children, ...more }: Props) {
  return (
    <div>
      <Button size="sm" variant="secondary" icon="plus" {...more}>
        {children}
      </Button>
    </div>
  );
}
