import { LABEL_NAME } from '../promql';
import { parseSelector, selectorText } from '../selectorText';
import type { Field } from './fields';
import { COMBINED, type Appended, type NginxFormat, type NginxLog } from './format';
import { jsonSteps } from './jsonPath';
import { formatFromLogFormat, logFormatFor } from './logFormat';

/** A field and where it stands: a path into JSON, or a label's name. */
export interface FieldPlace {
  field: Field;
  place: string;
}

/** How an NGINX log is found and read, as somebody types it: any part may be wrong for a while. */
export interface LogDraft {
  name: string;
  /** The streams of the access log, as a selector. */
  streams: string;
  /** Those of the error log; empty: nobody says, so it is looked for beside the access log. */
  errorStreams: string;
  /** The label of the host, where it is not that of containers. */
  host: string;
  wrapper: 'none' | 'json' | 'cri';
  wrapperPath: string;
  kind: NginxFormat['kind'];
  /** What a `combined` log writes behind its usual values. */
  appended: Appended[];
  /** Where fields stand in JSON. */
  json: FieldPlace[];
  /** A `log_format` of nginx.conf, or a pattern. */
  text: string;
  /** Fields that labels hold. */
  labels: FieldPlace[];
}

const places = (record: Partial<Record<Field, string>>): FieldPlace[] =>
  Object.entries(record).map(([field, place]) => ({ field: field as Field, place }));

/** The format as text for nginx.conf: what a reader who changes it by hand begins with. */
function textOf(format: NginxFormat): string {
  return format.kind === 'pattern' ? format.pattern : (logFormatFor(format, []).split('\naccess_log')[0] ?? '');
}

/** The draft of a log that is known. */
export function draftOf({ name = '', access, error }: NginxLog): LogDraft {
  const { format, wrapper } = access;
  return {
    name,
    streams: selectorText(access.matchers),
    errorStreams: error ? selectorText(error.matchers) : '',
    host: access.host ?? '',
    wrapper: wrapper?.kind ?? 'none',
    wrapperPath: wrapper?.kind === 'json' ? wrapper.path : 'log',
    kind: format.kind,
    appended: format.kind === 'combined' ? format.appended : [],
    json: format.kind === 'json' ? places(format.fields) : [],
    text: textOf(format),
    labels: places(access.labels),
  };
}

/** What a log that nobody knows anything of begins with. */
export const NEW_DRAFT: LogDraft = draftOf({
  access: { matchers: [{ label: 'job', op: '=', value: 'nginx' }], format: COMBINED, labels: {} },
});

/** The draft with another format, the rest as it is. */
export function withFormat(draft: LogDraft, format: NginxFormat, wrapper?: NginxLog['access']['wrapper']): LogDraft {
  const { kind, appended, json, text } = draftOf({ access: { matchers: [], format, labels: {} } });
  return {
    ...draft,
    kind,
    appended,
    json,
    text,
    ...(wrapper ? { wrapper: wrapper.kind, ...(wrapper.kind === 'json' ? { wrapperPath: wrapper.path } : {}) } : {}),
  };
}

/** What is wrong with which part of a draft, in words. */
export type DraftProblems = Partial<
  Record<'streams' | 'errorStreams' | 'host' | 'wrapper' | 'format' | 'labels', string>
>;

/** A log, or what keeps the draft from being one. */
export type DraftedLog = { log: NginxLog; problems?: undefined } | { log?: undefined; problems: DraftProblems };

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

function asRecord(
  list: readonly FieldPlace[],
  isWrong: (place: string) => boolean,
  whatIsWrong: string
): Partial<Record<Field, string>> {
  const wrong = list.find(({ place }) => isWrong(place));
  if (wrong) {
    throw new Error(`“${wrong.place}” ${whatIsWrong}`);
  }
  return Object.fromEntries(list.map(({ field, place }) => [field, place]));
}

function formatOf({ kind, appended, json, text }: LogDraft): NginxFormat {
  switch (kind) {
    case 'combined':
      return { kind, appended };
    case 'json': {
      const what = 'is no path into JSON: write it like status, request.uri or ["user-agent"]';
      const fields = asRecord(json, (place) => jsonSteps(place) === undefined, what);
      if (Object.keys(fields).length === 0) {
        throw new Error('Name at least one field, such as the status');
      }
      return { kind, fields };
    }
    case 'pattern':
      return formatFromLogFormat(text);
  }
}

/** The log that a draft describes. Never throws: what is wrong is in `problems`. */
export function logOfDraft(draft: LogDraft): DraftedLog {
  const problems: DraftProblems = {};
  const attempt = <T>(part: keyof DraftProblems, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems[part] = words(error);
      return undefined;
    }
  };
  const matchers = attempt('streams', () => parseSelector(draft.streams));
  const errorMatchers =
    draft.errorStreams.trim() === '' ? undefined : attempt('errorStreams', () => parseSelector(draft.errorStreams));
  const format = attempt('format', () => formatOf(draft));
  const labels = attempt('labels', () =>
    asRecord(draft.labels, (place) => !LABEL_NAME.test(place), 'is no label name: letters, digits and _ only')
  );
  if (draft.host !== '' && !LABEL_NAME.test(draft.host)) {
    problems.host = `“${draft.host}” is no label name: letters, digits and _ only`;
  }
  if (draft.wrapper === 'json' && jsonSteps(draft.wrapperPath) === undefined) {
    problems.wrapper = `“${draft.wrapperPath}” is no path into JSON: write it like log or message`;
  }
  if (!matchers || !format || !labels || Object.keys(problems).length > 0) {
    return { problems };
  }
  const shared = {
    ...(draft.host === '' ? {} : { host: draft.host }),
    ...(draft.wrapper === 'none'
      ? {}
      : {
          wrapper: draft.wrapper === 'cri' ? { kind: draft.wrapper } : { kind: draft.wrapper, path: draft.wrapperPath },
        }),
  };
  return {
    log: {
      ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
      access: { matchers, ...shared, format, labels },
      ...(errorMatchers ? { error: { matchers: errorMatchers, ...shared } } : {}),
    },
  };
}
