import type { Fleet, Incident } from '../../../fleet/fleet';
import type { Finding } from '../../../src/checks/finding';
import { subjectText } from '../../../src/checks/subjectText';
import { checksOf, withAlongside } from './checkNumbers';

/** What windows of the checks still see after an incident is over: the longest counts restarts over 15 minutes. */
const AFTERMATH = 900;

/** A container's name without its number among replicas: on Kubernetes only that is known. */
const workload = (name: string) => name.replace(/-\d+$/, '');

/** Whether a finding is about what an incident happens to. */
export function isAbout(fleet: Fleet, { host, container }: Incident, { subject }: Finding): boolean {
  switch (subject.kind) {
    case 'endpoint':
      return subject.address === host;
    case 'service':
      return subject.job === container;
    case 'target':
    case 'program':
      return subject.instance === host || subject.host === host;
    case 'container': {
      const name = workload(subject.container.name);
      // One that is missing on Kubernetes may have been on any host.
      const isThere = subject.container.host
        ? subject.container.host === host
        : fleet.containers.some((one) => one.host.id === host && workload(one.name) === name);
      return isThere && (container === undefined || name === workload(container));
    }
    case 'pod':
      return subject.host === host && (container === undefined || subject.pod.startsWith(workload(container)));
    case 'fleet':
      return false;
    default:
      return subject.host === host;
  }
}

/** One finding as a text, for people who read a failed test. */
export const textOf = (finding: Finding) => `${finding.check.id}: ${subjectText(finding.subject)}`;

/** Whether an incident is there, or what windows still see of it, at `t`, epoch seconds. */
const isPresent = ({ start, end }: Incident, t: number) => start <= t && (end === null || t <= end + AFTERMATH);

/** The findings of a moment that no incident explains. */
export function inventedAt(fleet: Fleet, findings: readonly Finding[], t: number): string[] {
  const present = fleet.incidents.filter((incident) => isPresent(incident, t));
  return findings
    .filter(
      (finding) =>
        !present.some(
          (incident) =>
            withAlongside(checksOf([...incident.expects, ...incident.tolerates])).includes(finding.check.id) &&
            isAbout(fleet, incident, finding)
        )
    )
    .map(textOf)
    .sort();
}

/** What an incident must bring among these checks. */
export interface Expected {
  incident: Incident;
  check: string;
}

/** What the incidents of a fleet must bring among the checks that can be had. */
export function expectedOf(fleet: Fleet, applicable: ReadonlySet<string>): Expected[] {
  return fleet.incidents
    .filter(({ end }) => end === null || end > fleet.start)
    .flatMap((incident) =>
      checksOf(incident.expects)
        .filter((id) => applicable.has(id))
        .map((check) => ({ incident, check }))
    );
}

/** Points of time over a history, to its end, at no multiple of anything that repeats in the fleet. */
export function pointsOf({ start, end }: { start: number; end: number }, every: number): number[] {
  const points: number[] = [];
  for (let t = end; t >= start; t -= every) {
    points.push(t);
  }
  return points.reverse();
}

export const say = (line: string) => process.stdout.write(`${line}\n`);
