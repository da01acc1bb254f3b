import React, { useState } from 'react';
import { Stack } from '@grafana/ui';
import type { Loaded } from '../../components/useLoaded';
import type { ChosenSources } from '../../discovery/chooseSources';
import { lokiDataSources, prometheusDataSources } from '../../grafana/dataSources';
import type { Conventions } from '../../signals/conventions';
import type { PlaceForm } from './setupForm';
import { SourceSection } from './SourceSection';

interface Props {
  place: PlaceForm;
  sources: Loaded<ChosenSources>;
  conventions: Conventions;
  onChange: (part: Partial<PlaceForm>) => void;
}

/** Which Prometheus and which Loki a location has; and how to get one where Grafana has none. */
export function SourcesSection({ place, sources, conventions, onChange }: Props) {
  // Grafana tells a page of new data sources when it is loaded; until then only we know of them.
  const [made, setMade] = useState<{ prometheus?: string; loki?: string }>({});
  const { prometheus, loki } = sources.data ?? {};
  const links = {
    conventions,
    prometheusUid: prometheus?.source?.uid ?? made.prometheus,
    lokiUid: loki?.source?.uid ?? made.loki,
  };
  const onlyNamed = place.name !== '';
  return (
    <Stack direction="row" gap={3} wrap="wrap">
      <SourceSection
        kind="Prometheus"
        about="Where cAdvisor’s and node exporter’s metrics are."
        all={prometheusDataSources()}
        uid={place.prometheusUid}
        chosen={prometheus}
        onlyNamed={onlyNamed}
        onChange={(prometheusUid) => onChange({ prometheusUid })}
        links={links}
        onMade={(uid) => setMade({ ...made, prometheus: uid })}
      />
      <SourceSection
        kind="Loki"
        about="Where the logs of containers are."
        all={lokiDataSources()}
        uid={place.lokiUid}
        chosen={loki}
        onlyNamed={onlyNamed}
        onChange={(lokiUid) => onChange({ lokiUid })}
        links={links}
        onMade={(uid) => setMade({ ...made, loki: uid })}
      />
    </Stack>
  );
}
