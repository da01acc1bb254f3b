import { shortened } from '../../components/shortened';
import { classifyAgent } from '../../insights/nginx/agents';
import { readableUri } from '../../insights/nginx/uris';
import { valuesOfAny } from '../../signals/nginx/anyValue';
import type { Dimension, Filter } from '../../signals/nginx/filters';
import { KIND_TITLES } from './lists';

/** What is written with `%C3%A9` for what a reader reads as é. */
const ENCODED: readonly Dimension[] = ['uri', 'path', 'route', 'referrer'];

/** A value as people read it: none is said, what is encoded is decoded, and nothing of it is hidden or endless. */
export function valueText(dimension: Dimension, value: string): string {
  if (value === '') {
    return '(none)';
  }
  return shortened(ENCODED.includes(dimension) ? readableUri(value) : value);
}

/** What all of some user agents have in common; nothing where that is nothing. */
function commonOf(agents: readonly string[]): string | undefined {
  const read = agents.map(classifyAgent);
  const [first] = read;
  const same = (part: 'family' | 'kind' | 'system') =>
    first !== undefined && first[part] !== '' && read.every((one) => one[part] === first[part]);
  return same('family')
    ? first?.family
    : same('system')
      ? first?.system
      : same('kind') && first
        ? KIND_TITLES[first.kind]
        : undefined;
}

/** What a filter asks for, in words: of a list of many values how many they are, and what they have in common. */
export function filterValueText({ dimension, op, value }: Filter): string {
  if (op !== 'matches' && op !== 'misses') {
    return valueText(dimension, value);
  }
  const values = valuesOfAny(value);
  if (!values) {
    return shortened(value);
  }
  const common = dimension === 'agent' ? commonOf(values) : undefined;
  return `${common === undefined ? 'any of' : `${shortened(common)}:`} ${values.length} values`;
}
