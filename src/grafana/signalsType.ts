/** The type of the bundled data source. */
export const SIGNALS_TYPE = 'quayside-signals-datasource';
