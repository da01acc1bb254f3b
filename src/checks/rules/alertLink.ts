import type { Labels } from '../../signals/identity';

/** The page that shows the point of failure of an alert, whatever it is about: it reads the alert's own labels. */
export const ALERT_PATH = '/a/quayside-monitoring-app/alert';

/** Labels of an alert travel in its link with this before their names. */
export const LABEL_PARAMETER = 'label.';

/** What the link of an alert says. */
export interface AlertLink {
  /** Its check as it was chosen: see `chosenText`. Empty where the link names none. */
  check: string;
  /** Labels as they were where the rule was evaluated: nobody has brought hosts together yet. */
  labels: Labels;
  /** Unix milliseconds of its beginning, and of its end where it is over. */
  since?: number;
  until?: number;
}

function time(text: string | null): number | undefined {
  const value = text === null || text === '' ? NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Reads what `linkOf` writes, and templates of notifications complete. Empty labels say nothing. */
export function readAlertLink(parameters: URLSearchParams): AlertLink {
  const labels = [...parameters].flatMap(([name, value]) =>
    name.startsWith(LABEL_PARAMETER) && value !== '' ? [[name.slice(LABEL_PARAMETER.length), value] as const] : []
  );
  const since = time(parameters.get('since'));
  const until = time(parameters.get('until'));
  return {
    check: parameters.get('check') ?? '',
    labels: Object.fromEntries(labels),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}
