import React, { useState } from 'react';
import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { Alert, Button, Combobox, Field, Stack, TextArea } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { detectConventions } from '../../discovery/detectConventions';
import {
  lokiDataSources,
  pickDataSource,
  prometheusDataSources,
  type DataSourceChoice,
} from '../../grafana/dataSources';
import { Problem } from '../../grafana/Problem';
import { saveSettings } from '../../grafana/saveSettings';
import { parseSettings, type AppSettings } from '../../grafana/settings';
import { DOCKER, parseConventions } from '../../signals/conventions';
import type { NginxBehind } from '../../signals/nginx/format';
import { draftOf, logOfDraft, type LogDraft } from '../../signals/nginx/logDraft';
import { togetherOf, writtenLogs } from '../../signals/nginx/logs';
import { BehindSection } from './BehindSection';
import { budgetProblem, LogBudgetField } from './LogBudgetField';
import { NginxFormatSection } from './NginxFormatSection';

/** Which data sources are asked, and how their data is labelled. */
export default function SetupPage({ plugin }: PluginConfigPageProps<AppPluginMeta>) {
  const { id, jsonData, pinned } = plugin.meta;
  const stored = readStored(jsonData);
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
  const [problem, setProblem] = useState<Problem | undefined>(stored.problem);
  const [done, setDone] = useState('');
  const wrong = conventionsError(text);
  const logs = drafts.map((draft) => logOfDraft(draft).log).filter((log) => log !== undefined);
  const unfinished = behind.some((row) => Object.values(row).includes(''));
  const unusable =
    wrong !== undefined || unfinished || budgetProblem(budget) !== undefined || logs.length < drafts.length;

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
      const found = await detectConventions({
        prometheus: pickDataSource(prometheusDataSources(), prometheusUid || undefined),
        loki: pickDataSource(lokiDataSources(), lokiUid || undefined),
      });
      setText(JSON.stringify(found, null, 2));
      return 'These are the conventions that your data shows. Correct what is not right, then save.';
    });
  const save = () =>
    attempt(async () => {
      const nginx = togetherOf(logs);
      const settings: AppSettings = {
        ...(prometheusUid ? { prometheusUid } : {}),
        ...(lokiUid ? { lokiUid } : {}),
        ...(text.trim() ? { conventions: parseConventions(JSON.parse(text)) } : {}),
        ...(nginx ? { nginx } : {}),
        ...(behind.length > 0 ? { nginxBehind: [...behind] } : {}),
        ...(budget.trim() ? { logBudgetMegabytes: Number(budget) } : {}),
      };
      await saveSettings(id, pinned ?? true, settings);
      return 'Saved. Pages that are open use it once they are reloaded.';
    });
  return (
    <Stack direction="column" gap={2}>
      {problem && <ProblemNotice problem={problem} />}
      {done && <Alert severity="success" title={done} />}
      <SignalsSection />
      <Choice
        title="Prometheus"
        about="Where cAdvisor’s and node exporter’s metrics are."
        all={prometheusDataSources()}
        uid={prometheusUid}
        onChange={setPrometheusUid}
      />
      <Choice
        title="Loki"
        about="Where the logs of containers are."
        all={lokiDataSources()}
        uid={lokiUid}
        onChange={setLokiUid}
      />
      <Field
        label="Conventions"
        description="How your data is labelled, as JSON. Empty: found out anew each time the pages are opened. Provisioned settings replace these at each start of Grafana."
        invalid={wrong !== undefined}
        error={wrong}
        noMargin
      >
        <TextArea
          id="quayside-conventions"
          rows={18}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ fontFamily: 'monospace' }}
        />
      </Field>
      <NginxFormatSection
        source={pickDataSource(lokiDataSources(), lokiUid || undefined)}
        logs={wrong === undefined && text.trim() ? parseConventions(JSON.parse(text)).logs : DOCKER.logs}
        drafts={drafts}
        onChange={setDrafts}
      />
      <BehindSection rows={behind} onChange={setBehind} />
      <LogBudgetField text={budget} onChange={setBudget} />
      <Stack direction="row" gap={1}>
        <Button onClick={() => void save()} disabled={unusable}>
          Save
        </Button>
        <Button variant="secondary" onClick={() => void detect()}>
          Detect conventions
        </Button>
      </Stack>
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

function conventionsError(text: string): string | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    parseConventions(JSON.parse(text));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface ChoiceProps {
  title: string;
  about: string;
  all: readonly DataSourceChoice[];
  uid: string;
  onChange: (uid: string) => void;
}

function Choice({ title, about, all, uid, onChange }: ChoiceProps) {
  return (
    <Field label={title} description={about} noMargin>
      <Combobox
        id={`quayside-${title}`}
        width={40}
        placeholder={all.length === 0 ? 'There is no data source of this type' : 'The default one'}
        isClearable
        options={all.map(({ uid: value, name }) => ({ value, label: name }))}
        value={uid || null}
        onChange={(chosen) => onChange(chosen?.value ?? '')}
      />
    </Field>
  );
}
