import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, FilterInput, LinkButton, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import { CHECKS } from '../../../checks/catalog';
import type { Check, CheckKind } from '../../../checks/check';
import { asTheyAre, lacksLists } from '../../../checks/rules/chosen';
import { useInstallation } from '../../../components/InstallationContext';
import { NothingHere } from '../../../components/NothingHere';
import { pageUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { listOf, textOf } from '../../../signals/urlList';
import { useLoaded, type Loaded } from '../../../components/useLoaded';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import { chosenListText } from '../../../checks/rules/chosenText';
import { installedChecks } from '../installedChecks';
import { getRowStyles } from '../rowStyles';
import { CheckRow } from './CheckRow';
import { InstalledRules } from './InstalledRules';
import { loadExported, whyNot } from './loadExported';

const KINDS: ReadonlyArray<[CheckKind, string]> = [
  ['containers', 'Containers'],
  ['hosts', 'Hosts'],
  ['nginx', 'NGINX'],
  ['logs', 'Logs'],
  ['services', 'Services'],
  ['monitoring', 'Monitoring itself'],
];

const SHOWN = [
  { value: 'all', label: 'All' },
  { value: 'applies', label: 'Apply here' },
  { value: 'installed', label: 'Installed' },
  { value: 'missing', label: 'Not installed' },
  { value: 'firing', label: 'Firing' },
];

interface Props {
  rules: Loaded<readonly RuleState[]>;
  range: TimeRange;
  state: { q: string; show: string; pick: string };
  onChange: (patch: { q?: string; show?: string; pick?: string }) => void;
  /** A rule was removed. */
  onChanged: () => void;
}

/** Every check: what it means, whether it applies here, and whether it is installed. */
export function Gallery({ rules, range, state, onChange, onChanged }: Props) {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  const { prometheus, loki, conventions } = useInstallation().installation;
  const now = range.to.valueOf();
  const exported = useLoaded(prometheus ? `${prometheus.uid} ${now}` : null, (signal) =>
    prometheus ? loadExported(prometheus, CHECKS, now, signal) : Promise.resolve(new Set<string>())
  );
  const installed = useMemo(() => installedChecks(rules.data ?? []), [rules.data]);
  const picked = new Set(listOf(state.pick));
  const why = (check: Check) =>
    whyNot(check, {
      applies: check.applies?.(conventions) ?? true,
      hasPrometheus: prometheus !== undefined,
      hasLoki: loki !== undefined,
      exported: exported.data,
    });
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const isShown = (check: Check) => {
    const text = `${check.title} ${check.meaning} ${check.id} ${check.severity} ${check.needs.join(' ')}`.toLowerCase();
    const own = installed.get(check.id);
    return (
      words.every((word) => text.includes(word)) &&
      (state.show === 'all' ||
        (state.show === 'applies' && !why(check)?.isAll) ||
        (state.show === 'installed' && own !== undefined) ||
        (state.show === 'missing' && own === undefined && !why(check)?.isAll) ||
        (state.show === 'firing' && (own?.firing ?? 0) > 0))
    );
  };
  const shown = CHECKS.filter(isShown);
  const setPicked = (ids: Iterable<string>) => onChange({ pick: textOf([...new Set(ids)]) });
  const pickable = shown.filter((check) => !why(check)?.isAll && !lacksLists({ check, parameters: {} }));
  const chosen = asTheyAre(CHECKS.filter(({ id }) => picked.has(id)));
  const known = new Set(CHECKS.map(({ id }) => id));
  const others = [...installed.values()]
    .filter(({ checkId }) => !known.has(checkId))
    .flatMap((own) => own.rules)
    .filter(
      ({ name, labels, firing }) =>
        words.every((word) => `${name} ${Object.values(labels).join(' ')}`.toLowerCase().includes(word)) &&
        (state.show !== 'firing' || firing > 0)
    );
  return (
    <>
      {exported.problem && <ProblemNotice problem={exported.problem} severity="warning" />}
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <div className={styles.search}>
          <FilterInput
            value={state.q}
            placeholder="Search the checks"
            aria-label="Search the checks"
            onChange={(q) => onChange({ q })}
          />
        </div>
        <div className={styles.scroll}>
          <RadioButtonGroup options={SHOWN} value={state.show} onChange={(show) => onChange({ show })} />
        </div>
        <div className={styles.space} />
        {picked.size > 0 && (
          <Button variant="secondary" fill="text" onClick={() => setPicked([])}>
            Choose none
          </Button>
        )}
        <Button
          variant="secondary"
          disabled={pickable.length === 0}
          onClick={() => setPicked([...picked, ...pickable.map(({ id }) => id)])}
        >
          Choose all that apply
        </Button>
        <LinkButton
          icon="plus"
          disabled={chosen.length === 0}
          href={pageUrl('install', { pick: chosenListText(chosen) }, range)}
        >
          {chosen.length === 0 ? 'Install' : `Install ${chosen.length}`}
        </LinkButton>
      </Stack>
      {shown.length === 0 && others.length === 0 && (
        <NothingHere title="No check matches">Search for something else, or show all of them.</NothingHere>
      )}
      {KINDS.map(([kind, title]) => {
        const own = shown.filter((check) => check.kind === kind);
        return own.length === 0 ? null : (
          <section key={kind} aria-label={title}>
            <h2 className={styles.title}>
              {title} <span className={styles.count}>{own.length}</span>
            </h2>
            <ul className={rowStyles.list}>
              {own.map((check) => (
                <CheckRow
                  key={check.id}
                  check={check}
                  href={pageUrl('check', { check: check.id }, range)}
                  why={why(check)}
                  installed={installed.get(check.id)}
                  isPicked={picked.has(check.id)}
                  range={range}
                  onChanged={onChanged}
                  onPick={(isPicked) =>
                    setPicked(isPicked ? [...picked, check.id] : [...picked].filter((id) => id !== check.id))
                  }
                />
              ))}
            </ul>
          </section>
        );
      })}
      {others.length > 0 && state.show !== 'missing' && (
        <section aria-label="Of your own signals">
          <h2 className={styles.title}>
            Of your own signals <span className={styles.count}>{others.length}</span>
          </h2>
          <InstalledRules rules={others} range={range} onChanged={onChanged} />
        </section>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  search: css({ flex: '1 1 200px', maxWidth: 360 }),
  // On a telephone there is no room for all of them.
  scroll: css({ overflowX: 'auto', maxWidth: '100%' }),
  space: css({ flexGrow: 1 }),
  title: css({ ...theme.typography.h4, margin: theme.spacing(1, 0, 0.5) }),
  count: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
});
