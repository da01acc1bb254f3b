import type { DataSourceChoice } from '../../grafana/dataSources';
import type { PlaceLink } from '../../grafana/placeLink';
import { queryInstant } from '../../grafana/prometheus';
import { containersCalled } from '../../signals/containersCalled';
import type { Conventions } from '../../signals/conventions';
import { containerOf } from '../../signals/identity';
import { containerKey, EVERYTHING, type ContainerRef } from '../../signals/scope';
import { containerOfStream } from '../../signals/streams';
import { TABLE_WINDOW } from '../../signals/windows';

/** What labels of one series or stream lead to. */
export type Found =
  /** The one container that they mean. */
  | { container: ContainerRef }
  /** Several containers could be meant: those of this name. */
  | { search: string }
  /** No container. */
  | undefined;

/**
 * The container that labels mean. Where they name no host, those that run under this name at `time` (Unix milliseconds) tell
 * it. Rejects with a Problem.
 */
export async function findPlace(
  conventions: Conventions,
  { kind, labels }: PlaceLink,
  prometheus: DataSourceChoice | undefined,
  time: number,
  signal?: AbortSignal
): Promise<Found> {
  const named = kind === 'stream' ? containerOfStream(conventions, labels) : containerOf(conventions, labels);
  if (!named?.name) {
    return undefined;
  }
  if (named.host !== '') {
    return { container: named };
  }
  const context = { conventions, scope: EVERYTHING, window: TABLE_WINDOW, range: TABLE_WINDOW };
  const running = prometheus
    ? await queryInstant(prometheus, containersCalled(context, [named.name]), time, signal)
    : [];
  const called = new Map(
    running
      .map((sample) => containerOf(conventions, sample.labels))
      .filter(({ name }) => name === named.name)
      .map((one) => [containerKey(one), one])
  );
  const [only, ...others] = called.values();
  return only && others.length === 0 ? { container: only } : { search: named.name };
}
