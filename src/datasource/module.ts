import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './editors/ConfigEditor';
import { QueryEditor } from './editors/QueryEditor';
import type { SignalsJsonData, SignalsQuery } from './query';
import { SignalsDataSource } from './SignalsDataSource';

// Everything is imported at once: chunks of a plugin within a plugin are looked for in the wrong place.
export const plugin = new DataSourcePlugin<SignalsDataSource, SignalsQuery, SignalsJsonData>(SignalsDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
