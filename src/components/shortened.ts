/** Clients may send values of any length, which would push all else from the page. */
const MOST = 300;

/** Characters that nobody sees, or that turn others round: a value must not look like another. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value as it can be shown: hidden characters are written out, and of a long one there is the beginning and the length. */
export function shortened(value: string): string {
  const shown = value
    .slice(0, MOST)
    .replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return value.length <= MOST ? shown : `${shown}… (${value.length.toLocaleString('en')} characters)`;
}
