import {
  matchPluginId,
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourceRef,
  type ScopedVars,
} from '@grafana/data';
import {
  config,
  getTemplateSrv,
  type DataSourceSrv as DataSourceSrvApi,
  type GetDataSourceListFilters,
  type RuntimeDataSourceRegistration,
} from '@grafana/runtime';
import { LokiDataSource } from './LokiDataSource';
import { PrometheusDataSource } from './PrometheusDataSource';

const CLASSES: Record<string, new (settings: DataSourceInstanceSettings) => DataSourceApi> = {
  prometheus: PrometheusDataSource,
  loki: LokiDataSource,
};

/** Finds data sources by uid, name, reference or variable. */
export class DataSourceSrv implements DataSourceSrvApi {
  private readonly instances = new Map<string, DataSourceApi>();
  private readonly runtime = new Map<string, DataSourceApi>();

  async get(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars): Promise<DataSourceApi> {
    const registered = typeof ref === 'object' && ref?.uid ? this.runtime.get(ref.uid) : undefined;
    if (registered) {
      return registered;
    }
    const settings = this.getInstanceSettings(ref, scopedVars);
    if (!settings) {
      throw new Error(`Datasource ${JSON.stringify(ref)} was not found`);
    }
    const known = this.instances.get(settings.uid);
    if (known) {
      return known;
    }
    const DataSource = CLASSES[settings.type];
    if (!DataSource) {
      throw new Error(`The workbench has no data source of type ${settings.type}.`);
    }
    const instance = new DataSource(settings);
    instance.meta = settings.meta;
    this.instances.set(settings.uid, instance);
    return instance;
  }

  getList(filters: GetDataSourceListFilters = {}): DataSourceInstanceSettings[] {
    const types = filters.type === undefined ? undefined : [filters.type].flat();
    return this.all()
      .filter(
        ({ meta, type }) =>
          (!filters.metrics || meta.metrics) &&
          (!filters.logs || meta.logs) &&
          (!filters.tracing || meta.tracing) &&
          (!filters.annotations || meta.annotations) &&
          (!filters.alerting || meta.alerting) &&
          (!filters.pluginId || matchPluginId(filters.pluginId, meta)) &&
          (!types || types.includes(type))
      )
      .filter((settings) => filters.filter?.(settings) ?? true)
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  getInstanceSettings(
    ref?: DataSourceRef | string | null,
    scopedVars?: ScopedVars
  ): DataSourceInstanceSettings | undefined {
    const given = typeof ref === 'object' ? ref?.uid : ref;
    const wanted = given ? getTemplateSrv().replace(given, scopedVars) : 'default';
    if (wanted === 'default') {
      // A reference may name a type alone: the first of that type.
      const type = typeof ref === 'object' ? ref?.type : undefined;
      return type
        ? this.all().find((settings) => settings.type === type)
        : this.all().find(({ isDefault }) => isDefault);
    }
    return this.all().find(({ uid, name }) => uid === wanted || name === wanted);
  }

  reload(): void {
    this.instances.clear();
  }

  registerRuntimeDataSource({ dataSource }: RuntimeDataSourceRegistration): void {
    this.runtime.set(dataSource.uid, dataSource);
  }

  private all(): DataSourceInstanceSettings[] {
    return Object.values(config.datasources);
  }
}
