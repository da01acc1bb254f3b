import type { Field } from '../../signals/nginx/fields';
import type { Filter } from '../../signals/nginx/filters';
import type { NginxBehind } from '../../signals/nginx/format';
import { escapeRegex } from '../../signals/promql';
import { containerKey, type ContainerRef } from '../../signals/scope';

/** A container with the names by which others reach it. */
export interface NamedContainer {
  ref: ContainerRef;
  service?: string;
}

/** Containers behind an upstream or a virtual host, and how that is known. */
export interface Behind {
  containers: ContainerRef[];
  /** In words. */
  why: string;
  /** It follows from a likeness of names only. */
  guess: boolean;
}

const IS_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\]|unix:.*)$/;

/** `app:8080` is `app`; `[::1]:80` is `[::1]`. */
const withoutPort = (address: string) => address.replace(/:\d+$/, '');

/** The addresses of a value that NGINX wrote of several tries: `10.0.0.1:80, 10.0.0.2:80 : app:80`. */
function addressesOf(value: string): string[] {
  const all = value.split(/, | : /).map((address) => address.trim());
  return [...new Set(all.filter((address) => address !== '' && address !== '-'))];
}

/** The names by which a container may be looked for; an address of numbers has none. */
export function namesBehind(dimension: 'upstreamAddress' | 'virtualHost', value: string): string[] {
  if (dimension === 'virtualHost') {
    const name = withoutPort(value);
    const [first = ''] = name.split('.');
    return IS_ADDRESS.test(name) ? [] : [...new Set([name, first])].filter((one) => one !== '' && one !== 'www');
  }
  const hosts = addressesOf(value)
    .map(withoutPort)
    .filter((host) => !IS_ADDRESS.test(host));
  // `app.shop.svc.cluster.local` on Kubernetes, `app.shop_default` on a compose network: the first part is the name.
  return [...new Set(hosts.flatMap((host) => [host, host.split('.')[0] ?? '']))].filter((one) => one !== '');
}

function distinct(refs: readonly ContainerRef[]): ContainerRef[] {
  return [...new Map(refs.map((ref) => [containerKey(ref), ref])).values()];
}

/**
 * The containers that an upstream or a virtual host leads to: as the settings say, else those whose name or compose
 * service is the upstream's. Nothing where neither tells: an address of numbers names no container.
 */
export function containersBehind(
  dimension: 'upstreamAddress' | 'virtualHost',
  value: string,
  { told, known }: { told: readonly NginxBehind[]; known: readonly NamedContainer[] }
): Behind | undefined {
  const asked = dimension === 'upstreamAddress' ? addressesOf(value) : [value];
  const said = told.filter(({ address }) => asked.some((one) => one === address || withoutPort(one) === address));
  if (said.length > 0) {
    return {
      containers: distinct(said.map(({ host, container }) => ({ host, name: container }))),
      why: 'The settings say so.',
      guess: false,
    };
  }
  const names = namesBehind(dimension, value);
  const byName = known.filter(({ ref }) => names.includes(ref.name));
  const byService = known.filter(({ service }) => service !== undefined && names.includes(service));
  const byPod = known.filter(
    ({ ref: { pod } }) => pod !== undefined && names.some((name) => pod.startsWith(`${name}-`))
  );
  const [found, what] =
    byName.length > 0
      ? [byName, 'container']
      : byService.length > 0
        ? [byService, 'compose service']
        : [byPod, 'service’s pod'];
  return found.length === 0
    ? undefined
    : {
        containers: distinct(found.map(({ ref }) => ref)),
        why:
          dimension === 'upstreamAddress'
            ? `NGINX passes to a ${what} of that name.`
            : `A guess: the ${what} is called like the virtual host.`,
        guess: dimension === 'virtualHost',
      };
}

/** Whether an image is NGINX or made of it, by its name: `nginx:1.27`, `registry.example/nginx-plus`, `openresty/openresty`. */
const IS_NGINX = /(?:^|[/_-])(?:nginx|openresty|angie|freenginx|swag)(?:$|[:@_-])/i;

/** Requests of which one upstream was a given one, alone or among others that were tried. */
const passedTo = (addresses: readonly string[]): Filter => ({
  dimension: 'upstreamAddress',
  op: 'matches',
  value: `(?:.*[ ,])?(?:${addresses.map(escapeRegex).join('|')})(?::[0-9]+)?(?:[ ,].*)?`,
});

/**
 * What asks for a container's requests: nothing at all for an NGINX, else what leads to it. Absent where nothing does.
 * @param fields that the access log says; absent: it is not known, so only what the settings say is believed
 */
export function requestsOfContainer(
  { host, name }: ContainerRef,
  {
    image,
    service,
    told,
    fields,
  }: {
    image: string | undefined;
    service: string | undefined;
    told: readonly NginxBehind[];
    fields: readonly Field[] | undefined;
  }
): Filter[] | undefined {
  if (image && IS_NGINX.test(image)) {
    return [];
  }
  const addresses = told.filter((one) => one.host === host && one.container === name).map(({ address }) => address);
  const isUpstream = (address: string) => /:\d+$|^\d+(?:\.\d+){3}$|^[^.]+$/.test(address);
  const upstreams = addresses.filter(isUpstream);
  if (upstreams.length > 0) {
    return [passedTo(upstreams)];
  }
  if (addresses.length > 0) {
    return addresses.map((value): Filter => ({ dimension: 'virtualHost', op: 'is', value }));
  }
  return fields?.includes('upstreamAddress')
    ? [passedTo([name, ...(service && service !== name ? [service] : [])])]
    : undefined;
}
