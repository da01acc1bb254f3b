/** The label by which an alert, and a rule, is known as one of Quayside's: it holds the id of the check. */
export const CHECK_LABEL = 'quayside_check';

/** The label with the check's family, by which routes and inhibitions choose. */
export const KIND_LABEL = 'quayside_kind';

/** The label by which alerts of one host are put together, whatever each system calls that host. */
export const HOST_LABEL = 'host';

/** The annotation with the address of the page that shows the point of failure. */
export const LINK_ANNOTATION = 'quayside_link';

/** The annotation by which rules that ask the same are known: see `fingerprintOf`. */
export const FINGERPRINT_ANNOTATION = 'quayside_fingerprint';

/** The annotation that holds the check as it was chosen: see `chosenText`. Rules of checks as the catalog has them have none. */
export const CHOICE_ANNOTATION = 'quayside_choice';

/** What our rule groups, namespaces of rulers and folders are called: nothing else is ever written or removed. */
export const OUR_NAME = 'quayside';

/** The uid of our folder in Grafana, and its title. */
export const OUR_FOLDER = { uid: 'quayside-alerts', title: 'Quayside' } as const;

/** The longest uid that Grafana takes. */
export const LONGEST_UID = 40;

/** True for rules that Quayside made. */
export function isOurs(rule: { labels?: Readonly<Record<string, string>> | undefined }): boolean {
  return (rule.labels?.[CHECK_LABEL] ?? '') !== '';
}
