import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Alert, Button, Stack, TextLink, useStyles2 } from '@grafana/ui';
import { AtPlace, locationTitle, useInstallation, type Place } from './InstallationContext';
import { atLocation, LOCATION_PARAM, pageUrl, type PageName } from './paths';

/** The id of the element in which a page shows a location. */
const placeId = (location: string) => `quayside-place-${encodeURIComponent(location)}`;

/** Goes to where the page shows a location, for eyes and for the keyboard. */
export function goToPlace(location: string): void {
  const section = document.getElementById(placeId(location));
  section?.scrollIntoView();
  section?.focus({ preventScroll: true });
}

/**
 * What a page shows of one location, once for each where all are asked for: with its own data sources and conventions, so
 * that one that does not answer hides no other.
 */
export function EachPlace({ page, children }: { page: PageName; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const { everywhere } = useInstallation();
  if (!everywhere) {
    return <>{children}</>;
  }
  return (
    <>
      {everywhere.map((place) => (
        <section
          key={place.location}
          id={placeId(place.location)}
          tabIndex={-1}
          aria-label={locationTitle(place.location)}
          className={styles.place}
        >
          <h2 className={styles.title}>
            <TextLink href={atLocation(pageUrl(page, {}), place.location)} inline={false}>
              {locationTitle(place.location)}
            </TextLink>
          </h2>
          <AtPlace place={place}>{children}</AtPlace>
        </section>
      ))}
    </>
  );
}

/** Said by pages that can show one location only, where all are asked for. */
export function ChoosePlace({ places }: { places: readonly Place[] }) {
  return (
    <Alert severity="info" title="This page shows one location at a time">
      <p>
        Its lists and percentiles cannot be put together from several servers. Choose one; Overview and Containers show
        all of them.
      </p>
      <Stack direction="row" gap={1} wrap="wrap">
        {places.map(({ location }) => (
          <Button
            key={location}
            size="sm"
            variant="secondary"
            onClick={() => locationService.partial({ [LOCATION_PARAM]: location === '' ? null : location })}
          >
            {locationTitle(location)}
          </Button>
        ))}
      </Stack>
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0, outline: 'none' }),
  title: css({ ...theme.typography.h3, margin: theme.spacing(1, 0, 0) }),
});
