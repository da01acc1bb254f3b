import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Badge, ClipboardButton, LinkButton, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import { condition } from '../../checks/check';
import { contextOf, lacksLists, type ChosenCheck } from '../../checks/rules/chosen';
import { KeptLists } from '../../components/alerts/KeptLists';
import { withKept } from '../../components/alerts/keptLists';
import { useInstallation } from '../../components/InstallationContext';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import { pageUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useUrlState } from '../../components/useUrlState';
import { WithNginx } from '../../components/WithNginx';
import { noLoki, noPrometheus } from '../../discovery/installation';
import { exploreUrl } from '../../grafana/exploreUrl';
import { CheckSettings } from './check/CheckSettings';
import { completeParameters, ReplayView } from './check/ReplayView';
import { SPANS } from './check/replaySteps';
import { chosenListText, chosenOf, chosenText } from '../../checks/rules/chosenText';
import { scopeText } from '../../checks/rules/scopeText';
import { SeverityBadge } from '../../components/severity';

/** Where the rule is that is looked at, if it is installed: it is changed there. */
const PLACE = { target: '', folder: '', group: '', receiver: '' };

const DEFAULTS = { check: '', span: '1d', ...PLACE };

const SPAN_OPTIONS = [
  { value: '1d', label: '1 day' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: 'picked', label: 'As picked above' },
];

/** Would this check have woken me, and rightly? */
export default function CheckPage() {
  const [state, onChange] = useUrlState(DEFAULTS);
  const chosen = useMemo(() => chosenOf(state.check), [state.check]);
  return (
    <PageFrame
      title={chosen?.check.title ?? 'No such check'}
      subTitle={chosen?.check.meaning ?? ''}
      parent={{ text: 'Alerts', page: 'alerts' }}
    >
      {({ range }) =>
        chosen ? (
          <WithNginx time={range.to.valueOf()} needed={chosen.check.kind === 'nginx'}>
            <Content
              chosen={chosen}
              span={state.span}
              place={placeOf(state)}
              range={range}
              onChosen={(next) => onChange({ check: chosenText(next) })}
              onSpan={(span) => onChange({ span })}
            />
          </WithNginx>
        ) : (
          <NothingHere title="There is no such check">
            The address names a check or a signal that Quayside does not have. Choose one from the list of all checks.
          </NothingHere>
        )
      }
    </PageFrame>
  );
}

/** What of the place is said in the URL. */
function placeOf(state: typeof PLACE): Record<string, string> {
  const names: ReadonlyArray<keyof typeof PLACE> = ['target', 'folder', 'group', 'receiver'];
  return Object.fromEntries(names.filter((name) => state[name] !== '').map((name) => [name, state[name]]));
}

interface Props {
  chosen: ChosenCheck;
  span: string;
  place: Readonly<Record<string, string>>;
  range: TimeRange;
  onChosen: (chosen: ChosenCheck) => void;
  onSpan: (span: string) => void;
}

function Content({ chosen: given, span, place, range, onChosen, onSpan }: Props) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const chosen = useMemo(() => withKept(given, settings), [given, settings]);
  const { conventions } = installation;
  const { check } = chosen;
  const source = check.source === 'logs' ? installation.loki : installation.prometheus;
  const [moved, setMoved] = useState<{ of: string; value: number }>();
  const text = chosenText(chosen);
  const parameters = useMemo(() => {
    const set = completeParameters(chosen);
    return moved?.of === text && typeof check.threshold === 'string' ? { ...set, [check.threshold]: moved.value } : set;
  }, [chosen, moved, text, check]);
  const onThreshold = (value: number, done: boolean) => {
    if (typeof check.threshold !== 'string') {
      return;
    }
    if (done) {
      onChosen({ ...chosen, parameters: { ...chosen.parameters, [check.threshold]: value } });
    }
    setMoved(done ? undefined : { of: text, value });
  };
  const to = range.to.valueOf();
  const from = span === 'picked' ? range.from.valueOf() : to - (SPANS[span] ?? 86_400) * 1000;
  if (!source) {
    return <ProblemNotice problem={check.source === 'logs' ? noLoki(settings) : noPrometheus(settings)} />;
  }
  const applies = check.applies?.(conventions) ?? true;
  if (!applies) {
    return (
      <Alert severity="warning" title="This check does not apply to your data">
        {check.kind === 'nginx'
          ? 'The log of NGINX was not found, or its lines lack what this check reads.'
          : 'With the conventions of this installation it has nothing to look at.'}{' '}
        Look at the conventions in Setup.
      </Alert>
    );
  }
  const expr = condition(check, contextOf(chosen, conventions));
  return (
    <>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <SeverityBadge severity={chosen.severity ?? check.severity} />
        {chosen.scope && <Badge color="blue" text={`Only ${scopeText(chosen.scope)}`} />}
        <RadioButtonGroup options={SPAN_OPTIONS} value={span} onChange={onSpan} size="sm" aria-label="Replayed over" />
        <div className={styles.space} />
        <LinkButton
          size="sm"
          variant="secondary"
          icon="compass"
          href={exploreUrl(source, expr, { from: range.from.valueOf(), to })}
        >
          Explore
        </LinkButton>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => expr}>
          Copy query
        </ClipboardButton>
        <LinkButton
          size="sm"
          icon="plus"
          href={pageUrl('install', { pick: chosenListText([chosen]), ...place }, range)}
        >
          {place['target'] ? 'Install the change' : 'Install as a rule'}
        </LinkButton>
      </Stack>
      <div className={styles.columns}>
        <section aria-label="Settings">
          <CheckSettings key={text} chosen={chosen} parameters={parameters} onChange={onChosen} />
          <KeptLists chosen={chosen} settings={settings} />
        </section>
        <section className={styles.replay} aria-label="Replay">
          {check.rulerOnly ? (
            <Alert severity="info" title="This check has no replay">
              Only Loki’s own ruler can evaluate it: through its query front end it has more series than Loki allows.
              Install it there, and see what it finds.
            </Alert>
          ) : lacksLists(chosen) ? (
            <Alert severity="info" title="Nothing is listed yet">
              Fill the list on this page: the check says something of what is listed there, and of nothing else.
            </Alert>
          ) : (
            <ReplayView
              chosen={chosen}
              source={source}
              from={from}
              to={to}
              parameters={parameters}
              onThreshold={onThreshold}
            />
          )}
          {check.firstSteps.length > 0 && (
            <div>
              <h3 className={styles.title}>What to do first when it fires</h3>
              <ol className={styles.steps}>
                {check.firstSteps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </div>
          )}
        </section>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  space: css({ flexGrow: 1 }),
  columns: css({
    display: 'grid',
    gridTemplateColumns: '280px minmax(0, 1fr)',
    gap: theme.spacing(3),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  replay: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  title: css({ ...theme.typography.h5, margin: theme.spacing(1, 0, 0.5) }),
  steps: css({ paddingLeft: theme.spacing(3), margin: 0 }),
});
