import React from 'react';
import { Stack, Text } from '@grafana/ui';
import { YamlView } from '../../components/YamlView';
import { appYaml, dataSourcesYaml } from '../../discovery/provisioning';
import type { AppSettings } from '../../grafana/settings';
import type { Conventions } from '../../signals/conventions';

interface Props {
  pluginId: string;
  settings: AppSettings;
  /** Those that are set, or else found out: the links between data sources go by them. */
  conventions: Conventions;
}

/** Everything that this page stores, as files that Grafana reads when it starts. */
export function ProvisioningSection({ pluginId, settings, conventions }: Props) {
  return (
    <Stack direction="column" gap={2}>
      <Text element="p" color="secondary">
        Grafana reads these files at each start. What they say replaces what was stored by hand, so either provision the
        settings or store them on this page. They hold what the form says now, saved or not.
      </Text>
      <YamlView name="quayside.yaml" about="the settings: provisioning/plugins" text={appYaml(pluginId, settings)} />
      <YamlView
        name="quayside-datasources.yaml"
        about="data sources and their links: provisioning/datasources; put in your addresses"
        text={dataSourcesYaml(conventions)}
      />
    </Stack>
  );
}
