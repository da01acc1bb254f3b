import { durationSeconds, durationText } from './promql';

/** A string, a comment, or a range with the offset that may follow it. */
const TOKENS = /"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*|\[([^\]]*)\](\s*offset\s+(-?)([0-9a-z]+))?/gs;

/**
 * A LogQL expression that asks for what was `seconds` ago: every range of it has an offset, or a longer one than it had.
 * Strings are left as they are, whatever stands in them.
 */
export function delayed(expr: string, seconds: number): string {
  return expr.replace(
    TOKENS,
    (whole: string, range: string | undefined, _offset?: string, sign?: string, length?: string) => {
      if (range === undefined) {
        return whole;
      }
      const before = length === undefined ? 0 : durationSeconds(length) * (sign === '-' ? -1 : 1);
      const offset = before + seconds;
      const text = offset === 0 ? '' : ` offset ${offset < 0 ? '-' : ''}${durationText(Math.abs(offset))}`;
      return `[${range}]${text}`;
    }
  );
}
