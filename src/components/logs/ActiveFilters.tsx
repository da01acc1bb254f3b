import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { listOf, matcherText, textOf } from '../../signals/urlList';
import { filterText, filterWords } from '../../signals/nginx/filters';
import {
  fieldsOf,
  fieldText,
  matchersOf,
  patternsOf,
  requestFiltersOf,
  withoutOne,
  type ChangeLogs,
  type LogsState,
} from './logsState';

interface Props {
  state: LogsState;
  onChange: ChangeLogs;
}

interface Chip {
  key: string;
  text: string;
  excludes: boolean;
  without: Partial<LogsState>;
}

function chipsOf(state: LogsState): Chip[] {
  const isNot = (op: string) => op.startsWith('!');
  const words = (op: string) => (isNot(op) ? 'is not' : op === '=~' ? 'matches' : 'is');
  return [
    ...matchersOf(state.labels).map((matcher): Chip => ({
      key: `label ${matcherText(matcher)}`,
      text: `${matcher.label} ${words(matcher.op)} ${matcher.value}`,
      excludes: isNot(matcher.op),
      without: { labels: withoutOne(state.labels, matcherText(matcher)) },
    })),
    ...fieldsOf(state.fields).map((field): Chip => ({
      key: `field ${fieldText(field)}`,
      text: `${field.name} ${words(field.op)} ${field.value}`,
      excludes: isNot(field.op),
      without: { fields: withoutOne(state.fields, fieldText(field)) },
    })),
    ...patternsOf(state.patterns).map(({ op, pattern }): Chip => ({
      key: `pattern ${op}${pattern}`,
      text: `${isNot(op) ? 'not like' : 'like'} ${pattern}`,
      excludes: isNot(op),
      without: { patterns: withoutOne(state.patterns, `${op}${pattern}`) },
    })),
    ...requestFiltersOf(state.requests).map((filter, _index, all): Chip => ({
      key: `request ${filterText(filter)}`,
      text: filterWords(filter),
      excludes: filter.op === 'not' || filter.op === 'misses',
      without: { requests: textOf(all.filter((one) => one !== filter).map(filterText)) },
    })),
  ];
}

/** What was chosen by a click, each with a way back. */
export function ActiveFilters({ state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const chips = chipsOf(state);
  const any =
    chips.length > 0 || [state.words, state.without, state.regex, ...listOf(state.level)].some((text) => text);
  if (!any) {
    return null;
  }
  return (
    <div className={styles.chips} role="group" aria-label="Filters">
      {chips.map(({ key, text, excludes, without }) => (
        <button
          key={key}
          type="button"
          className={excludes ? styles.excluding : styles.chip}
          title={text}
          aria-label={`Remove the filter: ${text}`}
          onClick={() => onChange(without)}
        >
          <span className={styles.text}>{text}</span>
          <Icon name="times" size="sm" />
        </button>
      ))}
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        onClick={() =>
          onChange({ level: '', words: '', without: '', regex: '', fields: '', patterns: '', requests: '', nginx: '' })
        }
      >
        Clear filters
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const chip = {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    maxWidth: '100%',
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    padding: theme.spacing(0.25, 1),
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { background: theme.colors.action.hover },
  } as const;
  return {
    chips: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center' }),
    chip: css(chip),
    excluding: css({ ...chip, borderColor: theme.colors.error.border }),
    text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', maxWidth: '50em' }),
  };
};
