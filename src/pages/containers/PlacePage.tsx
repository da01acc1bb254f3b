import React from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { dateTime, locationUtil, rangeUtil, type TimeRange } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { containerUrl, pageUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { readPlaceLink } from '../../grafana/placeLink';
import { containerOfText } from '../../signals/containerText';
import { findPlace, type Found } from './findPlace';

/** The time that the link is about: a stamp, or a moment as Grafana writes it. */
function rangeOf(parameters: URLSearchParams): TimeRange {
  const end = (text: string | null, usual: string) =>
    text === null ? usual : /^\d+$/.test(text) ? dateTime(Number(text)) : /^now/.test(text) ? text : dateTime(text);
  const raw = { from: end(parameters.get('from'), 'now-1h'), to: end(parameters.get('to'), 'now') };
  return { ...rangeUtil.convertRawToRange(raw), raw };
}

function urlOf(found: Found, range: TimeRange): string {
  return !found
    ? pageUrl('containers', {}, range)
    : 'container' in found
      ? containerUrl(found.container, range)
      : pageUrl('containers', { q: found.search }, range);
}

/**
 * Where links of data sources and dashboards lead on from: to the container that the labels of a series or of a line mean, or
 * that `container` names as the house writes it (`web-1/edge`).
 */
export default function PlacePage() {
  const { conventions, prometheus } = useInstallation().installation;
  const { search } = useLocation();
  const parameters = new URLSearchParams(search);
  const named = containerOfText(parameters.get('container') ?? '');
  const link = readPlaceLink(parameters);
  const range = rangeOf(parameters);
  const { data, problem } = useLoaded(JSON.stringify(named ?? link ?? {}), async (signal) => ({
    found: named
      ? { container: named }
      : link && (await findPlace(conventions, link, prometheus, range.to.valueOf(), signal)),
  }));
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  return data ? (
    // The router adds Grafana's own root by itself.
    <Navigate to={locationUtil.stripBaseFromUrl(urlOf(data.found, range))} replace />
  ) : (
    <LoadingPlaceholder text="Finding the container…" />
  );
}
