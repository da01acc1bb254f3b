import { EventBusSrv, setTimeZoneResolver, type PluginExtensionLink } from '@grafana/data';
import {
  config,
  setAppEvents,
  setBackendSrv,
  setChromeHeaderHeightHook,
  setCurrentUser,
  setDataSourceSrv,
  setEchoSrv,
  setLocationSrv,
  setMegaMenuOpenHook,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginImportUtils,
  setPluginLinksHook,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
  FakeEchoSrv,
  locationService,
} from '@grafana/runtime';
import { setPanelDataErrorView } from 'grafana-internal/PanelDataErrorView';
import { setPluginPage } from 'grafana-internal/PluginPage';
import { HEADER_HEIGHT } from '../chrome/headerHeight';
import { PluginPage } from '../chrome/PluginPage';
import { getPanelPluginFromCache, importPanelPlugin } from '../panels/importPanelPlugin';
import { PanelDataErrorView } from '../panels/PanelDataErrorView';
import { BackendSrv } from './BackendSrv';
import { DataSourceSrv } from './DataSourceSrv';
import { runRequest } from './runRequest';
import { TemplateSrv } from './TemplateSrv';

const NO_LINKS: PluginExtensionLink[] = [];

/** Sets everything that Grafana sets before it loads a plugin. Extensions of other plugins: there are none. */
export function setServices(): void {
  setAppEvents(new EventBusSrv());
  setBackendSrv(new BackendSrv());
  setTemplateSrv(new TemplateSrv());
  setDataSourceSrv(new DataSourceSrv());
  setRunRequest(runRequest);
  setPluginImportUtils({ importPanelPlugin, getPanelPluginFromCache });
  setLocationSrv(locationService);
  setEchoSrv(new FakeEchoSrv());
  setCurrentUser(config.bootData.user);
  setTimeZoneResolver(() => config.bootData.user.timezone);

  setPluginPage(PluginPage);
  setPanelDataErrorView(PanelDataErrorView);

  setPluginLinksHook(() => ({ isLoading: false, links: NO_LINKS }));
  setPluginComponentHook(() => ({ isLoading: false, component: null }));
  setPluginComponentsHook(() => ({ isLoading: false, components: [] }));
  setPluginFunctionsHook(() => ({ isLoading: false, functions: [] }));
  setChromeHeaderHeightHook(() => HEADER_HEIGHT);
  setReturnToPreviousHook(() => () => undefined);
  setMegaMenuOpenHook(() => [true, () => undefined]);
}
