import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../../components/InstallationContext';
import { ActiveFilters } from '../../../components/logs/ActiveFilters';
import { FieldsView } from '../../../components/logs/FieldsView';
import { FilterBar } from '../../../components/logs/FilterBar';
import { SelectionBar } from '../../../components/logs/SelectionBar';
import type { PageScene } from '../../../components/PageScene';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { useLoaded } from '../../../components/useLoaded';
import { useUrlState } from '../../../components/useUrlState';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { logLabels } from '../../../grafana/loki';
import { detectedFields } from '../../../grafana/lokiIndex';
import { logBudgetOf } from '../../../grafana/settings';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedProblems } from '../../../signals/derived/derivedProblems';
import type { DerivedContext } from '../../../signals/derived/derivedRules';
import { DETECTED_LEVEL } from '../../../signals/logLevels';
import { linesOf, logSelector, NO_FILTER } from '../../../signals/logQuery';
import { Becomes } from './Becomes';
import { BUILDER_DEFAULTS, draftOf, draftText, metricOf, type Draft } from './builderState';
import { lineFieldOf, labelFor, writtenOf } from './fieldTexts';
import { GroupForm } from './GroupForm';
import { loadPreview } from './loadPreview';
import { MeasureForm, ofKind } from './MeasureForm';
import { NameForm } from './NameForm';
import { PreviewView } from './PreviewView';
import { WhenOpen } from './WhenOpen';

/** Lines that tell whether Loki notes levels. */
const SAMPLE = 50;

/** From lines to a metric: which lines, what of them, split by what; tried before it is saved. */
export function BuilderView({ loki, scene, range }: { loki: DataSourceChoice; scene: PageScene; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { conventions } = installation;
  const [state, onChange] = useUrlState(BUILDER_DEFAULTS);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const times = useMemo(() => ({ from, to }), [from, to]);
  const draft = draftOf(state.make);
  const change = (patch: Partial<Draft>) => onChange({ make: draftText({ ...draft, ...patch }) });
  const made = metricOf(state);
  const metric = 'metric' in made ? made.metric : undefined;
  const selector = logSelector({ conventions, selection: metric?.selection ?? { scope: {}, matchers: [] } });
  const known = useLoaded(`${loki.uid} ${selector} ${from} ${to}`, async (signal) => {
    const [fields, labels] = await Promise.all([
      detectedFields(loki, selector, times, SAMPLE, signal),
      logLabels(loki, times, signal),
    ]);
    const noted = fields?.some(({ name }) => name === DETECTED_LEVEL) ?? false;
    return { levelsFrom: noted ? ('detected' as const) : ('lines' as const), labels };
  });
  const levelsFrom = known.data?.levelsFrom;
  const context = useMemo<DerivedContext>(
    () => ({ conventions, levelsFrom: levelsFrom ?? 'detected' }),
    [conventions, levelsFrom]
  );
  const problems = [
    ...('lacks' in made ? made.lacks : []),
    ...(metric ? derivedProblems(metric, known.data?.labels ?? []) : []),
  ];
  const tried: DerivedMetric | undefined = known.data && problems.length === 0 ? metric : undefined;
  // Names change nothing of what is read.
  const question = tried && JSON.stringify({ ...tried, name: '', title: '', help: '' });
  const preview = useLoaded(question ? `${loki.uid} ${question} ${levelsFrom} ${from} ${to}` : null, (signal) =>
    tried ? loadPreview(loki, tried, context, times, logBudgetOf(settings), signal) : Promise.reject(new Error())
  );
  const query = metric && {
    conventions,
    selection: metric.selection,
    filter: { ...NO_FILTER, ...metric.filter },
    levelsFrom: context.levelsFrom,
  };
  return (
    <div className={styles.page}>
      <section aria-label="Which lines" className={styles.part}>
        <h2 className={styles.title}>1. Which lines</h2>
        <SelectionBar source={loki} conventions={conventions} range={range} state={state} onChange={onChange} />
        <FilterBar
          source={loki}
          expr={query ? linesOf({ ...query, filter: NO_FILTER }) : selector}
          range={times}
          state={state}
          onChange={onChange}
        />
        <ActiveFilters state={state} onChange={onChange} />
      </section>
      <section aria-label="What of them" className={styles.part}>
        <h2 className={styles.title}>2. What of them</h2>
        <MeasureForm measure={draft.measure} onChange={(measure) => change({ measure })} />
        <GroupForm by={draft.by} onChange={(by) => change({ by })} />
        {query && (
          <WhenOpen summary="Fields of these lines, with examples">
            <FieldsView
              source={loki}
              query={query}
              range={times}
              state={state}
              onChange={onChange}
              actions={(field) => (
                <Stack direction="row" gap={0.5}>
                  <Button
                    size="sm"
                    variant="secondary"
                    fill="text"
                    onClick={() => {
                      const measure = ofKind('field' in draft.measure ? draft.measure.kind : 'average', draft.measure);
                      change({
                        measure: {
                          ...measure,
                          ...('field' in measure ? { field: lineFieldOf(field) } : {}),
                          ...('written' in measure ? { written: writtenOf(field) } : {}),
                        },
                      });
                    }}
                  >
                    Measure
                  </Button>
                  <Button
                    size="sm"
                    variant="secondary"
                    fill="text"
                    onClick={() => {
                      const one = lineFieldOf(field);
                      change({ by: [...draft.by, { field: one, as: labelFor(one) }] });
                    }}
                  >
                    Split by
                  </Button>
                </Stack>
              )}
            />
          </WhenOpen>
        )}
      </section>
      <section aria-label="What comes of it" className={styles.part}>
        <h2 className={styles.title}>3. What comes of it</h2>
        {known.problem && <ProblemNotice problem={known.problem} />}
        {preview.problem && <ProblemNotice problem={preview.problem} />}
        {!preview.data && (known.loading || preview.loading) && <LoadingPlaceholder text="Trying it on your logs…" />}
        {tried && preview.data && (
          <PreviewView
            loki={loki}
            metric={tried}
            context={context}
            preview={preview.data}
            isLoading={preview.loading}
            scene={scene}
            range={range}
          />
        )}
      </section>
      <section aria-label="What it becomes" className={styles.part}>
        <h2 className={styles.title}>4. What it becomes</h2>
        <NameForm draft={draft} onChange={change} />
        <Becomes
          loki={loki}
          metric={metric}
          isNamed={draft.name !== '' && draft.title !== ''}
          context={context}
          range={range}
          problems={problems}
          preview={preview.loading ? undefined : preview.data}
        />
      </section>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3), minWidth: 0 }),
  part: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  title: css({ fontSize: theme.typography.h4.fontSize, margin: 0 }),
});
