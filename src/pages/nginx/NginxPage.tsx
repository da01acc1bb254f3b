import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Field, LoadingPlaceholder, RadioButtonGroup } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useUrlState } from '../../components/useUrlState';
import type { NginxDetection } from '../../signals/nginx/findLog';
import { noLoki } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { FormatNotice } from './FormatNotice';
import { Traffic } from './Traffic';
import { useNginx } from './useNginx';

const DEFAULTS = { log: '' };

function titleOf({ conventions }: NginxDetection): string {
  const { access } = conventions;
  return `${access.matchers.map(({ value }) => value).join(', ')} (${access.format.kind === 'json' ? 'JSON' : access.format.kind})`;
}

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
  const { conventions: known, detected, log } = useNginx(source, range.to.valueOf(), Number(state.log) || 0);
  const found = detected.data?.[log];
  if (detected.problem) {
    return <ProblemNotice problem={detected.problem} />;
  }
  if (!known) {
    return detected.loading ? (
      <LoadingPlaceholder text="Looking for NGINX’s access log…" />
    ) : (
      <NothingHere title="No access log was found">
        No stream of {source.name} has lines that look like NGINX’s access log, within a day before the end of the
        range. Ship it to Loki, or say on the plugin’s configuration page which streams hold it, and in which format
        (the part “nginx” of the conventions).
      </NothingHere>
    );
  }
  return (
    <>
      {detected.data && detected.data.length > 1 && (
        <Field label="Logs of different formats were found; the page reads one at a time" noMargin>
          <RadioButtonGroup
            options={detected.data.map((one, index) => ({ value: index, label: titleOf(one) }))}
            value={log}
            onChange={(index) => update({ log: index === 0 ? '' : String(index) })}
          />
        </Field>
      )}
      {found && <FormatNotice found={found} />}
      <Traffic key={log} source={source} conventions={known} scene={scene} range={range} />
    </>
  );
}
