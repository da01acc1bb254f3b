import { fieldName } from '../../../components/logs/fieldName';
import type { DetectedField } from '../../../grafana/lokiIndex';
import type { LineField, Written } from '../../../signals/derived/derivedMetric';
import { LABEL_NAME } from '../../../signals/promql';

/** A field as people type it: `json:took_ms`, `pattern:<_> took <ms> ms#ms`. */
export function fieldText(field: LineField): string {
  return 'expression' in field ? `${field.from}:${field.expression}#${field.name}` : `${field.from}:${field.name}`;
}

/** The reverse; nothing where it is none. */
export function fieldOfText(text: string): LineField | undefined {
  const [, from, rest = ''] = /^(json|logfmt|label|pattern|regexp):(.+)$/s.exec(text.trim()) ?? [];
  switch (from) {
    case 'json':
    case 'logfmt':
      return { from, name: rest };
    case 'label':
      return LABEL_NAME.test(rest) ? { from, name: rest } : undefined;
    case 'pattern':
    case 'regexp': {
      const at = rest.lastIndexOf('#');
      const name = rest.slice(at + 1);
      return at > 0 && LABEL_NAME.test(name) ? { from, expression: rest.slice(0, at), name } : undefined;
    }
    default:
      return undefined;
  }
}

/** A label for a field: its last part, of signs that a label may have. */
export function labelFor(field: LineField): string {
  const [last = 'value'] = /[a-zA-Z0-9_-]+(?=[^a-zA-Z0-9_-]*$)/.exec(field.name) ?? [];
  const label = last.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(label) ? `_${label}` : label;
}

/** The field that Loki found, as a metric reads it. */
export function lineFieldOf(field: DetectedField): LineField {
  const { from, name } = fieldName(field);
  return { from, name };
}

/** How the values of a field that Loki found are written. */
export function writtenOf({ type }: DetectedField): Written {
  return type === 'duration' || type === 'bytes' ? type : 'number';
}
