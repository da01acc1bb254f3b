import type { DataSourceInstanceSettings } from '@grafana/data';
import type { AppSettings } from '../../grafana/settings';
import { DOCKER, type Conventions } from '../../signals/conventions';
import type { SignalsJsonData } from '../query';
import { SignalsDataSource } from '../SignalsDataSource';

const source = (type: string) => ({ uid: type, name: type, type, isDefault: true });

/** A data source that knows its installation, and asks nobody for it. */
export function sourceWith(settings: AppSettings = {}, conventions: Conventions = DOCKER): SignalsDataSource {
  const instance: Partial<DataSourceInstanceSettings<SignalsJsonData>> = { uid: 'signals', jsonData: {} };
  const made = new SignalsDataSource(instance as DataSourceInstanceSettings<SignalsJsonData>);
  jest.spyOn(made.installations, 'get').mockResolvedValue({
    settings,
    installation: { prometheus: source('prometheus'), loki: source('loki'), conventions, from: 'settings' },
  });
  jest.spyOn(made.installations, 'withNginx').mockResolvedValue(conventions);
  return made;
}
