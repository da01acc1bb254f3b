import type { Fleet } from '../fleet/fleet';

/** A part of the demo as people see it. */
export type DemoPart = 'prometheus' | 'loki' | 'alertmanager' | 'grafana' | 'logs';

/** Told what happens, as it happens. */
export interface DemoEvents {
  /** What a part is doing. */
  doing: (part: DemoPart, message: string) => void;
  /** A part is there. */
  done: (part: DemoPart, message: string) => void;
  /** A part is not there now, and why; it may still come. */
  absent: (part: DemoPart, message: string) => void;
}

export interface DemoStackOptions {
  root: string;
  stateDir: string;
  fleet: Fleet;
  events: DemoEvents;
  /** Stops the start when aborted. */
  signal: AbortSignal;
}

/** The running demo without its pages, in containers or not. */
export interface DemoStack {
  prometheusUrl?: string;
  /** Where Loki is or will be: it may be built from source meanwhile. */
  lokiUrl?: string;
  alertmanagerUrl?: string;
  grafanaUrl?: string;
  /** Resolves when the history of the logs is there; with false when there is no Loki to hold it. */
  logsFilled: Promise<boolean>;
  /** Programs that a run which crashed had left behind, and that were ended. */
  endedLeftOvers: readonly string[];
  /** What is left out, and why. */
  absent: () => string[];
  /** What stands in for services of docker-compose.yaml that do not run here. */
  standIns: () => string[];
  /** Where logs and data are. */
  stateDir: string;
  stop: () => Promise<void>;
  kill: () => void;
}
