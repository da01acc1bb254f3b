import type { NavModelItem } from '@grafana/data';
import { useSyncExternalStore } from 'react';

let pageNav: NavModelItem | undefined;
const listeners = new Set<() => void>();

/** Tells the top bar which page is shown. */
export function setPageNav(next: NavModelItem | undefined): void {
  pageNav = next;
  listeners.forEach((listener) => listener());
}

/** The page that is shown, as it described itself. */
export function usePageNav(): NavModelItem | undefined {
  return useSyncExternalStore(subscribe, () => pageNav);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
