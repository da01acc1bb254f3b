import { css } from '@emotion/css';
import { AppEvents, type GrafanaTheme2 } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Alert, useStyles2, type AlertVariant } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { HEADER_HEIGHT } from './headerHeight';

interface Notice {
  id: number;
  severity: AlertVariant;
  text: string[];
}

const KINDS: Array<[{ name: string }, AlertVariant]> = [
  [AppEvents.alertSuccess, 'success'],
  [AppEvents.alertInfo, 'info'],
  [AppEvents.alertWarning, 'warning'],
  [AppEvents.alertError, 'error'],
];
const SHOWN_MS = 5000;
let nextId = 0;

/** What the page tells the user through Grafana's app events, at the top right. */
export function Notices() {
  const styles = useStyles2(getStyles);
  const [notices, setNotices] = useState<Notice[]>([]);
  useEffect(() => {
    const subscriptions = KINDS.map(([{ name }, severity]) =>
      getAppEvents()
        .getStream<{ type: string; payload: unknown }>({ type: name } as never)
        .subscribe(({ payload }) => {
          const notice = { id: nextId++, severity, text: [payload].flat().map(String) };
          setNotices((shown) => [...shown, notice]);
          setTimeout(() => setNotices((shown) => shown.filter(({ id }) => id !== notice.id)), SHOWN_MS);
        })
    );
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }, []);
  return (
    <div className={styles} aria-live="polite">
      {notices.map(({ id, severity, text: [title, ...rest] }) => (
        <Alert key={id} severity={severity} title={title ?? ''} elevated>
          {rest.join(' ')}
        </Alert>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) =>
  css({ position: 'fixed', top: HEADER_HEIGHT + 8, right: 16, width: 400, zIndex: theme.zIndex.portal });
