/** The label of every recorded series that tells which logs, read in which way, it counts. */
export const LOG_LABEL = 'quayside_log';

/** The label of a heartbeat that tells which set it is of. */
export const SET_LABEL = 'quayside_set';

/** The label of a heartbeat that tells which virtual hosts were recorded by name at that time: see `namedHosts.ts`. */
export const HOSTS_LABEL = 'quayside_virtual_hosts';
