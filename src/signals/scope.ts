/** A container, by what makes it unique. Never by its name alone: two hosts may each run an `edge`. */
export interface ContainerRef {
  host: string;
  name: string;
  /** On Kubernetes. */
  namespace?: string;
  pod?: string;
}

/** What a query is restricted to. An absent or empty part restricts nothing. */
export interface Scope {
  hosts?: readonly string[];
  /**
   * Exactly these containers. Several become one regular expression for each label, which lets through other pairs of
   * the same hosts and names: the reader drops those by key, and what puts them together asks for `exactParts`.
   */
  containers?: readonly ContainerRef[];
  projects?: readonly string[];
  services?: readonly string[];
  images?: readonly string[];
  namespaces?: readonly string[];
  /** Text that the container's name contains, in any case. */
  search?: string;
}

/** Everything. */
export const EVERYTHING: Scope = {};

/** True for a scope that restricts anything. */
export const isRestricted = (scope: Scope): boolean =>
  Object.values(scope).some((part) => part !== undefined && part.length > 0);

/** One text for one container, for maps and React keys; parts are separated by what no label value can hold. */
export function containerKey({ host, name, namespace = '', pod = '' }: ContainerRef): string {
  return [host, namespace, pod, name].join('\u0000');
}
