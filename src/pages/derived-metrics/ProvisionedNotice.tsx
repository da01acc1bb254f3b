import React from 'react';
import { Alert } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { YamlView } from '../../components/YamlView';
import { appYaml } from '../../discovery/provisioning';
import { APP_ID, loadAppSettings } from '../../grafana/appSettings';

/**
 * Where a file stores the app's settings, that what this page keeps in them is lost at Grafana's next start; and the file as
 * it has to be to keep it.
 * @param version changes with each change of the settings
 */
export function ProvisionedNotice({ version }: { version: number | string }) {
  const { data: settings, problem } = useLoaded(`settings ${version}`, loadAppSettings);
  if (problem) {
    return <ProblemNotice problem={problem} severity="warning" />;
  }
  return settings?.provisioned ? (
    <Alert severity="warning" title="What is kept here is lost when Grafana starts anew">
      A file stores the settings of Quayside, and Grafana reads it at each start: definitions of metrics and paused
      rules are gone then, while rules that are installed stay. After each change put this in its place.
      <YamlView
        name="quayside.yaml"
        about="the settings as they are now: provisioning/plugins"
        text={appYaml(APP_ID, settings)}
      />
    </Alert>
  ) : null;
}
