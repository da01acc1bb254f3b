import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaDataUnstable from '@grafana/data/unstable';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaRuntimeUnstable from '@grafana/runtime/unstable';
import * as grafanaUi from '@grafana/ui';
import * as grafanaUiUnstable from '@grafana/ui/unstable';
import { getI18nInstance } from 'grafana-internal/i18n';
import lodash from 'lodash';
import react from 'react';
import reactDom from 'react-dom';
import * as reactRouter from 'react-router';
import jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';

/** A CommonJS package: its exports are the module. */
const commonJs = (exports: unknown) => ({ default: exports, __useDefault: true });

/**
 * The modules that a plugin leaves to its host, by the names that its bundle asks for.
 *
 * `react-router` is shared and `react-router-dom` is not, so that both see one router context.
 */
const MODULES: Record<string, object> = {
  '@emotion/css': emotionCss,
  emotion: emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/data/unstable': grafanaDataUnstable,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/runtime/unstable': grafanaRuntimeUnstable,
  '@grafana/ui': grafanaUi,
  '@grafana/ui/unstable': grafanaUiUnstable,
  i18next: commonJs(getI18nInstance()),
  lodash: commonJs(lodash),
  react: commonJs(react),
  'react-dom': commonJs(reactDom),
  'react-router': reactRouter,
  'react/jsx-runtime': commonJs(jsxRuntime),
  rxjs,
  'rxjs/operators': rxjsOperators,
};

/** Hands the shared modules to SystemJS. Any other external makes the import fail with its name. */
export function registerModules(): void {
  const imports: Record<string, string> = {};
  for (const [name, module] of Object.entries(MODULES)) {
    const url = `shared:${name}`;
    imports[name] = url;
    System.set(url, module);
  }
  System.addImportMap({ imports });
}
