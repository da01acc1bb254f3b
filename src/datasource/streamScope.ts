import { Problem } from '../grafana/Problem';
import { queryInstant } from '../grafana/prometheus';
import { containersSeen } from '../signals/choices';
import { containerOf } from '../signals/identity';
import { containerKey, type Scope } from '../signals/scope';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { sourceFor, type InstallationCache } from './installation';
import { NotHere } from './plan';

/** More containers than this make a selector that Loki takes long for, or refuses. */
const MOST_CONTAINERS = 300;

/**
 * The scope as Loki can be asked for it: streams know neither project, service nor image, so Prometheus says which containers
 * those are. Rejects with a Problem.
 */
export async function streamScope(
  installations: InstallationCache,
  scope: Scope,
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<Scope> {
  const { hosts, projects, services, images, namespaces, containers, search } = scope;
  const known = [projects, services, images, namespaces].some((part) => part && part.length > 0);
  if (!known || containers?.length) {
    return scope;
  }
  const installation = await installations.get();
  const { conventions } = installation.installation;
  const context = { conventions, scope, window: TABLE_WINDOW, range: eventsWindow(range) };
  const samples = await queryInstant(sourceFor('metrics', installation), containersSeen(context), range.to, signal);
  const found = new Map(
    samples.map(({ labels }) => {
      const container = containerOf(conventions, labels);
      return [containerKey(container), container];
    })
  );
  if (found.size === 0) {
    throw new NotHere(
      'refused',
      'No container is in this scope',
      'Prometheus had none at the end of the range.',
      'Choose another scope or range.'
    );
  }
  if (found.size > MOST_CONTAINERS) {
    throw new Problem(
      'limit',
      `The logs of ${found.size} containers are too many at once`,
      `Loki is asked for ${MOST_CONTAINERS} at most.`,
      'Choose fewer projects, services or images; or choose by host, which streams know.'
    );
  }
  return { hosts, ...(search ? { search } : {}), containers: [...found.values()] };
}
