/** What the page's address holds beside the time. */
export const DEFAULTS = {
  /** The application that is looked at; empty: all of them are listed. */
  job: '',
  /** What tells the application from others of its job, such as `service=chat`; empty where the job is one. */
  part: '',
  /** Only these instances. */
  instance: '',
  /** Only metrics whose name or help contains this. */
  q: '',
  /** The metric that is taken apart, by which label and measure. */
  metric: '',
  by: '',
  measure: '',
  /** The period that requests are compared with: `day` or `week`. */
  compare: '',
  /** Only log lines that contain this. */
  line: '',
  /** `all`: exporters and the monitoring's own programs are listed too. */
  kinds: '',
};

export type ServicesState = typeof DEFAULTS;
export type UpdateState = (patch: Partial<ServicesState>) => void;
