import { useEffect, useMemo } from 'react';
import { SceneCSSGridLayout, type SceneObject } from '@grafana/scenes';
import type { PageScene } from './PageScene';

/**
 * Attaches panels to the page's scene, whose time range and cursor they then share, for as long as the component is there.
 * Any number of components may. False until it is done: a panel without its scene knows no time.
 */
export function useAttached(scene: PageScene, panels: SceneObject[]): boolean {
  const part = useMemo(() => new SceneCSSGridLayout({ children: panels }), [panels]);
  useEffect(() => {
    scene.setState({ parts: [...(scene.state.parts ?? []), part] });
    return () => scene.setState({ parts: scene.state.parts?.filter((one) => one !== part) });
  }, [scene, part]);
  return scene.useState().parts?.includes(part) ?? false;
}
