/** The checks by the numbers under which the fleet's incidents name them; some numbers are several checks. */
const BY_NUMBER: ReadonlyArray<readonly string[]> = [
  ['target-down'],
  ['container-gone'],
  ['restart-loop'],
  ['oom-kill'],
  ['oom-restart'],
  ['memory-near-limit'],
  ['memory-will-reach-limit'],
  ['cpu-near-quota'],
  ['cpu-throttled'],
  ['cpu-takes-host'],
  ['unhealthy'],
  ['memory-stalled'],
  ['host-down'],
  ['host-memory-low'],
  ['host-cpu-saturated'],
  ['host-disk-low'],
  ['host-disk-will-be-full'],
  ['host-inodes-low'],
  ['host-oom-kill'],
  ['nginx-server-errors'],
  ['nginx-slow'],
  ['nginx-clients-give-up'],
  ['nginx-traffic-dropped'],
  ['logs-stopped'],
  ['nginx-lines-unparsed'],
  ['nginx-client-burst'],
  ['nginx-upstream-fails'],
  ['nginx-budget-burns-fast'],
  ['exceptions-jump'],
  ['host-network-faults'],
  ['endpoint-down'],
  ['expected-container-missing', 'container-missing-since-before'],
];

/** What follows so closely from a check that it may hold wherever that one does. */
const ALONGSIDE: Readonly<Record<string, readonly string[]>> = {
  'exceptions-jump': ['exceptions-new'],
  'nginx-server-errors': ['nginx-budget-burns-fast', 'nginx-budget-burns-slowly'],
  'nginx-upstream-fails': ['nginx-budget-burns-fast', 'nginx-budget-burns-slowly'],
};

/** The ids of checks that an incident names: by number (`check-7`) or by id. */
export function checksOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const [, number] = /^check-(\d+)$/.exec(name) ?? [];
    return number === undefined ? [name] : (BY_NUMBER[Number(number) - 1] ?? []);
  });
}

/** With those that follow from them. */
export function withAlongside(ids: readonly string[]): string[] {
  return [...ids, ...ids.flatMap((id) => ALONGSIDE[id] ?? [])];
}
