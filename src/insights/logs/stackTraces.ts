/** One call of a stack trace. */
export interface Frame {
  /** What was called; empty where the trace names files only. */
  name: string;
  /** Where, with the number of the line. */
  place: string;
}

export type TraceLanguage = 'Java' | '.NET' | 'Node.js' | 'Python' | 'Go' | 'PHP' | 'Ruby';

/** What a stack trace says. */
export interface Trace {
  language?: TraceLanguage;
  /** What was thrown, such as `java.lang.IllegalStateException`. */
  type: string;
  message: string;
  /** The innermost call first. */
  frames: Frame[];
}

type Parser = (lines: readonly string[]) => Trace | undefined;

/** A name with its package, as any of the languages writes it. Names never overlap, so a line is searched once. */
const NAME = /[A-Za-z_$][\w$]*(?:(?:\.|\\{1,2}|::)[A-Za-z_$][\w$]*)*/g;

/** How the names of what can be thrown end, by common consent. */
const THROWN = /(?:Exception|Error|Throwable|Fault|Interrupt|Exit)$/;

/** What may follow such a name: nothing, or a colon and the message. */
const AFTER_NAME = /^(?:\s?(?:\[\w+\]|\(0x[0-9A-Fa-f]+\)))?(?::\s+(.*)|:?\s*)$/;

/** What a line says was thrown, and where in the line. */
function typed(line: string | undefined): (Pick<Trace, 'type' | 'message'> & { at: number }) | undefined {
  for (const match of (line ?? '').matchAll(NAME)) {
    const [type] = match;
    const before = line?.[match.index - 1] ?? ' ';
    const after =
      THROWN.test(type) && /[\s"'([>:]/.test(before) && AFTER_NAME.exec(line?.slice(match.index + type.length) ?? '');
    if (after) {
      return { type, message: (after[1] ?? '').replace(/ ---> .*$/, '').trim(), at: match.index };
    }
  }
  return undefined;
}

const AT = /^\s+at\s+(.+)$/;
const JAVA_FRAME = /^(?:[\w.$@-]+\/)*([\w.$<>]+)\(([^)]*(?:\.\w+(?::\d+)?|Native Method|Unknown Source))\)/;
const DOTNET_FRAME = /^(.+?\([^)]*\))(?: in (.+?):(?:line )?(\d+))?$/;
const NODE_FRAME = /^(?:(.+?) \()?((?:file:|node:|https?:|\/|[A-Za-z]:\\|\.|<anonymous>|native|internal)[^)]*?)\)?$/;

/** A message of several lines stands between what was thrown and the first call. */
const MESSAGE_LINES = 8;

/** Java, .NET and JavaScript: what was thrown, then a line "at ..." for each call. */
const atFrames: Parser = (lines) => {
  const first = lines.findIndex((line) => AT.test(line));
  if (first === -1) {
    return undefined;
  }
  // The calls up to the first line that is none: below are causes, and traces of others.
  const after = lines.slice(first);
  const length = after.findIndex((line) => !AT.test(line));
  const calls = (length === -1 ? after : after.slice(0, length)).map((line) => AT.exec(line)?.[1] ?? '');
  const java = calls.map((call) => JAVA_FRAME.exec(call));
  const node = calls.map((call) => NODE_FRAME.exec(call));
  let language: TraceLanguage = '.NET';
  let frames = calls.map((call): Frame => {
    const [, name = call, file, number] = DOTNET_FRAME.exec(call) ?? [];
    return { name: name.replace(/\(.*$/, ''), place: file ? `${file}:${number}` : '' };
  });
  if (java.some((match) => match !== null)) {
    language = 'Java';
    frames = java.map((match, index) => ({ name: match?.[1] ?? calls[index] ?? '', place: match?.[2] ?? '' }));
  } else if (node.some((match) => match !== null)) {
    language = 'Node.js';
    frames = node.map((match, index) => ({
      name: (match?.[1] ?? '').replace(/^async /, ''),
      place: match?.[2] ?? calls[index] ?? '',
    }));
  }
  for (let index = first - 1; index >= Math.max(0, first - MESSAGE_LINES); index -= 1) {
    // .NET writes the cause below what it caused, both above the calls.
    const found = /^\s*--->/.test(lines[index] ?? '') ? undefined : typed(lines[index]);
    if (found) {
      const more = lines.slice(index + 1, first).filter((line) => !/^\s*(?:--->|--- |$)/.test(line));
      return { language, type: found.type, message: [found.message, ...more].join('\n').trim(), frames };
    }
  }
  return { language, type: '', message: lines[first - 1]?.trim() ?? '', frames };
};

const PYTHON_FRAME = /^\s+File "([^"]+)", line (\d+)(?:, in (.+))?$/;

/** Python: the calls, outermost first, and then what was raised. Of several traces the last: it ended the matter. */
const python: Parser = (lines) => {
  const start = lines.map((line) => line.includes('Traceback (most recent call last)')).lastIndexOf(true);
  if (start === -1) {
    return undefined;
  }
  const below = lines.slice(start + 1);
  const frames = below.flatMap((line): Frame[] => {
    const [, file, number, name = ''] = PYTHON_FRAME.exec(line) ?? [];
    return file === undefined ? [] : [{ name, place: `${file}:${number}` }];
  });
  const raised = below.findIndex((line) => /^[\w.]+(?::|$)/.test(line));
  const [, type = '', message = ''] = /^([\w.]+)(?::\s*(.*))?$/.exec(below[raised] ?? '') ?? [];
  return { language: 'Python', type, message, frames: frames.reverse() };
};

const GO_PANIC = /(?:^|\s)(panic|fatal error): (.*?)(?: \[recovered\])?$|(?:^|\s)http: (panic) serving \S+: (.*)$/;

/** Go: what was said, then a line for each function and one for its place. Its own machinery tells nothing. */
const go: Parser = (lines) => {
  const start = lines.findIndex((line) => GO_PANIC.test(line));
  const goroutine = lines.findIndex((line) => /^goroutine \d+ \[/.test(line));
  if (start === -1 || (goroutine === -1 && !/^(?:panic|fatal error): /.test(lines[start] ?? ''))) {
    return undefined;
  }
  const [, kind, said, served, saidThere] = GO_PANIC.exec(lines[start] ?? '') ?? [];
  const calls = goroutine === -1 ? [] : lines.slice(goroutine + 1);
  const end = calls.findIndex((line) => line.trim() === '' || /^goroutine \d+ \[|^exit status/.test(line));
  const frames: Frame[] = [];
  for (const line of end === -1 ? calls : calls.slice(0, end)) {
    const place = /^\s+(\S+\.go:\d+)/.exec(line)?.[1];
    const last = frames[frames.length - 1];
    if (place && last?.place === '') {
      last.place = place;
    } else if (place) {
      // The function's line did not come along.
      frames.push({ name: '', place });
    } else {
      frames.push({
        name: line
          .trim()
          .replace(/^created by /, '')
          .replace(/\([^()]*\)$/, ''),
        place: '',
      });
    }
  }
  const own = frames.filter(({ name }) => !/^(?:panic$|runtime[./]|net\/http\.)/.test(name));
  return {
    language: 'Go',
    type: kind ?? served ?? 'panic',
    message: said ?? saidThere ?? '',
    frames: own.length > 0 ? own : frames,
  };
};

const PHP_HEAD =
  /(?:PHP )?(Fatal error|Parse error|Warning|Notice|Deprecated|Recoverable fatal error): +(?:Uncaught )?(.*)$/;
const PHP_FRAME = /^#\d+ (?:(.+?)\((\d+)\): |\[internal function\]: )(.+)$/;
const LARAVEL_HEAD = /\(([\w\\]+)\(code: \d+\): (.*?)(?: at (\S+:\d+))?\)?$/;

/** PHP: what was thrown, where, and numbered calls. */
const php: Parser = (lines) => {
  const calls = lines.flatMap((line): Frame[] => {
    const [, file, number, name] = PHP_FRAME.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.replace(/\(.*$/, ''), place: file ? `${file}:${number}` : '' }];
  });
  const head = lines.find((line) => PHP_HEAD.test(line));
  const laravel = lines.map((line) => LARAVEL_HEAD.exec(line)).find((match) => match !== null);
  if (laravel && calls.length > 0) {
    const [, type = '', message = '', place = ''] = laravel;
    return { language: 'PHP', type, message, frames: [...(place ? [{ name: '', place }] : []), ...calls] };
  }
  if (head === undefined) {
    return undefined;
  }
  const [, kind = '', said = ''] = PHP_HEAD.exec(head) ?? [];
  const [, text = said, place] = /^(.*?) in (\S+?(?::| on line )\d+)$/.exec(said) ?? [];
  // "PHP Warning:" is somebody's sentence as well, unless a place in a file follows.
  if (place === undefined && calls.length === 0) {
    return undefined;
  }
  const found = typed(text);
  const thrown = found?.at === 0 ? found : undefined;
  return {
    language: 'PHP',
    type: thrown?.type ?? kind,
    message: thrown?.message ?? text,
    frames: [...(place ? [{ name: '', place: place.replace(' on line ', ':') }] : []), ...calls],
  };
};

const RUBY_FRAME = /^\s*(?:from )?(\S+\.(?:rb|erb|ru|rake)):(\d+)(?::in [`'](.+?)')?/;
const RUBY_HEAD = /(\S+\.rb:\d+):in [`'](.+?)': (.*) \(([A-Z][\w:]*)\)$/;
const RAILS_HEAD = /(?:^|\s)([A-Z]\w*(?:::[A-Z]\w*)*(?:Error|Exception|NotFound|Invalid|Timeout)) \((.*)\):?$/;

/** Ruby: where, what was said and, between brackets, what was raised; or Rails, the other way round. */
const ruby: Parser = (lines) => {
  const start = lines.findIndex((line) => RUBY_HEAD.test(line) || RAILS_HEAD.test(line));
  if (start === -1) {
    return undefined;
  }
  const head = lines[start] ?? '';
  const calls = lines.slice(start + 1).flatMap((line): Frame[] => {
    const [, file, number, name = ''] = RUBY_FRAME.exec(line) ?? [];
    return file === undefined ? [] : [{ name, place: `${file}:${number}` }];
  });
  const plain = RUBY_HEAD.exec(head);
  if (plain) {
    const [, place = '', name = '', message = '', type = ''] = plain;
    return { language: 'Ruby', type, message, frames: [{ name, place }, ...calls] };
  }
  const [, type = '', message = ''] = RAILS_HEAD.exec(head) ?? [];
  return calls.length > 0 ? { language: 'Ruby', type, message, frames: calls } : undefined;
};

/** Those whose marks cannot be mistaken come first. */
const PARSERS: readonly Parser[] = [python, go, php, ruby, atFrames];

/** Somebody logs whole documents, and somebody else hostile ones: what a trace says stands at the beginning of its lines. */
const LONGEST_LINE = 1000;
const MOST_LINES = 1000;

/** The stack trace in a text, or a line that names what was thrown; nothing where there is neither. */
export function traceOf(text: string): Trace | undefined {
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE).replace(/\r$/, ''));
  for (const parse of PARSERS) {
    const found = parse(lines);
    if (found) {
      return found;
    }
  }
  const found = typed(lines[0]);
  return found && found.message !== '' ? { type: found.type, message: found.message, frames: [] } : undefined;
}

const CONTINUES =
  /^(?:[ \t]+\S|Caused by: |Suppressed: |#\d+ |goroutine \d+ \[|Stack trace:|\[stacktrace\]|created by |exit status \d|\s*$|[\w./*()-]+\(.*\)$)/;

/** True for a line that only goes on with what a trace says: it begins none itself. */
export function continuesTrace(line: string): boolean {
  return CONTINUES.test(line.slice(0, LONGEST_LINE));
}

const BEGINS = /^(?:Traceback \(most recent|panic: |fatal error: )/;

/** True for a line that begins with what was thrown, as a runtime prints it: no time, no level. */
export function beginsTrace(line: string): boolean {
  return BEGINS.test(line) || typed(line.slice(0, LONGEST_LINE))?.at === 0;
}
