/** What Scenes tells a formatter about the variable. */
interface VariableInfo {
  multi?: boolean;
  includeAll?: boolean;
}

/**
 * Writes a variable's value into a query: escaped for a string, or for a regular expression when it may have several
 * values. Prometheus' data source brackets several values, Loki's does not.
 */
export function joinAsRegex(language: 'prometheus' | 'loki') {
  return (value: unknown, variable: VariableInfo = {}): string => {
    const isRegex = Boolean(variable.multi || variable.includeAll);
    if (!isRegex && !Array.isArray(value)) {
      return language === 'prometheus' ? String(value).replace(/\\/g, '\\\\').replace(/'/g, "\\\\'") : String(value);
    }
    const values = [value].flat().map((item) => escapeRegex(String(item)));
    return values.length === 1 || language === 'loki' ? values.join('|') : `(${values.join('|')})`;
  };
}

function escapeRegex(value: string): string {
  return value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&');
}
