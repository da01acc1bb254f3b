import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { parseSettings } from '../grafana/settings';
import { DOCKER, VECTOR_COMBINED_LOGS } from '../signals/conventions';
import { appYaml, dataSourcesYaml } from './provisioning';

/** As Grafana reads its files: `$$` is a dollar. */
const asGrafana = (text: string): unknown => JSON.parse(JSON.stringify(parse(text)).replace(/\$\$/g, '$'));

describe('the files that provision what the Setup page stores', () => {
  it('hold the settings, which are read back as they were', () => {
    const settings = parseSettings({
      prometheusUid: 'p1',
      conventions: { ...DOCKER, aliases: [{ host: 'web-$HOME', logs: ['no', '1e3'] }] },
    });
    const text = appYaml('quayside-monitoring-app', settings);
    expect(text).toContain('$$HOME');
    const { apps } = asGrafana(text) as { apps: Array<{ type: string; jsonData: unknown }> };
    expect(apps[0]?.type).toBe('quayside-monitoring-app');
    expect(parseSettings(apps[0]?.jsonData)).toEqual({ ...settings, provisioned: true });
  });

  it('link series to streams, and lines to pages, by the labels of the conventions', () => {
    const { datasources } = asGrafana(
      dataSourcesYaml({ ...DOCKER, logs: { shape: 'labels', matchers: [], container: 'name' } })
    ) as {
      datasources: Array<Record<string, unknown>>;
    };
    expect(datasources.map(({ type }) => type)).toEqual(['prometheus', 'loki', 'quayside-signals-datasource']);
    expect(JSON.stringify(datasources[0])).toContain('{name=~`/?${name:regex}`}');
    expect(JSON.stringify(datasources[0])).toContain('/place?series.instance=${instance:percentencode}');
    expect(JSON.stringify(datasources[1])).toContain('"matcherRegex":"name"');
  });

  it('are what the repository provisions, for the usual conventions', () => {
    const shipped = readFileSync(resolve(__dirname, '../../provisioning/datasources/quayside.yaml'), 'utf8');
    const linksIn = (text: string) => {
      const { datasources } = asGrafana(text) as {
        datasources: Array<{ type: string; correlations?: unknown[]; jsonData?: { derivedFields?: unknown } }>;
      };
      return datasources
        .filter(({ type }) => ['prometheus', 'loki'].includes(type))
        .map(({ correlations, jsonData }) => [correlations, jsonData?.derivedFields]);
    };
    expect(linksIn(dataSourcesYaml(DOCKER))).toEqual(linksIn(shipped));
  });

  it('find the name of a container in a combined label, and lead from it to the page', () => {
    const text = dataSourcesYaml({ ...DOCKER, logs: VECTOR_COMBINED_LOGS });
    expect(text).toContain('{containers=~`.+?/$${name:regex}`}');
    expect(text).toContain('/place?stream.containers=$${__value.raw:percentencode}');
  });
});
