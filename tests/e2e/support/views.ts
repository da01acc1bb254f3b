import { expect, type Page } from '@playwright/test';
import {
  alertsUrl,
  containerIsThere,
  containersUrl,
  containerUrl,
  derivedUrl,
  logsAreThere,
  logsPageUrl,
  nginxIsThere,
  nginxUrl,
  overviewIsThere,
  overviewUrl,
  SETUP_URL,
  tableIsThere,
} from './pages';
import { applicationIsThere, applicationsAreThere, servicesUrl } from './services';

/** A page in one of its states: where it is, and when it is complete. */
interface View {
  url: string;
  isThere: (page: Page) => Promise<void>;
}

/** What is looked at in every theme: the pages with data, and what they show instead. */
export const VIEWS: Record<string, View> = {
  overview: { url: overviewUrl(), isThere: overviewIsThere },
  containers: { url: containersUrl(), isThere: tableIsThere },
  groups: {
    url: containersUrl({ group: 'service' }),
    isThere: (page) => expect(page.getByTestId('quayside-groups')).toBeVisible(),
  },
  'no container': {
    url: containersUrl({ q: 'no such container' }),
    isThere: (page) => expect(page.getByText('No container matches')).toBeVisible(),
  },
  container: { url: containerUrl('web-1', 'session-cache'), isThere: containerIsThere },
  'a container that is gone': { url: containerUrl('app-1', 'invoice'), isThere: containerIsThere },
  nginx: { url: nginxUrl(), isThere: nginxIsThere },
  // A few dozen lines: hundreds tell no more of looks and barriers, and take long to look through.
  logs: { url: logsPageUrl({ container: 'web-1/shop-api', words: '"slow query"' }), isThere: logsAreThere },
  exceptions: {
    url: logsPageUrl({ container: 'web-1/shop-api', view: 'exceptions' }),
    isThere: (page) => expect(page.getByRole('article').first()).toBeVisible(),
  },
  'nothing recorded': {
    url: derivedUrl(),
    isThere: (page) => expect(page.getByText('Nothing is recorded yet')).toBeVisible(),
  },
  'sets to record': {
    url: derivedUrl({ tab: 'library' }),
    isThere: (page) => expect(page.getByTestId('quayside-set').first()).toBeVisible(),
  },
  'a metric in the making': {
    url: derivedUrl({ tab: 'builder', container: 'web-1/shop-api' }),
    isThere: (page) => expect(page.getByTestId('quayside-preview')).toBeVisible(),
  },
  services: { url: servicesUrl(), isThere: applicationsAreThere },
  application: { url: servicesUrl({ job: 'shop-api' }), isThere: applicationIsThere },
  checks: {
    url: alertsUrl('', { view: 'checks' }),
    isThere: (page) => expect(page.getByRole('region', { name: 'Containers' })).toBeVisible(),
  },
  'nothing fires': {
    url: alertsUrl(''),
    isThere: (page) => expect(page.getByRole('region', { name: 'Silences' })).toBeVisible(),
  },
  'where alerts go': {
    url: alertsUrl('', { view: 'routes' }),
    isThere: (page) =>
      expect(page.getByRole('region', { name: 'Contact points' }).getByRole('listitem').first()).toBeVisible(),
  },
  'a check': {
    url: alertsUrl('check', { check: 'memory-near-limit', span: 'picked' }),
    isThere: (page) => expect(page.getByTestId('quayside-firings')).toBeVisible(),
  },
  'checks to install': {
    url: alertsUrl('install', { pick: 'memory-near-limit,oom-kill,exceptions-jump' }),
    isThere: (page) => expect(page.getByTestId('quayside-changes')).toBeVisible(),
  },
  setup: { url: SETUP_URL, isThere: (page) => expect(page.getByRole('button', { name: 'Save' })).toBeVisible() },
};

export const THEMES = ['light', 'dark'] as const;
