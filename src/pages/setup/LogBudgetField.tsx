import React from 'react';
import { Field, Input } from '@grafana/ui';
import { sizeText } from '../../components/logs/sizeText';
import { LOG_BUDGET_BYTES } from '../../signals/logBudget';

interface Props {
  /** Megabytes as somebody types them; empty: the usual. */
  text: string;
  onChange: (text: string) => void;
}

const MOST = 1e6;

/** What is wrong with a budget as it was typed; nothing where it can be used. */
export function budgetProblem(text: string): string | undefined {
  const value = Number(text);
  return text.trim() === '' || (value > 0 && value <= MOST)
    ? undefined
    : `A number of megabytes, more than 0 and at most ${MOST.toLocaleString('en')}`;
}

/** How much of a log the pages read without being asked to. */
export function LogBudgetField({ text, onChange }: Props) {
  const problem = budgetProblem(text);
  return (
    <Field
      label="Log budget"
      description={`Megabytes of logs that the pages NGINX and Logs read without being asked to. Above it numbers are estimated, and the exact ones are a click away with their price. Empty: ${sizeText(LOG_BUDGET_BYTES)}.`}
      htmlFor="quayside-log-budget"
      invalid={problem !== undefined}
      error={problem}
      noMargin
    >
      <Input
        id="quayside-log-budget"
        width={20}
        inputMode="numeric"
        suffix="MB"
        placeholder={String(LOG_BUDGET_BYTES / 1e6)}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
}
