import { containerState, type ContainerState } from '../../../fleet/containerState';
import type { Container, Fleet, Host } from '../../../fleet/fleet';
import { podIdentity } from '../../../fleet/identity';
import type { Life } from '../../../fleet/lifecycle';
import { lastScrape, targets, type Target } from '../../../fleet/target';

/** How long Prometheus answers with a series that is not scraped any more. */
const LOOKBACK = 300;
const STEP = 15;

/** The fleet as Prometheus could see it: what happened, at the moments at which it was scraped. */
export class Scrapes {
  private readonly cadvisors: Map<string, Target>;
  private readonly nodes: Map<string, Target>;

  constructor(readonly fleet: Fleet) {
    const all = targets(fleet);
    const byHost = (instance: (host: Host) => string) =>
      new Map(
        fleet.hosts.flatMap((host) => {
          const target = all.find((one) => one.instance === instance(host));
          return target ? [[host.id, target] as const] : [];
        })
      );
    this.cadvisors = byHost(({ cadvisorInstance }) => cadvisorInstance);
    this.nodes = byHost(({ nodeInstance }) => nodeInstance);
  }

  /** The last scrape of a host's cAdvisor or node exporter at or before `t`; undefined where it failed. */
  last(host: Host, t: number, of: 'cadvisor' | 'node' = 'cadvisor'): number | undefined {
    const target = (of === 'node' ? this.nodes : this.cadvisors).get(host.id);
    return target ? (lastScrape(target, this.fleet.end, STEP, t) ?? undefined) : undefined;
  }

  /** Scrapes of a host's cAdvisor after `from` and not after `to`, that did not fail, oldest first. */
  between(host: Host, from: number, to: number): number[] {
    const times: number[] = [];
    for (let t = to; t > from; t -= STEP) {
      const at = this.last(host, t);
      if (at !== undefined && at > from) {
        times.push(at);
      }
    }
    return times.reverse();
  }

  /** Lives of a container that a scrape within the time before `t` saw, and when the last of these was. */
  livesSeen(container: Container, t: number, seconds = LOOKBACK): Array<{ life: Life; at: number }> {
    const seen = new Map<number, { life: Life; at: number }>();
    // Prometheus 2 counts a sample at the very start of a window, 3 does not: the fleet's scrapes are never there.
    for (const at of this.between(container.host, t - seconds, t)) {
      const life = container.lifecycle.at(at);
      if (life) {
        seen.set(life.index, { life, at });
      }
    }
    return [...seen.values()];
  }

  /**
   * The largest value among the container's incarnations that Prometheus still answers for: after a restart the old
   * series is there for five minutes, and then the larger of both is the best that can be said.
   */
  gauge(container: Container, t: number, read: (state: ContainerState) => number): number | undefined {
    const values = this.livesSeen(container, t).flatMap(({ at }) => {
      const state = containerState(container, at);
      return state ? [read(state)] : [];
    });
    return values.length === 0 ? undefined : Math.max(...values);
  }

  /** The first and last scrape of a window in which the host was there all the time; undefined otherwise. */
  window(host: Host, t: number, seconds: number): [number, number] | undefined {
    const times = this.between(host, t - seconds, t);
    const [first] = times;
    const last = times[times.length - 1];
    return first !== undefined && last !== undefined && times.length >= seconds / STEP - 1 ? [first, last] : undefined;
  }

  /** Whether one and the same life ran for the whole window: then counters did not begin anew. */
  undisturbed(container: Container, t: number, seconds: number): boolean {
    const life = container.lifecycle.at(t);
    return life !== null && life.from <= t - seconds;
  }

  /** What tells a container's values apart in Prometheus: host and name, or node, namespace, pod and container. */
  identities(container: Container, t: number, seconds = LOOKBACK): string[] {
    if (this.fleet.options.style === 'docker') {
      return [`${container.host.cadvisorInstance} ${container.name}`];
    }
    const lives = this.livesSeen(container, t, seconds).map(({ life }) => podIdentity(container, life));
    return [
      ...new Set(
        lives.map(({ namespace, pod, container: name }) => `${container.host.nodename} ${namespace} ${pod} ${name}`)
      ),
    ];
  }
}
