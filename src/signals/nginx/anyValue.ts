import { escapeRegex } from '../promql';
import { LONGEST_EXPRESSION } from './filters';

/** No value, which text formats write as a dash. */
const BLANK = '-?';

const written = (value: string) => (value === '' || value === '-' ? BLANK : escapeRegex(value));

/** An expression for any of some values, and how many of them it holds: those in front, as far as Loki takes them. */
export interface AnyValue {
  expression: string;
  held: number;
}

/** The expression of a filter `matches` for any of these values. */
export function anyValue(values: readonly string[]): AnyValue {
  let expression = '';
  let held = 0;
  for (const value of values) {
    const longer = held === 0 ? written(value) : `${expression}|${written(value)}`;
    if (longer.length > LONGEST_EXPRESSION) {
      break;
    }
    expression = longer;
    held += 1;
  }
  return { expression, held };
}

/** The values that such an expression is of, two or more; nothing for one that says anything else. */
export function valuesOfAny(expression: string): string[] | undefined {
  // A sign that means something stands behind a backslash, but for the bars between the values.
  if (
    !/^(?:-\?|(?:[^\\.+*?()|[\]{}^$]|\\[^A-Za-z0-9])+)(?:\|(?:-\?|(?:[^\\.+*?()|[\]{}^$]|\\[^A-Za-z0-9])+))+$/s.test(
      expression
    )
  ) {
    return undefined;
  }
  const parts = expression.match(/(?:[^\\|]|\\[^])+/g) ?? [];
  return parts.map((part) => (part === BLANK ? '' : part.replace(/\\([^])/g, '$1')));
}
