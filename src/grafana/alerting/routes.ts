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

/** The receivers that a route tree sends an alert to, in its order, none twice: Alertmanager's own way through the tree. */
export function receiversOf(route: Route, labels: Readonly<Record<string, string>>): string[] {
  const walk = (node: Route): string[] | undefined => {
    if (!node.matchers.every((matcher) => matches(matcher, labels))) {
      return undefined;
    }
    const found: string[] = [];
    for (const child of node.routes) {
      const below = walk(child);
      if (below) {
        found.push(...below);
        if (!child.goesOn) {
          break;
        }
      }
    }
    return found.length > 0 ? found : [node.receiver];
  };
  // The root takes everything, whatever it matches on.
  return [...new Set(walk({ ...route, matchers: [] }) ?? [])];
}
