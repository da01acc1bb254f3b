import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, ClipboardButton, Icon, Input, LinkButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import { useInstallation } from '../InstallationContext';
import { NothingHere } from '../NothingHere';
import { ProblemNotice } from '../ProblemNotice';
import { LineDetails } from './LineDetails';
import { LineList } from './LineList';
import { countText } from './sizeText';
import { useLogPages } from './useLogPages';
import type { SharedCursor } from './useHoveredTime';

interface Props {
  source: DataSourceChoice;
  /** The query for the lines that hold a text, or for all with an empty one. */
  query: (search: string) => string;
  range: TimeRange;
  /** Whose cursor the list shares: pointing at a line marks its time in the panels, and the other way round. */
  scene: SharedCursor;
  search: string;
  onSearch: (search: string) => void;
  /** What to do where there are no lines. */
  whenEmpty: string;
}

const PAGE = 200;

/** Log lines, newest first, read a page at a time, with a search of their own. */
export function LogLines({ source, query, range, scene, search, onSearch, whenEmpty }: Props) {
  const styles = useStyles2(getStyles);
  const { conventions } = useInstallation().installation;
  const [typed, setTyped] = useState({ search, text: search });
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const expr = query(search);
  // A search that came by the URL replaces what was typed.
  const text = typed.search === search ? typed.text : search;
  const pages = useLogPages(source, expr, { from, to }, 'newest', PAGE);
  const { lines, loading, reading, done, problem, more } = pages;
  return (
    <section aria-label="Log lines" className={styles.section}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text);
        }}
      >
        <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
          <Input
            aria-label="Only lines that contain"
            placeholder="Only lines that contain…"
            prefix={<Icon name="search" />}
            width={30}
            value={text}
            onChange={(event) => setTyped({ search, text: event.currentTarget.value })}
            onBlur={() => onSearch(text)}
          />
          <span className={styles.count} role="status">
            {loading
              ? 'Reading…'
              : problem && lines.length === 0
                ? 'Not read'
                : done
                  ? `${countText(lines.length)} lines, all in this range`
                  : `the newest ${countText(lines.length)} lines`}
          </span>
          <LinkButton
            size="sm"
            variant="secondary"
            fill="text"
            icon="compass"
            href={exploreUrl(source, expr, { from, to })}
          >
            Explore
          </LinkButton>
          <ClipboardButton size="sm" variant="secondary" fill="text" icon="copy" getText={() => expr}>
            Copy query
          </ClipboardButton>
        </Stack>
      </form>
      {problem && <ProblemNotice problem={problem} />}
      {lines.length === 0 && loading && <LoadingPlaceholder text="Reading the log…" />}
      {lines.length === 0 && !loading && !problem && (
        <NothingHere title={search ? 'No line contains that' : 'No log lines'}>
          {search ? 'Try another word, or a longer range.' : whenEmpty}
        </NothingHere>
      )}
      <LineList
        label="Log lines, newest first"
        lines={lines}
        scene={scene}
        span={to - from}
        details={(line) => <LineDetails line={line} source={source} conventions={conventions} scene={scene} />}
      />
      {lines.length > 0 && !done && (
        <Button variant="secondary" size="sm" onClick={more} disabled={loading || reading}>
          {reading ? 'Reading…' : 'Read older lines'}
        </Button>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
