import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, Icon, Input, LinkButton, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { LineBrowser } from '../../components/logs/LineBrowser';
import { LineDetails, type ShownField } from '../../components/logs/LineDetails';
import type { LineCount } from '../../components/logs/shownOf';
import { NothingHere } from '../../components/NothingHere';
import type { PageScene } from '../../components/PageScene';
import { requestLogsUrl } from '../../components/nginxUrls';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogLine } from '../../grafana/loki';
import { causeTitle } from '../../signals/nginx/errorLog';
import { dimensionTitle, type Filter } from '../../signals/nginx/filters';
import type { NginxLog } from '../../signals/nginx/format';
import { logTitle } from '../../signals/nginx/logs';
import { nginxOf, type NginxContext } from '../../signals/nginx/nginxSignal';
import { lineParts, lineReader, nginxLevel } from '../../signals/nginx/readLine';
import { errorLogLines, requestLines } from '../../signals/nginx/requestLines';
import { ErrorText } from './ErrorText';
import { RequestText } from './RequestText';

/** The part of the page's URL that is about its lines. */
export interface LinesState {
  /** Text that lines contain. */
  line: string;
  /** `errors`: the error log; else the access log. */
  of: string;
  /** Of the error log: the one cause whose lines are shown, by its id; empty for all. */
  cause: string;
  order: string;
  live: string;
}

interface Props {
  source: DataSourceChoice;
  context: NginxContext;
  /** The logs that are read, each with its place among those that are known. */
  logs: ReadonlyArray<{ log: NginxLog; place: number }>;
  range: TimeRange;
  scene: PageScene;
  state: LinesState;
  onState: (patch: Partial<LinesState>) => void;
  /** Requests that match, as the page has counted them. */
  held: LineCount | undefined;
  onFilter: (filter: Filter) => void;
}

const KINDS = [
  { value: '', label: 'Access log' },
  { value: 'errors', label: 'Error log' },
];

/** The lines behind all numbers of the page: taken apart, each value a click away from being filtered by, and live. */
export function Lines({ source, context, logs, range, scene, state, onState, held, onFilter }: Props) {
  const styles = useStyles2(getStyles);
  const nginx = nginxOf(context.conventions);
  const readLine = useMemo(() => lineReader<LogLine>(nginx), [nginx]);
  const filters = context.filters ?? [];
  const ofErrors = state.of === 'errors';
  const errors = errorLogLines(context, state.line, state.cause);
  const cause = ofErrors ? causeTitle(state.cause) : undefined;
  const expr = ofErrors ? errors.queries : requestLines(context, state.line);
  const fieldsOf = (line: LogLine): ShownField[] | undefined => {
    const parts = lineParts(nginx, readLine(line));
    return parts.length === 0
      ? undefined
      : parts.map(({ name, value, filter }) => ({
          name,
          value: value === '' ? '(none)' : value,
          choose: filter && ((keep) => onFilter({ ...filter, op: keep ? 'is' : 'not' })),
        }));
  };
  const searched = filters.length > 0 || state.line !== '' || cause !== undefined;
  return (
    <div className={styles.lines}>
      <h3 className={styles.title}>Lines</h3>
      {ofErrors && errors.unanswered.length > 0 && (
        <p className={styles.note}>
          <Icon name="info-circle" size="sm" /> The error log does not say{' '}
          {[...new Set(errors.unanswered.map(({ dimension }) => dimensionTitle(dimension).toLowerCase()))].join(', ')}:
          its lines are not filtered by that.
        </p>
      )}
      {cause !== undefined && (
        <p className={styles.note}>
          Only those of the cause “{cause}”.{' '}
          <Button size="sm" variant="secondary" fill="text" onClick={() => onState({ cause: '' })}>
            All causes
          </Button>
        </p>
      )}
      <LineBrowser
        id="quayside-nginx-lines"
        source={source}
        expr={expr}
        range={range}
        scene={scene}
        order={state.order === 'oldest' ? 'oldest' : 'newest'}
        live={state.live === '1'}
        onOrder={(order) => onState({ order: order === 'oldest' ? order : '' })}
        onLive={(live) => onState({ live: live ? '1' : '' })}
        // What is searched for besides the filters, and the error log, nobody has counted.
        held={ofErrors || state.line !== '' ? undefined : held}
        contentOf={(line) => {
          const read = readLine(line);
          switch (read.kind) {
            case 'request':
              return <RequestText values={read.values} filters={filters} onFilter={onFilter} />;
            case 'error':
              return <ErrorText error={read.error} />;
            case 'other':
              return undefined;
          }
        }}
        levelIn={(line) => nginxLevel(readLine(line))}
        details={(line) => (
          <LineDetails
            line={line}
            source={source}
            conventions={context.conventions}
            scene={scene}
            fields={fieldsOf(line)}
          />
        )}
        controls={
          <>
            <RadioButtonGroup
              size="sm"
              aria-label="Which log"
              options={KINDS}
              value={ofErrors ? 'errors' : ''}
              onChange={(of) => onState({ of, cause: '' })}
            />
            <Search text={state.line} onSearch={(line) => onState({ line })} />
          </>
        }
        links={
          ofErrors
            ? undefined
            : logs.map(({ log, place }) => (
                <LinkButton
                  key={place}
                  size="sm"
                  variant="secondary"
                  fill="text"
                  icon="gf-logs"
                  href={requestLogsUrl(log, place, filters, state.line, range)}
                >
                  {logs.length > 1 ? `Logs: ${logTitle(log)}` : 'Logs page'}
                </LinkButton>
              ))
        }
        whenEmpty={
          <NothingHere title={searched ? 'No line is like that' : 'No lines'}>
            {searched
              ? 'No line in this range has what the filters and the search ask for. Remove one, or choose a longer range.'
              : ofErrors
                ? 'The error log has no line in this range. Where it never has any, look whether it is shipped to Loki.'
                : 'The access log has no line in this range. Choose a longer one, or look whether the shipper runs.'}
          </NothingHere>
        }
      />
    </div>
  );
}

/** A text that is looked for once it is complete: at Enter, or when it is left. */
function Search({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const styles = useStyles2(getStyles);
  const [typed, setTyped] = useState({ from: text, text });
  // What came by the URL replaces what was typed.
  const value = typed.from === text ? typed.text : text;
  return (
    <form
      className={styles.search}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(value);
      }}
    >
      <Input
        aria-label="Only lines that contain"
        placeholder="Only lines that contain…"
        prefix={<Icon name="search" />}
        value={value}
        onChange={(event) => setTyped({ from: text, text: event.currentTarget.value })}
        onBlur={() => value !== text && onSearch(value)}
      />
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  search: css({ width: 240, maxWidth: '100%' }),
});
