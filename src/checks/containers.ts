import type { Check } from './check';
import { CONTAINER_CPU_CHECKS as CPU } from './containerCpu';
import { CONTAINER_LIFE_CHECKS as LIFE } from './containerLife';
import { CONTAINER_MEMORY_CHECKS as MEMORY } from './containerMemory';
import { NETWORK_CHECKS } from './network';

/** Checks of containers. */
export const CONTAINER_CHECKS: readonly Check[] = [
  ...Object.values(LIFE),
  ...Object.values(MEMORY),
  ...Object.values(CPU),
  NETWORK_CHECKS.containerNetwork,
];
