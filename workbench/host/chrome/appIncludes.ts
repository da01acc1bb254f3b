import { config } from '@grafana/runtime';
import type { AppPluginMeta, PluginInclude } from '@grafana/data';

const RANKS: Record<string, number> = { Viewer: 1, Editor: 2, Admin: 3 };

/** Whether the user's role reaches the one that an include asks for. */
export function mayOpen({ role }: PluginInclude): boolean {
  return (RANKS[config.bootData.user.orgRole] ?? 0) >= (RANKS[role ?? 'Viewer'] ?? 0);
}

/** The pages that go into the menu for this user. */
export function menuPages(meta: AppPluginMeta): PluginInclude[] {
  return (meta.includes ?? []).filter((include) => include.type === 'page' && include.addToNav && mayOpen(include));
}

/** The page in plugin.json that a path belongs to: the one with the longest path that it begins with. */
export function includeOf(meta: AppPluginMeta, pathname: string): PluginInclude | undefined {
  return (meta.includes ?? [])
    .filter(({ path }) => path && (pathname === path || pathname.startsWith(`${path}/`)))
    .sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0];
}
