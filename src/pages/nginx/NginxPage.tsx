import React, { useMemo } from 'react';
import type { TimeRange } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noLoki } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { FormatNotice } from './FormatNotice';
import { Traffic } from './Traffic';
import { useNginx } from './useNginx';

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
  const { conventions, detected } = useNginx(source, range.to.valueOf());
  const known = useMemo(() => conventions, [conventions]);
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
      {detected.data && <FormatNotice found={detected.data} />}
      <Traffic source={source} conventions={known} scene={scene} range={range} />
    </>
  );
}
