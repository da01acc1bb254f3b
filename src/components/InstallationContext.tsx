import React, { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { LoadingPlaceholder } from '@grafana/ui';
import { findInstallation, type Installation } from '../discovery/installation';
import { Problem } from '../grafana/Problem';
import { parseSettings, settingsAt, type AppSettings } from '../grafana/settings';
import { locationIn } from './paths';
import { ProblemNotice } from './ProblemNotice';

interface Known {
  installation: Installation;
  settings: AppSettings;
}

const Context = createContext<Known | undefined>(undefined);

/** The data sources and conventions that every page works on. */
export function useInstallation(): Known {
  const known = useContext(Context);
  if (!known) {
    throw new Error('useInstallation is for components below InstallationProvider');
  }
  return known;
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

function AtLocation({ jsonData, location, children }: Props & { location: string }) {
  const [known, setKnown] = useState<Known | Problem>();
  useEffect(() => {
    const controller = new AbortController();
    const find = async () => {
      try {
        const settings = settingsAt(parseSettings(jsonData), location);
        const installation = await findInstallation(settings, controller.signal);
        if (!controller.signal.aborted) {
          setKnown({ installation, settings });
        }
      } catch (error) {
        if (error instanceof Problem) {
          setKnown(error);
        } else if (!controller.signal.aborted) {
          throw error;
        }
      }
    };
    void find();
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
