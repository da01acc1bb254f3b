/** Modules of the packages that their `exports` don't name; the bundler finds them by file (see buildHost.ts). */
declare module 'grafana-internal/PluginPage' {
  export function setPluginPage(
    component: import('react').ComponentType<import('@grafana/runtime').PluginPageProps>
  ): void;
}
declare module 'grafana-internal/PanelDataErrorView' {
  export function setPanelDataErrorView(
    component: import('react').ComponentType<import('@grafana/runtime').PanelDataErrorViewProps>
  ): void;
}
declare module 'grafana-internal/sceneGraph' {
  export { sceneGraph } from '@grafana/scenes';
}
declare module 'grafana-internal/SceneTimeRange' {
  export { SceneTimeRange } from '@grafana/scenes';
}
declare module 'grafana-internal/i18n' {
  export function initializeI18n(
    options: { language: string; ns: string[] },
    regionalFormat: string
  ): Promise<{ language?: string }>;
  export function getI18nInstance(): unknown;
}
/** The part of SystemJS that a host uses. */
declare const System: {
  set(url: string, module: object): void;
  addImportMap(map: { imports: Record<string, string> }): void;
  import(url: string): Promise<unknown>;
};
declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';
