/** Clients may send values of any length, which would push all else from the page. */
const MOST = 300;

/** The beginning of a value, and how long it is where that is not all of it. */
export function shortened(value: string): string {
  return value.length <= MOST ? value : `${value.slice(0, MOST)}… (${value.length.toLocaleString('en')} characters)`;
}
