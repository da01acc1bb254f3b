/** The banner and the top bar, in pixels: what a page's sticky controls must stay below. */
export const BANNER_HEIGHT = 28;
export const TOP_BAR_HEIGHT = 40;
export const HEADER_HEIGHT = BANNER_HEIGHT + TOP_BAR_HEIGHT;
