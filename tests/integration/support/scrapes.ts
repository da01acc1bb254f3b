import { containerState, type ContainerState } from '../../../fleet/containerState';
import type { Container, Fleet, Host } from '../../../fleet/fleet';
import { podIdentity } from '../../../fleet/identity';
import type { Life } from '../../../fleet/lifecycle';
import { lastScrape, targets, type Target } from '../../../fleet/target';

/** How long Prometheus answers with a series that is not scraped any more. */
const LOOKBACK = 300;
const STEP = 15;

export type Exporter = 'cadvisor' | 'node';

/** What a value of a container's is told apart by, and the lives that have it: a deploy on Kubernetes makes a new pod. */
export interface Subject {
  container: Container;
  /** The labels' values, in the order of the conventions' identity labels. */
  labels: string[];
  has: (life: Life) => boolean;
}

/** The fleet as Prometheus could see it: what happened, at the moments at which it was scraped. */
export class Scrapes {
  private readonly all: Target[];

  constructor(readonly fleet: Fleet) {
    this.all = targets(fleet);
  }

  /** Scrapes of a host after `from` and not after `to` that did not fail, oldest first. */
  between(host: Host, from: number, to: number, exporter: Exporter = 'cadvisor'): number[] {
    const instance = exporter === 'node' ? host.nodeInstance : host.cadvisorInstance;
    const target = this.all.find((one) => one.instance === instance);
    const times: number[] = [];
    for (let t = to; target && t > from; t -= STEP) {
      const at = lastScrape(target, this.fleet.end, STEP, t);
      if (at !== null && at > from) {
        times.push(at);
      }
    }
    return times.reverse();
  }

  /** The last scrape that Prometheus still answers for at `t`. */
  last(host: Host, t: number, exporter: Exporter = 'cadvisor'): number | undefined {
    return this.between(host, t - LOOKBACK, t, exporter).pop();
  }

  /** The first and last scrape of a window in which none failed; undefined otherwise. */
  window(host: Host, t: number, seconds: number, exporter: Exporter = 'cadvisor'): [number, number] | undefined {
    const times = this.between(host, t - seconds, t, exporter);
    const [first] = times;
    const last = times[times.length - 1];
    return first !== undefined && last !== undefined && times.length >= seconds / STEP ? [first, last] : undefined;
  }

  /** Incarnations of a subject that a scrape within the time before `t` saw, each with the last such scrape. */
  seen(subject: Subject, t: number, seconds = LOOKBACK): Array<{ life: Life; at: number }> {
    const { container, has } = subject;
    const found = new Map<number, { life: Life; at: number }>();
    for (const at of this.between(container.host, t - seconds, t)) {
      const life = container.lifecycle.at(at);
      if (life && has(life)) {
        found.set(life.index, { life, at });
      }
    }
    return [...found.values()];
  }

  /**
   * The largest value among a subject's incarnations that Prometheus still answers for: after a restart the old series
   * is there for five minutes, and then the larger of both is the best that can be said. Null where there is none.
   */
  gauge(subject: Subject, t: number, read: (state: ContainerState) => number): number | null {
    const values = this.seen(subject, t).flatMap(({ at }) => {
      const state = containerState(subject.container, at);
      return state ? [read(state)] : [];
    });
    return values.length === 0 ? null : Math.max(...values);
  }

  /** First and last scrape of a window in which one and the same life of the subject ran; undefined otherwise. */
  undisturbed(subject: Subject, t: number, seconds: number): [number, number] | undefined {
    const life = subject.container.lifecycle.at(t);
    const steady = life !== null && subject.has(life) && life.from <= t - seconds;
    return steady ? this.window(subject.container.host, t, seconds) : undefined;
  }

  /** Everything that a scrape within the time before `t` may have seen, by what tells it apart. */
  subjects(t: number, seconds: number): Subject[] {
    const { fleet } = this;
    const kubernetes = fleet.options.style === 'kubernetes';
    return fleet.containers.flatMap((container): Subject[] => {
      const { host, name, lifecycle } = container;
      if (!kubernetes) {
        return [{ container, labels: [host.cadvisorInstance, name], has: () => true }];
      }
      const pods = lifecycle.between(t - seconds, t + 1).map((life) => podIdentity(container, life));
      return [...new Map(pods.map((pod) => [pod.pod, pod])).values()].map(({ namespace, pod, container: inPod }) => ({
        container,
        labels: [host.nodename, namespace, pod, inPod],
        has: (life) => podIdentity(container, life).pod === pod,
      }));
    });
  }
}
