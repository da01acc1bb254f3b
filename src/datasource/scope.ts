import type { ScopedVars } from '@grafana/data';
import { containerOfText } from '../signals/containerText';
import type { Filter } from '../signals/nginx/filters';
import type { ContainerRef, Scope } from '../signals/scope';
import type { ScopeTexts } from './query';

/** Grafana's `replace`, which hands the values of a variable to a function that writes them. */
export type Replace = (text: string, scopedVars: ScopedVars | undefined, format: (value: unknown) => string) => string;

/** What a variable has when all its values are chosen: it restricts nothing, however many there are. */
const ALL = '*';

/** Between the values of a variable, and around them: what no label can hold. */
const BETWEEN = '\u0000';
const AROUND = '\u0001';

const valuesOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/** A text with its variables replaced: one text for each value of a variable that has several. */
function expand(text: string, replace: (text: string, format: (value: unknown) => string) => string): string[] {
  const written = replace(text, (value) => `${AROUND}${valuesOf(value).join(BETWEEN)}${AROUND}`);
  return written
    .split(AROUND)
    .map((part) => part.split(BETWEEN))
    .reduce<string[]>((texts, values) => texts.flatMap((before) => values.map((value) => before + value)), ['']);
}

const isAll = (texts: readonly string[]) => texts.some((text) => text === ALL || text === '$__all');

/** The texts of one part of a scope, variables replaced; none where everything is chosen. */
export function expandTexts(
  texts: readonly string[] | undefined,
  scopedVars: ScopedVars | undefined,
  replace: Replace
): string[] {
  const all = (texts ?? []).flatMap((text) => expand(text, (one, format) => replace(one, scopedVars, format)));
  return isAll(all) ? [] : [...new Set(all.filter((text) => text !== ''))];
}

/** A scope, and what of it is a condition on requests. */
export interface ReadScope {
  scope: Scope;
  virtualHosts: Filter[];
  /** Texts that name no container. */
  unreadable: string[];
}

/** The scope that texts with variables stand for. */
export function readScope(texts: ScopeTexts = {}, scopedVars: ScopedVars | undefined, replace: Replace): ReadScope {
  const of = (part: readonly string[] | undefined) => expandTexts(part, scopedVars, replace);
  const containers: ContainerRef[] = [];
  const unreadable: string[] = [];
  for (const text of of(texts.containers)) {
    const container = containerOfText(text);
    if (container) {
      containers.push(container);
    } else {
      unreadable.push(text);
    }
  }
  const [search = ''] = of(texts.search ? [texts.search] : []);
  return {
    scope: {
      hosts: of(texts.hosts),
      projects: of(texts.projects),
      services: of(texts.services),
      images: of(texts.images),
      namespaces: of(texts.namespaces),
      ...(containers.length > 0 ? { containers } : {}),
      ...(search ? { search } : {}),
    },
    virtualHosts: of(texts.virtualHosts).map((value) => ({ dimension: 'virtualHost', op: 'is', value })),
    unreadable,
  };
}

/**
 * Conditions on requests with their variables replaced: one for each value, of which any is meant. One whose variable has all
 * its values is none.
 */
export function expandFilters(
  texts: readonly string[] | undefined,
  scopedVars: ScopedVars | undefined,
  replace: Replace
): string[] {
  const all = (texts ?? []).flatMap((text) => expand(text, (one, format) => replace(one, scopedVars, format)));
  return [...new Set(all.filter((text) => !text.endsWith(`:${ALL}`) && !text.endsWith(':$__all') && text !== ''))];
}
