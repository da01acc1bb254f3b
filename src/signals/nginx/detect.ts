import { FIELD_NAMES, type Field } from './fields';
import { fieldsOf, type AccessLog, type NginxFormat, type Wrapper } from './format';
import { guessJson } from './guessJson';
import { guessText } from './guessText';
import { parseErrorLine } from './errorLog';
import { jsonPath } from './jsonPath';
import { parseJson, parseLine, unwrapLine, type FieldValues } from './parse';

/** What a sample of lines turned out to be. */
export interface Detection {
  /** The access log's format; absent where the sample holds no line of an access log that can be read. */
  format?: NginxFormat;
  wrapper?: Wrapper;
  /** The share of the sample's lines, those of the error log aside, that the format reads: 0 to 1. */
  confidence: number;
  /** A line of the sample that shows the most fields, and what was read off it. */
  example?: { line: string; values: FieldValues };
  /** The fields that the format has. */
  fields: Field[];
  /** The fields that it lacks, in the catalog's order. */
  lacking: Field[];
  /** How many lines are what. */
  lines: { access: number; error: number; other: number };
}

/** A line longer than this is cut before it is looked at: it is hostile, and its beginning tells the format. */
const LONGEST = 20_000;

/** More lines tell nothing new. */
const ENOUGH = 500;

const WRAPPER_KEYS = ['log', 'message', 'msg', 'line', 'MESSAGE', '_line'];

/** What a shipper has put round the lines, where most of them are wrapped alike. */
function detectWrapper(lines: readonly string[]): Wrapper | undefined {
  const cri: Wrapper = { kind: 'cri' };
  const candidates: Wrapper[] = [cri, ...WRAPPER_KEYS.map((key): Wrapper => ({ kind: 'json', path: jsonPath([key]) }))];
  const fitting = candidates.filter((wrapper) => {
    const inner = lines.map((line) => unwrapLine(wrapper, line)).filter((line) => line !== undefined);
    const looksLikeNginx = inner.filter((line) => guessText([line]) || parseErrorLine(line) || parseJson(line)).length;
    return inner.length >= lines.length / 2 && looksLikeNginx >= inner.length / 2;
  });
  return fitting[0];
}

function bestFormat(lines: readonly string[]): NginxFormat | undefined {
  const objects = lines.map(parseJson).filter((value) => value !== undefined);
  const guesses = [guessText(lines), objects.length > 0 ? guessJson(objects) : undefined];
  const read = (format: NginxFormat) => lines.filter((line) => parseLine({ format }, line)).length;
  return guesses
    .filter((format) => format !== undefined)
    .map((format) => ({ format, lines: read(format) }))
    .filter((candidate) => candidate.lines > 0)
    .sort((a, b) => b.lines - a.lines)[0]?.format;
}

const filled = (values: FieldValues) => Object.values(values).filter((value) => value !== '' && value !== '-').length;

/**
 * What kind of NGINX log the lines are, from the lines alone. A guess that people can see and correct: it never throws,
 * whatever the lines hold.
 */
export function detectFormat(sample: readonly string[]): Detection {
  const lines = sample
    .filter((line) => line.trim() !== '')
    .slice(0, ENOUGH)
    .map((line) => line.slice(0, LONGEST));
  const wrapper = detectWrapper(lines);
  const inner = lines.map((line) => unwrapLine(wrapper, line) ?? line);
  const isError = inner.map((line) => parseErrorLine(line) !== undefined);
  const format = bestFormat(inner.filter((_, index) => !isError[index]));
  const errors = isError.filter(Boolean).length;
  const log: Pick<AccessLog, 'format' | 'wrapper'> | undefined = format && { format, wrapper };
  const read = log
    ? lines.flatMap((line) => {
        const values = parseLine(log, line);
        return values ? [{ line, values }] : [];
      })
    : [];
  const fields = format ? fieldsOf({ format, labels: {} }) : [];
  const found: Detection = {
    confidence: lines.length > errors ? read.length / (lines.length - errors) : 0,
    fields,
    lacking: FIELD_NAMES.filter((field) => !fields.includes(field)),
    lines: { access: read.length, error: errors, other: lines.length - errors - read.length },
  };
  if (format) {
    found.format = format;
  }
  if (wrapper) {
    found.wrapper = wrapper;
  }
  const example = read.reduce<(typeof read)[number] | undefined>(
    (best, one) => (best && filled(best.values) >= filled(one.values) ? best : one),
    undefined
  );
  if (example) {
    found.example = example;
  }
  return found;
}
