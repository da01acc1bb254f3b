import React, { useState } from 'react';
import { Button, Stack } from '@grafana/ui';
import type { ChosenCheck } from '../../checks/rules/chosen';
import { keepLists } from '../../grafana/keepLists';
import { Problem } from '../../grafana/Problem';
import type { SettingsAt } from '../../grafana/settings';
import { ProblemNotice } from '../ProblemNotice';
import { keptFor } from './keptLists';

interface Props {
  chosen: ChosenCheck;
  settings: SettingsAt;
  /** After they are kept: every page has to know. */
  onKept?: () => void;
}

/**
 * Keeps the lists of a check in the settings, so that the Overview asks it without a rule, and it has not to be listed again.
 * Nothing for a check without lists.
 */
export function KeptLists({ chosen, settings, onKept = () => window.location.reload() }: Props) {
  const [problem, setProblem] = useState<Problem>();
  const [isSaving, setSaving] = useState(false);
  const { check, lists = {} } = chosen;
  if (!check.lists) {
    return null;
  }
  const kept = keptFor(check, settings);
  const textOf = (some: Readonly<Record<string, readonly string[]>>) =>
    JSON.stringify((check.lists ?? []).map(({ id }) => some[id] ?? []));
  const isKept = textOf(kept) === textOf(lists);
  const count = Object.values(kept).flat().length;
  const keep = async (wanted: Readonly<Record<string, readonly string[]>>) => {
    setSaving(true);
    setProblem(undefined);
    try {
      await keepLists(settings.location, check.id, wanted);
      onKept();
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      setProblem(error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      <span>
        {count === 0
          ? 'The Overview does not ask this check: no list is kept yet.'
          : `The Overview asks this check for ${count} ${count === 1 ? 'entry that is' : 'entries that are'} kept.`}
      </span>
      {!isKept && (
        <Button size="sm" variant="secondary" icon="save" disabled={isSaving} onClick={() => void keep(lists)}>
          Keep this list for the Overview
        </Button>
      )}
      {isKept && count > 0 && (
        <Button size="sm" variant="secondary" icon="trash-alt" disabled={isSaving} onClick={() => void keep({})}>
          Forget the kept list
        </Button>
      )}
      {problem && <ProblemNotice problem={problem} />}
    </Stack>
  );
}
