/** The value of a recorded label whose own values are not recorded one by one. */
export const OTHER = 'other';
