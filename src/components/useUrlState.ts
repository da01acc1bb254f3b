import { useCallback, useMemo } from 'react';
import { useLocation } from 'react-router-dom';
import { locationService } from '@grafana/runtime';

/**
 * Part of a page's state that lives in the URL, so that it survives a reload, can be sent to somebody, and is undone
 * by the back button. A value equal to its default is left out of the URL.
 */
export function useUrlState<Key extends string>(
  defaults: Readonly<Record<Key, string>>
): [Record<Key, string>, (patch: Partial<Record<Key, string>>) => void] {
  const { search } = useLocation();
  const state = useMemo(() => {
    const params = new URLSearchParams(search);
    const entries = (Object.keys(defaults) as Key[]).map((key) => [key, params.get(key) ?? defaults[key]]);
    return Object.fromEntries(entries) as Record<Key, string>;
  }, [search, defaults]);
  const update = useCallback(
    (patch: Partial<Record<Key, string>>) => {
      const query = Object.fromEntries(
        (Object.keys(patch) as Key[]).map((key) => [key, patch[key] === defaults[key] ? null : patch[key]])
      );
      // Some controls tell of a change twice; the back button must not have to undo nothing.
      const now = locationService.getSearch();
      if (Object.entries(query).some(([key, value]) => now.get(key) !== value)) {
        locationService.partial(query);
      }
    },
    [defaults]
  );
  return [state, update];
}
