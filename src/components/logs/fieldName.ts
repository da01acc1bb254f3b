import type { DetectedField } from '../../grafana/lokiIndex';
import type { FieldCondition } from '../../signals/logQuery';
import { jsonPath } from '../../signals/nginx/jsonPath';

/** How a condition names a field that Loki found. */
export function fieldName({ name, parser, jsonPath: steps }: DetectedField): Pick<FieldCondition, 'from' | 'name'> {
  if (parser === 'json') {
    // Loki calls what is nested by its whole path with underscores; the steps say where it really is.
    return { from: 'json', name: jsonPath(steps.length > 0 ? steps : [name]) };
  }
  return { from: parser ?? 'label', name };
}
