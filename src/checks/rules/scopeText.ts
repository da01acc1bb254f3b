import { containerText } from '../../signals/containerText';
import type { Scope } from '../../signals/scope';

/** A scope in a few words. */
export function scopeText({ containers = [], hosts = [] }: Scope): string {
  const names = [...containers.map(containerText), ...hosts];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
