import type { BadgeColor } from '@grafana/ui';
import type { RecordingHealth } from '../../../grafana/recordingHealth';
import type { RecordingOwner } from '../../../grafana/recordings';

/** What each state is called, and what to do about it. */
export const HEALTH: Record<RecordingHealth, { text: string; color: BadgeColor; advice?: string }> = {
  recording: { text: 'Recording', color: 'green' },
  failing: { text: 'Failing', color: 'red', advice: 'It cannot be evaluated. The evaluator’s own words:' },
  stopped: {
    text: 'Stopped',
    color: 'orange',
    advice:
      'The rules are there, and samples come no more: look whether the ruler runs, and whether its remote write still reaches Prometheus. Pages read the logs meanwhile.',
  },
  never: {
    text: 'Nothing arrives',
    color: 'red',
    advice:
      'It is evaluated, and Prometheus has no sample of it: set ruler.remote_write in Loki’s configuration, and start Prometheus with --web.enable-remote-write-receiver.',
  },
  silent: {
    text: 'No samples',
    color: 'orange',
    advice:
      'It is evaluated without an error, and Prometheus has no sample of it now: either there is nothing that it counts, or what is recorded does not reach Prometheus.',
  },
  waiting: { text: 'Not evaluated yet', color: 'blue', advice: 'New rules are looked for about once a minute.' },
  paused: { text: 'Paused', color: 'darkgrey', advice: 'Its rules are kept, and not evaluated.' },
  elsewhere: {
    text: 'Rules elsewhere',
    color: 'purple',
    advice:
      'Prometheus has samples of it, and neither this ruler nor Grafana has its rules: they are in another ruler.',
  },
  ended: {
    text: 'Ended',
    color: 'darkgrey',
    advice: 'No rules of it are known, and samples come no more: it was removed. What it recorded stays in Prometheus.',
  },
  unknown: { text: 'Not known', color: 'darkgrey', advice: 'Prometheus could not be asked for its samples.' },
};

/** Who has the rules of a recording; nothing where it is this page’s own affair. */
export function ownerText(owner: RecordingOwner, loki: string): string | undefined {
  switch (owner.kind) {
    case 'us':
      return undefined;
    case 'ruler':
      return owner.file === ''
        ? undefined
        : `Its rules are under “${owner.file}” in the ruler of ${loki}: whoever put them there changes them, in the file or by the ruler’s API.`;
    case 'grafana':
      return owner.isOurs
        ? 'Grafana evaluates it.'
        : `Grafana evaluates it, in the folder “${owner.folder}”: change it under Alerting.`;
  }
}
