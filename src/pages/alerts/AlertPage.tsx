import React from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { dateTime, type TimeRange } from '@grafana/data';
import { readAlertLink, type AlertLink } from '../../checks/rules/alertLink';
import { chosenOf, chosenText } from '../../checks/rules/chosenText';
import { subjectUrl } from '../../components/findings/subjectUrl';
import { useInstallation } from '../../components/InstallationContext';
import { pageUrl } from '../../components/paths';
import { alertSubject } from './firing/alertSubject';

const MINUTE_MS = 60_000;
/** What led to it is seen too. */
const BEFORE_MS = 60 * MINUTE_MS;
const AFTER_MS = 10 * MINUTE_MS;
/** Of an alert that has fired for days its newest day is shown: more than that no log is read of at once. */
const LONGEST_MS = 24 * BEFORE_MS;

/** The time that an alert is about: around it where it is over, else from before it began until now. */
function rangeOf({ since, until }: AlertLink): TimeRange {
  const now = dateTime();
  if (since === undefined) {
    return { from: dateTime(now.valueOf() - 3 * BEFORE_MS), to: now, raw: { from: 'now-3h', to: 'now' } };
  }
  const to = until === undefined ? now : dateTime(Math.min(now.valueOf(), until + AFTER_MS));
  const from = dateTime(Math.max(since - BEFORE_MS, to.valueOf() - LONGEST_MS));
  return { from, to, raw: { from, to: until === undefined ? 'now' : to } };
}

/** A path below the root of this Grafana, for the router, which adds that root itself. */
function pathOf(url: string): string {
  const root = pageUrl('overview', {}).replace(/\/a\/.*$/, '');
  return root !== '' && url.startsWith(root) ? url.slice(root.length) : url;
}

/** Where the link in a notification leads on from: the page that shows the point of failure, told by the alert's labels. */
export default function AlertPage() {
  const { conventions } = useInstallation().installation;
  const link = readAlertLink(new URLSearchParams(useLocation().search));
  const range = rangeOf(link);
  const chosen = chosenOf(link.check);
  // Without labels it is about nothing in particular: then its check is what there is to look at.
  const isAbout = Object.keys(link.labels).length > 0;
  const subject = isAbout ? alertSubject(conventions, chosen?.check, link.labels) : undefined;
  const url =
    subject && subject.kind !== 'fleet'
      ? subjectUrl(subject, range)
      : chosen
        ? pageUrl('check', { check: chosenText(chosen) }, range)
        : pageUrl('alerts', {}, range);
  return <Navigate to={pathOf(url)} replace />;
}
