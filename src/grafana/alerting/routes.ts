/** A condition on a label, as Alertmanager has it. */
export interface LabelMatcher {
  name: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** One node of an Alertmanager's tree of routes. */
export interface Route {
  receiver: string;
  matchers: LabelMatcher[];
  /** Its siblings are asked too, although it matched. */
  goesOn: boolean;
  groupBy: string[];
  routes: Route[];
}

/** A matcher from its text, such as `severity="critical"` or `team=~"a|b"`; undefined where it is none. */
export function parseMatcher(text: string): LabelMatcher | undefined {
  const [, name, op, value] = /^\s*([^=!~\s"]+|"(?:[^"\\]|\\.)*")\s*(=~|!~|!=|=)\s*(.*?)\s*$/s.exec(text) ?? [];
  if (!name || !op || value === undefined) {
    return undefined;
  }
  return { name: unquoted(name), op: op as LabelMatcher['op'], value: unquoted(value) };
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text)
    ? text.slice(1, -1).replace(/\\(.)/gs, (_whole, char: string) => (char === 'n' ? '\n' : char))
    : text;
}

/** A matcher as people write it. */
export function matcherText({ name, op, value }: LabelMatcher): string {
  return `${name}${op}${JSON.stringify(value)}`;
}

/** True where a label set meets a matcher; a label that is not there is empty. */
export function matches({ name, op, value }: LabelMatcher, labels: Readonly<Record<string, string>>): boolean {
  const actual = labels[name] ?? '';
  if (op === '=' || op === '!=') {
    return (actual === value) === (op === '=');
  }
  try {
    // Written for RE2, whose expressions are JavaScript's but for a few flags.
    return new RegExp(`^(?:${value})$`, 's').test(actual) === (op === '=~');
  } catch {
    return false;
  }
}

/** The nodes of a route tree by which an alert is sent, in the tree's order: Alertmanager's own way through it. */
export function routesOf(route: Route, labels: Readonly<Record<string, string>>): Route[] {
  const takes = ({ matchers }: Route) => matchers.every((matcher) => matches(matcher, labels));
  const walk = (node: Route): Route[] => {
    const found: Route[] = [];
    for (const child of node.routes.filter(takes)) {
      found.push(...walk(child));
      if (!child.goesOn) {
        break;
      }
    }
    return found.length > 0 ? found : [node];
  };
  // The root takes everything, whatever it matches on.
  return walk(route);
}

/** How much goes by each node of a tree, and to whom what does not go by it: rules of Grafana may name their receiver. */
export interface RouteCounts {
  byRoute: ReadonlyMap<Route, number>;
  direct: ReadonlyMap<string, number>;
}

/**
 * Counts what a tree sends.
 * @param sent labels, and to whom they go in the end, where that is known; otherwise the tree decides
 */
export function countRoutes(
  tree: Route,
  sent: ReadonlyArray<{ labels: Readonly<Record<string, string>>; receivers?: readonly string[] | undefined }>
): RouteCounts {
  const byRoute = new Map<Route, number>();
  const direct = new Map<string, number>();
  for (const { labels, receivers } of sent) {
    const taken = routesOf(tree, labels).filter(({ receiver }) => receivers?.includes(receiver) ?? true);
    taken.forEach((route) => byRoute.set(route, (byRoute.get(route) ?? 0) + 1));
    const reached = new Set(taken.map(({ receiver }) => receiver));
    (receivers ?? [])
      .filter((name) => !reached.has(name))
      .forEach((name) => direct.set(name, (direct.get(name) ?? 0) + 1));
  }
  return { byRoute, direct };
}
