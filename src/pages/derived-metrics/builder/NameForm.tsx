import React from 'react';
import { Stack } from '@grafana/ui';
import { METRIC_NAME } from '../../../signals/derived/derivedMetric';
import { nameProblem } from '../../../signals/derived/derivedNames';
import { CommittedInput } from './CommittedInput';
import type { Draft } from './builderState';

function nameProblemOf(text: string): string | undefined {
  if (text === '') {
    return undefined;
  }
  return METRIC_NAME.test(text) ? nameProblem(text) : 'Letters, digits, _ and : only, no digit first';
}

/** What the metric is called, and how often it is recorded. */
export function NameForm({ draft, onChange }: { draft: Draft; onChange: (patch: Partial<Draft>) => void }) {
  const { name, title, help, times } = draft;
  const seconds = (text: string, least: number) =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= 3600
      ? undefined
      : `A whole number of seconds, ${least} to 3600`;
  return (
    <Stack direction="row" gap={1} wrap="wrap" alignItems="flex-start">
      <CommittedInput
        label="Metric name"
        id="quayside-metric-name"
        description="Such as shop:checkouts:count1m"
        placeholder="shop:checkouts:count1m"
        width={32}
        value={name}
        problem={nameProblemOf}
        onChange={(text) => onChange({ name: text })}
      />
      <CommittedInput
        label="Title"
        id="quayside-metric-title"
        description="What it is, in words"
        width={32}
        value={title}
        onChange={(text) => onChange({ title: text })}
      />
      <CommittedInput
        label="About it"
        id="quayside-metric-help"
        description="What it means, and what to do when it is high"
        width={40}
        value={help}
        onChange={(text) => onChange({ help: text })}
      />
      <CommittedInput
        label="Every (seconds)"
        id="quayside-metric-interval"
        description="Each sample counts the lines of exactly this long"
        width={14}
        value={String(times.intervalSeconds)}
        problem={(text) => seconds(text, 10) ?? (Number(text) % 10 === 0 ? undefined : 'A multiple of ten')}
        onChange={(text) => onChange({ times: { ...times, intervalSeconds: Number(text) } })}
      />
      <CommittedInput
        label="Late lines (seconds)"
        id="quayside-metric-late"
        description="How long lines are waited for: those that come later are never counted"
        width={16}
        value={String(times.lateSeconds)}
        problem={(text) => seconds(text, 0)}
        onChange={(text) => onChange({ times: { ...times, lateSeconds: Number(text) } })}
      />
    </Stack>
  );
}
