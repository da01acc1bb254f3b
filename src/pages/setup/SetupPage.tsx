import React, { useMemo, useState } from 'react';
import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { Alert, Button, Field, Stack, Tab, TabsBar, TextArea } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useUrlState } from '../../components/useUrlState';
import { detectConventions } from '../../discovery/detectConventions';
import { lokiDataSources, pickDataSource, prometheusDataSources, scrapeIntervalOf } from '../../grafana/dataSources';
import { Problem } from '../../grafana/Problem';
import { saveSettings } from '../../grafana/saveSettings';
import { logBudgetOf, parseSettings, type AppSettings, type Location } from '../../grafana/settings';
import { may } from '../../grafana/userRights';
import { DOCKER, parseConventions, type Conventions } from '../../signals/conventions';
import type { NginxBehind } from '../../signals/nginx/format';
import { draftOf, logOfDraft, type LogDraft } from '../../signals/nginx/logDraft';
import { togetherOf, writtenLogs } from '../../signals/nginx/logs';
import { BehindSection } from './BehindSection';
import { ConventionsForm } from './ConventionsForm';
import { DoctorSection } from './DoctorSection';
import { FoundSection } from './FoundSection';
import { HostNamesSection } from './HostNamesSection';
import { budgetProblem, LogBudgetField } from './LogBudgetField';
import { LocationsSection, locationsProblem } from './LocationsSection';
import { NginxFormatSection } from './NginxFormatSection';
import { ProvisioningSection } from './ProvisioningSection';
import { SignalsSection } from './SignalsSection';
import { SourceSection } from './SourceSection';
import { useFirstLook } from './useFirstLook';

const DEFAULTS = { tab: 'data' } as const;
const TABS = [
  { id: 'data', label: 'Data' },
  { id: 'doctor', label: 'Doctor' },
  { id: 'provisioning', label: 'Provisioning' },
] as const;

/** Does it see my data? Which data sources are asked, how their data is labelled, and what is wrong with them. */
export default function SetupPage({
  plugin,
}: {
  plugin: Pick<PluginConfigPageProps<AppPluginMeta>['plugin'], 'meta'>;
}) {
  const { id, jsonData, pinned } = plugin.meta;
  const [stored] = useState(() => readStored(jsonData));
  const [{ tab }, setUrl] = useUrlState<'tab'>(DEFAULTS);
  const [prometheusUid, setPrometheusUid] = useState(stored.settings.prometheusUid ?? '');
  const [lokiUid, setLokiUid] = useState(stored.settings.lokiUid ?? '');
  const [text, setText] = useState(
    stored.settings.conventions ? JSON.stringify(stored.settings.conventions, null, 2) : ''
  );
  const [drafts, setDrafts] = useState<readonly LogDraft[]>(
    stored.settings.nginx ? writtenLogs(stored.settings.nginx).map(draftOf) : []
  );
  const [behind, setBehind] = useState<readonly NginxBehind[]>(stored.settings.nginxBehind ?? []);
  const [budget, setBudget] = useState(String(stored.settings.logBudgetMegabytes ?? ''));
  const [locations, setLocations] = useState<readonly Location[]>(stored.settings.locations ?? []);
  const [problem, setProblem] = useState<Problem | undefined>(stored.problem);
  const [done, setDone] = useState('');
  const typed = useMemo(() => readConventions(text), [text]);
  const logs = drafts.map((draft) => logOfDraft(draft).log).filter((log) => log !== undefined);
  const unfinished = behind.some((row) => Object.values(row).includes(''));
  const unusable =
    typed.wrong !== undefined ||
    unfinished ||
    locationsProblem(locations) !== undefined ||
    budgetProblem(budget) !== undefined ||
    logs.length < drafts.length;
  const prometheus = pickDataSource(prometheusDataSources(), prometheusUid || undefined);
  const loki = pickDataSource(lokiDataSources(), lokiUid || undefined);
  // Without conventions of its own the page shows those that the pages would find.
  const look = useFirstLook(text.trim() === '', prometheus, loki);
  const conventions = typed.conventions ?? look.data ?? DOCKER;
  const change = (next: Conventions) => setText(JSON.stringify(next, null, 2));
  const nginx = togetherOf(logs);
  const settings: AppSettings = {
    ...(prometheusUid ? { prometheusUid } : {}),
    ...(lokiUid ? { lokiUid } : {}),
    ...(typed.conventions ? { conventions: typed.conventions } : {}),
    ...(nginx ? { nginx } : {}),
    ...(behind.length > 0 ? { nginxBehind: [...behind] } : {}),
    ...(budget.trim() && !budgetProblem(budget) ? { logBudgetMegabytes: Number(budget) } : {}),
    ...(locations.length > 0 ? { locations: [...locations] } : {}),
    // What the page Derived metrics stores.
    ...(stored.settings.derivedMetrics ? { derivedMetrics: stored.settings.derivedMetrics } : {}),
    ...(stored.settings.pausedRecordings ? { pausedRecordings: stored.settings.pausedRecordings } : {}),
  };
  const mayStore = may('plugins:write');

  const attempt = async (work: () => Promise<string>) => {
    setProblem(undefined);
    setDone('');
    try {
      setDone(await work());
    } catch (error) {
      setProblem(
        error instanceof Problem ? error : new Problem('unexpected', 'That did not work', String(error), 'Try again.')
      );
    }
  };
  const detect = () =>
    attempt(async () => {
      change(await detectConventions({ prometheus, loki }));
      return 'These are the conventions that your data shows. Correct what is not right, then save.';
    });
  const save = () =>
    attempt(async () => {
      await saveSettings(id, pinned ?? true, settings);
      return 'Saved. Pages that are open use it once they are reloaded.';
    });
  return (
    <Stack direction="column" gap={2}>
      {problem && <ProblemNotice problem={problem} />}
      {done && <Alert severity="success" title={done} />}
      {stored.settings.provisioned && (
        <Alert severity="info" title="These settings are provisioned">
          What is saved here is lost when Grafana starts anew. Change the file instead: it is under Provisioning, as the
          form says it now.
        </Alert>
      )}
      {!mayStore && (
        <Alert severity="info" title="You may look at these settings, and not store them">
          Ask an administrator of this organisation (plugins:write), or give them the file under Provisioning.
        </Alert>
      )}
      <TabsBar>
        {TABS.map((one) => (
          <Tab
            key={one.id}
            label={one.label}
            active={tab === one.id}
            onChangeTab={(event) => {
              event?.preventDefault();
              setUrl({ tab: one.id });
            }}
          />
        ))}
      </TabsBar>
      {tab === 'doctor' && (
        <DoctorSection
          patient={{
            prometheus,
            loki,
            conventions: nginx ? { ...conventions, nginx } : conventions,
            sourceInterval: scrapeIntervalOf(prometheus),
            logBudget: logBudgetOf(settings),
          }}
        />
      )}
      {tab === 'provisioning' && <ProvisioningSection pluginId={id} settings={settings} />}
      {tab !== 'doctor' && tab !== 'provisioning' && (
        <>
          <SignalsSection />
          <Stack direction="row" gap={3} wrap="wrap">
            <SourceSection
              kind="Prometheus"
              about="Where cAdvisor’s and node exporter’s metrics are."
              all={prometheusDataSources()}
              uid={prometheusUid}
              onChange={setPrometheusUid}
              conventions={conventions}
            />
            <SourceSection
              kind="Loki"
              about="Where the logs of containers are."
              all={lokiDataSources()}
              uid={lokiUid}
              onChange={setLokiUid}
              conventions={conventions}
              linkFrom={prometheus}
            />
          </Stack>
          {look.problem && <ProblemNotice problem={look.problem} />}
          {(prometheus ?? loki) && !look.loading && !look.problem && (
            <FoundSection prometheus={prometheus} loki={loki} conventions={conventions} />
          )}
          <ConventionsForm conventions={conventions} onChange={change} />
          <HostNamesSection aliases={conventions.aliases} onChange={(aliases) => change({ ...conventions, aliases })} />
          <Field
            label="Conventions"
            description="All of it, as JSON. Empty: found out anew each time the pages are opened."
            invalid={typed.wrong !== undefined}
            error={typed.wrong}
            noMargin
          >
            <TextArea
              id="quayside-conventions"
              rows={text === '' ? 3 : 12}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              style={{ fontFamily: 'monospace' }}
            />
          </Field>
          <NginxFormatSection source={loki} logs={conventions.logs} drafts={drafts} onChange={setDrafts} />
          <LocationsSection
            locations={locations}
            prometheus={prometheusDataSources()}
            loki={lokiDataSources()}
            onChange={setLocations}
          />
          <BehindSection rows={behind} onChange={setBehind} />
          <LogBudgetField text={budget} onChange={setBudget} />
          <Stack direction="row" gap={1}>
            <Button onClick={() => void save()} disabled={unusable || !mayStore}>
              Save
            </Button>
            <Button variant="secondary" onClick={() => void detect()}>
              Detect conventions
            </Button>
          </Stack>
        </>
      )}
    </Stack>
  );
}

function readStored(jsonData: unknown): { settings: AppSettings; problem?: Problem } {
  try {
    return { settings: parseSettings(jsonData) };
  } catch (error) {
    if (error instanceof Problem) {
      return { settings: {}, problem: error };
    }
    throw error;
  }
}

/** The conventions as they are typed: none where nothing is, and what is wrong where they cannot be used. */
function readConventions(text: string): { conventions?: Conventions; wrong?: string } {
  if (text.trim() === '') {
    return {};
  }
  try {
    return { conventions: parseConventions(JSON.parse(text)) };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
