import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Combobox, Field, LoadingPlaceholder, TextLink } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { setupUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useNginx } from '../../components/useNginx';
import { useUrlState } from '../../components/useUrlState';
import { noLoki } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logTitle } from '../../signals/nginx/logs';
import { FormatNotice } from './FormatNotice';
import { Traffic } from './Traffic';

const DEFAULTS = { log: '' };

/** What do clients do, and what do they get? */
export default function NginxPage() {
  const { installation, settings } = useInstallation();
  const { loki } = installation;
  return (
    <PageFrame title="NGINX" subTitle="What do clients do, and what do they get?">
      {({ scene, range }) =>
        loki ? <Content source={loki} scene={scene} range={range} /> : <ProblemNotice problem={noLoki(settings)} />
      }
    </PageFrame>
  );
}

function Content({ source, scene, range }: { source: DataSourceChoice; scene: PageScene; range: TimeRange }) {
  const [state, update] = useUrlState(DEFAULTS);
  const { conventions, logs, chosen, detected } = useNginx(source, range.to.valueOf(), state.log);
  if (detected.problem) {
    return <ProblemNotice problem={detected.problem} />;
  }
  if (!conventions) {
    return detected.loading ? (
      <LoadingPlaceholder text="Looking for NGINX’s access log…" />
    ) : (
      <NothingHere title="No access log was found">
        No stream of {source.name} has lines that look like NGINX’s access log, within a day before the end of the
        range. Ship it to Loki, or <TextLink href={setupUrl()}>say which streams hold it, and in which format</TextLink>
        .
      </NothingHere>
    );
  }
  const read = logs
    .map((log, place) => ({ log, place }))
    .filter(({ place }) => chosen === undefined || place === chosen);
  return (
    <>
      {logs.length > 1 && (
        <Field
          label="Access logs"
          description="All together: requests are added up, and percentiles are those of all their times."
          noMargin
        >
          <Combobox
            id="quayside-nginx-log"
            width="auto"
            minWidth={20}
            maxWidth={60}
            options={[
              { value: '', label: `All ${logs.length} together` },
              ...logs.map((log, place) => ({ value: String(place), label: logTitle(log) })),
            ]}
            value={chosen === undefined ? '' : String(chosen)}
            onChange={({ value }) => update({ log: value })}
          />
        </Field>
      )}
      {read.map(({ log, place }) => (
        <FormatNotice key={place} log={log} found={detected.data?.[place]} />
      ))}
      <Traffic
        key={chosen ?? 'all'}
        source={source}
        conventions={conventions}
        logs={read}
        scene={scene}
        range={range}
      />
    </>
  );
}
