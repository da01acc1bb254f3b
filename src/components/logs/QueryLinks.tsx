import React from 'react';
import { ClipboardButton, LinkButton } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { TimeSlice } from '../../signals/logBudget';

interface Props {
  source: DataSourceChoice;
  expr: string | readonly string[];
  range: TimeSlice;
}

/** A list's query in Explore, and on the clipboard. */
export function QueryLinks({ source, expr, range }: Props) {
  return (
    <>
      <LinkButton size="sm" variant="secondary" fill="text" icon="compass" href={exploreUrl(source, expr, range)}>
        Explore
      </LinkButton>
      <ClipboardButton size="sm" variant="secondary" fill="text" icon="copy" getText={() => [expr].flat().join('\n\n')}>
        Copy query
      </ClipboardButton>
    </>
  );
}
