import React, { useState, type ReactNode } from 'react';
import { css } from '@emotion/css';
import { useLocation } from 'react-router-dom';
import { locationUtil, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { sceneGraph, UrlSyncContextProvider } from '@grafana/scenes';
import { Stack, useStyles2 } from '@grafana/ui';
import { ChoosePlace } from './EachPlace';
import { useInstallation } from './InstallationContext';
import { LocationChooser } from './LocationChooser';
import { PageScene } from './PageScene';
import { pageUrl, type PageName } from './paths';
import { RefreshCount } from './useLoaded';

interface Props {
  title: string;
  /** The question that the page answers. */
  subTitle: ReactNode;
  /** The page above this one; the way back to it keeps the time. */
  parent?: { text: string; page: PageName };
  defaultFrom?: string;
  /** True for a page that can show all locations at once. */
  everywhere?: boolean;
  children: (page: { scene: PageScene; range: TimeRange }) => ReactNode;
}

/** The frame that all pages share: title, time, refresh, and their place in the URL. */
export function PageFrame({ title, subTitle, parent, defaultFrom = 'now-1h', everywhere = false, children }: Props) {
  const [scene] = useState(() => new PageScene(defaultFrom));
  return (
    <UrlSyncContextProvider scene={scene} updateUrlOnInit={false} createBrowserHistorySteps>
      <Frame scene={scene} title={title} subTitle={subTitle} parent={parent} everywhere={everywhere}>
        {children}
      </Frame>
    </UrlSyncContextProvider>
  );
}

function Frame({
  scene,
  title,
  subTitle,
  parent,
  everywhere,
  children,
}: Omit<Props, 'defaultFrom'> & { scene: PageScene }) {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const { everywhere: places } = useInstallation();
  const { timePicker, refreshPicker } = scene.useState();
  const { value: range } = sceneGraph.getTimeRange(scene).useState();
  // Each refresh makes the range anew, also one whose ends are fixed.
  const [seen, setSeen] = useState({ range, count: 0 });
  if (seen.range !== range) {
    setSeen({ range, count: seen.count + 1 });
  }
  return (
    <PluginPage
      // The address tells Grafana that this is the page in its menu, or it would name it twice.
      pageNav={{
        text: title,
        url: locationUtil.assureBaseUrl(pathname),
        ...(parent ? { parentItem: { text: parent.text, url: pageUrl(parent.page, {}, range) } } : {}),
      }}
      subTitle={subTitle}
      actions={
        <Stack direction="row" gap={1} wrap="wrap">
          <LocationChooser />
          <timePicker.Component model={timePicker} />
          <refreshPicker.Component model={refreshPicker} />
        </Stack>
      }
    >
      <RefreshCount.Provider value={seen.count}>
        <div className={styles.page}>
          {places && !everywhere ? <ChoosePlace places={places} /> : children({ scene, range })}
        </div>
      </RefreshCount.Provider>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
});
