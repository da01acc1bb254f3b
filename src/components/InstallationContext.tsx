import React, { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { LoadingPlaceholder } from '@grafana/ui';
import { findInstallation, type Installation } from '../discovery/installation';
import { Problem } from '../grafana/Problem';
import { parseSettings, settingsAt, type AppSettings, type SettingsAt } from '../grafana/settings';
import type { Conventions } from '../signals/conventions';
import { atLocation, EVERYWHERE, locationIn } from './paths';
import { ProblemNotice } from './ProblemNotice';

interface Known {
  installation: Installation;
  settings: SettingsAt;
  /** Every location, the main one first, where all of them are asked for; what stands above is then the main one. */
  everywhere?: readonly Place[];
}

/** One of several locations that are shown together. */
export interface Place {
  /** As addresses name it; empty: the main location. */
  location: string;
  installation: Installation;
  settings: SettingsAt;
}

const Context = createContext<(Known & { place?: Place }) | undefined>(undefined);

/** The data sources and conventions that every page works on. */
export function useInstallation(): Known {
  const known = useContext(Context);
  if (!known) {
    throw new Error('useInstallation is for components below InstallationProvider');
  }
  return known;
}

/** What people call a location. */
export const locationTitle = (location: string) => (location === '' ? 'Main location' : location);

/** Makes a link that keeps the address's location one to the location that is shown here, where several are. */
export function useAtPlace(): (url: string) => string {
  const place = useContext(Context)?.place;
  const location = place?.location;
  return useCallback((url) => (location === undefined ? url : atLocation(url, location)), [location]);
}

/** Has what is below work on one of several locations. */
export function AtPlace({ place, children }: { place: Place; children: ReactNode }) {
  return (
    <Context.Provider value={{ installation: place.installation, settings: place.settings, place }}>
      {children}
    </Context.Provider>
  );
}

/** Has what is below work on other conventions: such as have been found out more closely. */
export function WithConventions({ conventions, children }: { conventions: Conventions; children: ReactNode }) {
  const known = useContext(Context);
  const value = useMemo(
    () => known && { ...known, installation: { ...known.installation, conventions } },
    [known, conventions]
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

interface Props {
  jsonData: unknown;
  children: ReactNode;
}

/** Finds out, once for all pages, what they work on at the location of the URL. Settings that cannot be used are said instead of the pages. */
export function InstallationProvider(props: Props) {
  const location = locationIn(useLocation().search);
  return <AtLocation key={location} location={location} {...props} />;
}

async function find(settings: AppSettings, location: string, signal: AbortSignal): Promise<Known> {
  const at = async (name: string): Promise<Place> => {
    const own = settingsAt(settings, name);
    return { location: name, settings: own, installation: await findInstallation(own, signal) };
  };
  const others = settings.locations ?? [];
  if (location !== EVERYWHERE || others.length === 0) {
    const { installation, settings: own } = await at(location);
    return { installation, settings: own };
  }
  const [main, ...rest] = await Promise.all([at(''), ...others.map(({ name }) => at(name))]);
  return { installation: main.installation, settings: main.settings, everywhere: [main, ...rest] };
}

function AtLocation({ jsonData, location, children }: Props & { location: string }) {
  const [known, setKnown] = useState<Known | Problem>();
  useEffect(() => {
    const controller = new AbortController();
    const look = async () => {
      try {
        const found = await find(parseSettings(jsonData), location, controller.signal);
        if (!controller.signal.aborted) {
          setKnown(found);
        }
      } catch (error) {
        if (error instanceof Problem) {
          setKnown(error);
        } else if (!controller.signal.aborted) {
          throw error;
        }
      }
    };
    void look();
    return () => controller.abort();
  }, [jsonData, location]);

  if (known instanceof Problem) {
    return <ProblemNotice problem={known} />;
  }
  return known ? (
    <Context.Provider value={known}>{children}</Context.Provider>
  ) : (
    <LoadingPlaceholder text="Looking at your data sources…" />
  );
}
