import React, { useState } from 'react';
import { useLocation } from 'react-router-dom';
import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Alert, Button, LoadingPlaceholder, Stack, Tab, TabsBar } from '@grafana/ui';
import { LOCATION_PARAM, locationIn } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useUrlState } from '../../components/useUrlState';
import { scrapeIntervalOf } from '../../grafana/dataSources';
import { Problem } from '../../grafana/Problem';
import { saveFields } from '../../grafana/saveSettings';
import { fieldsOf, logBudgetOf, readSettings } from '../../grafana/settings';
import { may } from '../../grafana/userRights';
import { DOCKER } from '../../signals/conventions';
import { logOfDraft } from '../../signals/nginx/logDraft';
import { togetherOf } from '../../signals/nginx/logs';
import { DataTab } from './DataTab';
import { DoctorSection } from './DoctorSection';
import { LogBudgetField } from './LogBudgetField';
import { PlaceBar } from './PlaceBar';
import { ProvisioningSection } from './ProvisioningSection';
import { changesOf, formOf, newPlace, readConventions, settingsOf, whyNotStored, withCorrected } from './setupForm';
import { useFirstLook, useSources } from './useSources';
import { StoredProblem, WrongFields } from './WrongFields';

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
  const { id, jsonData } = plugin.meta;
  // What the form began with: what is then changed is told by it.
  const [stored, setStored] = useState(() => fieldsOf(jsonData));
  const [form, setForm] = useState(() => formOf(stored));
  const [{ tab }, setUrl] = useUrlState<'tab'>(DEFAULTS);
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState('');
  const asked = locationIn(useLocation().search);
  const { main, others } = form;
  const at = others.findIndex(({ name }) => name === asked);
  const place = others[at] ?? main;
  const goTo = (name: string) => {
    // Some controls tell of a change again while it is being made: without end, where each is followed.
    if (name !== locationIn(locationService.getSearch().toString())) {
      locationService.partial({ [LOCATION_PARAM]: name === '' ? null : name }, true);
    }
  };

  const sources = useSources(place);
  const prometheus = sources.data?.prometheus.source;
  const loki = sources.data?.loki.source;
  const typed = readConventions(place.conventions);
  // Without conventions of its own the page shows those that the pages would find.
  const look = useFirstLook(place.conventions.trim() === '' && sources.data !== undefined, { prometheus, loki });
  const conventions = typed.conventions ?? look.data?.conventions ?? DOCKER;
  const knows = sources.data !== undefined && !look.loading;
  const settings = settingsOf(form);
  const open = whyNotStored(form);
  const mayStore = may('plugins:write');
  const nginx = togetherOf(place.drafts.map((draft) => logOfDraft(draft).log).filter((log) => log !== undefined));

  const changePlace = (part: Partial<typeof place>) =>
    setForm((now) => ({
      ...now,
      ...(at < 0
        ? { main: { ...now.main, ...part } }
        : { others: now.others.map((one, index) => (index === at ? { ...one, ...part } : one)) }),
    }));
  const add = () => {
    const free = [...others.keys(), others.length].map((n) => `Location ${n + 2}`);
    const name = free.find((one) => !others.some((other) => other.name === one)) ?? `Location ${others.length + 2}`;
    setForm({ ...form, others: [...others, newPlace(name)] });
    goTo(name);
  };
  const correct = (field: (typeof form.wrong)[number]['field'], text: string) => {
    try {
      setForm(withCorrected(form, field, text));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setForm({ ...form, wrong: form.wrong.map((one) => (one.field === field ? { field, text, message } : one)) });
    }
  };
  const save = async () => {
    setProblem(undefined);
    setDone('');
    const changes = changesOf(stored, form);
    try {
      await saveFields(stored, changes);
      setStored({ ...stored, ...changes });
      setDone('Saved. Pages that are open use it once they are reloaded.');
    } catch (error) {
      setProblem(
        error instanceof Problem ? error : new Problem('unexpected', 'That did not work', String(error), 'Try again.')
      );
    }
  };
  return (
    <Stack direction="column" gap={2}>
      <StoredProblem messages={readSettings(stored).wrong.map(({ message }) => message)} />
      {problem && <ProblemNotice problem={problem} />}
      {done && <Alert severity="success" title={done} />}
      {stored['provisioned'] === true && (
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
      <WrongFields
        wrong={form.wrong}
        onType={correct}
        onDrop={(field) => setForm({ ...form, wrong: form.wrong.filter((one) => one.field !== field) })}
      />
      <PlaceBar
        place={place}
        others={others}
        onChoose={goTo}
        onAdd={add}
        onRename={(name) => {
          changePlace({ name });
          goTo(name);
        }}
        onRemove={() => {
          setForm({ ...form, others: others.filter((_, index) => index !== at) });
          goTo('');
        }}
      />
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
      {tab === 'doctor' &&
        (knows ? (
          <DoctorSection
            // What was found at another location is not of this one.
            key={place.name}
            patient={{
              prometheus,
              loki,
              conventions: nginx ? { ...conventions, nginx } : conventions,
              sourceInterval: scrapeIntervalOf(prometheus),
              logBudget: logBudgetOf(settings),
            }}
          />
        ) : (
          <LoadingPlaceholder text="Looking at your data sources…" />
        ))}
      {tab === 'provisioning' && <ProvisioningSection pluginId={id} settings={settings} conventions={conventions} />}
      {tab !== 'doctor' && tab !== 'provisioning' && (
        <>
          <DataTab
            place={place}
            sources={sources}
            look={look}
            conventions={conventions}
            {...(typed.wrong === undefined ? {} : { wrong: typed.wrong })}
            onChange={changePlace}
          />
          <LogBudgetField text={form.budget} onChange={(budget) => setForm({ ...form, budget })} />
          {open.length > 0 && (
            <Alert severity="info" title="It cannot be saved yet">
              {open.join('; ')}
            </Alert>
          )}
          <div>
            <Button onClick={() => void save()} disabled={open.length > 0 || !mayStore}>
              Save
            </Button>
          </div>
        </>
      )}
    </Stack>
  );
}
