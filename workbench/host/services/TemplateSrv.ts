import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv as TemplateSrvApi, VariableInterpolation } from '@grafana/runtime';
import type { SceneObject } from '@grafana/scenes';
import { sceneGraph } from 'grafana-internal/sceneGraph';
import { SceneTimeRange } from 'grafana-internal/SceneTimeRange';

declare global {
  interface Window {
    /** Set by Scenes while a scene is shown. */
    __grafanaSceneContext?: SceneObject;
  }
}

type Formatter = Exclude<Parameters<typeof sceneGraph.interpolate>[3], string | undefined>;

/** Has no variables: what remains is the scoped ones. */
const NO_SCENE = new SceneTimeRange();

/** Replaces variables by asking the scene that a query belongs to, as Grafana does on pages made with Scenes. */
export class TemplateSrv implements TemplateSrvApi {
  getVariables(): TypedVariableModel[] {
    return [];
  }

  replace(
    target?: string,
    scopedVars?: ScopedVars,
    format?: string | Formatter,
    interpolations?: VariableInterpolation[]
  ): string {
    return sceneGraph.interpolate(sceneOf(scopedVars), target, scopedVars, format, interpolations);
  }

  containsTemplate(target?: string): boolean {
    return /\$\w+|\$\{\w+|\[\[\w+/.test(target ?? '');
  }

  updateTimeRange(): void {
    // Scenes carry the time range.
  }
}

function sceneOf(scopedVars?: ScopedVars): SceneObject {
  const wrapped: unknown = scopedVars?.__sceneObject?.value;
  if (wrapped) {
    return (wrapped as { valueOf(): SceneObject }).valueOf();
  }
  return window.__grafanaSceneContext?.isActive ? window.__grafanaSceneContext : NO_SCENE;
}
