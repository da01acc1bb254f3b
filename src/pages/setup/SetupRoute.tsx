import React from 'react';
import type { AppPluginMeta } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import SetupPage from './SetupPage';

/** The Setup page among the plugin's own: also for those who may not open its configuration. */
export default function SetupRoute({ meta }: { meta: AppPluginMeta }) {
  return (
    <PluginPage pageNav={{ text: 'Setup' }} subTitle="Does it see my data?">
      <SetupPage plugin={{ meta }} />
    </PluginPage>
  );
}
