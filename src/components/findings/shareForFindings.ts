/** Of the log budget, what is read for findings whenever somebody looks: that is often, and by everybody. */
export const shareForFindings = 0.2;
