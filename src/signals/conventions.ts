import { z } from 'zod';
import { nginxConventionsSchema } from './nginx/format';
import { LABEL_NAME } from './promql';

const label = z.string().regex(LABEL_NAME, 'is no label name: letters, digits and _ only');

const matcher = z.strictObject({ label, op: z.enum(['=', '!=', '=~', '!~']), value: z.string() });

/** How cAdvisor's series name hosts and containers. */
const containerConventions = z.strictObject({
  /** Docker names a container by `name`; Kubernetes by namespace, pod and container. */
  style: z.enum(['docker', 'kubernetes']),
  /** What restricts series and `up` to cAdvisor's scrape jobs; empty: every job. */
  matchers: z.array(matcher),
  /** The label that holds the host. */
  host: label,
  /** The label that holds the container's name. */
  name: label,
  /** On Kubernetes: what, with host and name, makes a container unique. */
  namespace: label.optional(),
  pod: label.optional(),
  image: label,
  /** The compose project and service, where the labels are exported. */
  project: label.optional(),
  service: label.optional(),
  /** Who exports memory and CPU limits. */
  limitsFrom: z.enum(['cadvisor', 'kube-state-metrics']),
  /** Seconds between two scrapes: no rate is asked over fewer than four. */
  scrapeSeconds: z.number().positive().max(600),
});

/** How node exporter's series name hosts. */
const hostConventions = z.strictObject({ matchers: z.array(matcher), host: label });

/** How Loki's streams name hosts and containers. */
const logConventions = z.discriminatedUnion('shape', [
  z.strictObject({
    shape: z.literal('labels'),
    matchers: z.array(matcher),
    host: label.optional(),
    container: label,
    namespace: label.optional(),
    pod: label.optional(),
    /** The compose project and service, where the shipper notes them. */
    project: label.optional(),
    service: label.optional(),
  }),
  z.strictObject({
    shape: z.literal('combined'),
    matchers: z.array(matcher),
    label,
    /** How the label is put together, such as `{host}/{container}`. */
    template: z
      .string()
      .refine((text) => /^[^{}]*\{host\}[^{}]+\{container\}[^{}]*$/.test(text), 'must hold {host}, then {container}'),
  }),
]);

/** One host under its names in each system; a system that is left out calls it by the rule of `hostNames`. */
const hostAlias = z.strictObject({
  host: z.string().min(1),
  containers: z.array(z.string().min(1)).optional(),
  hosts: z.array(z.string().min(1)).optional(),
  logs: z.array(z.string().min(1)).optional(),
});

/** How an installation labels its data. Parse anything that comes from outside with this. */
export const conventionsSchema = z.strictObject({
  containers: containerConventions,
  hosts: hostConventions,
  logs: logConventions,
  /** Where NGINX logs and how its lines read; absent where there is none. */
  nginx: nginxConventionsSchema.optional(),
  /** What to cut from a host's raw name: nothing, `:8080`, or `:8080` and `.example.org`. */
  hostNames: z.enum(['as-is', 'strip-port', 'strip-port-and-domain']),
  aliases: z.array(hostAlias),
});

export type Conventions = z.infer<typeof conventionsSchema>;
export type LogConventions = Conventions['logs'];
export type HostAlias = Conventions['aliases'][number];

/** Plain Docker: cAdvisor as it comes, compose labels, and Loki streams labelled `host` and `container`. */
export const DOCKER: Conventions = {
  containers: {
    style: 'docker',
    matchers: [],
    host: 'instance',
    name: 'name',
    image: 'image',
    project: 'container_label_com_docker_compose_project',
    service: 'container_label_com_docker_compose_service',
    limitsFrom: 'cadvisor',
    scrapeSeconds: 15,
  },
  hosts: { matchers: [], host: 'instance' },
  logs: { shape: 'labels', matchers: [], host: 'host', container: 'container' },
  hostNames: 'strip-port',
  aliases: [],
};

/** cAdvisor inside the kubelet, with limits from kube-state-metrics as kube-prometheus-stack leaves them. */
export const KUBERNETES: Conventions = {
  containers: {
    style: 'kubernetes',
    matchers: [],
    host: 'node',
    name: 'container',
    namespace: 'namespace',
    pod: 'pod',
    image: 'image',
    limitsFrom: 'kube-state-metrics',
    scrapeSeconds: 30,
  },
  hosts: { matchers: [], host: 'instance' },
  logs: {
    shape: 'labels',
    matchers: [],
    host: 'node_name',
    container: 'container',
    namespace: 'namespace',
    pod: 'pod',
  },
  hostNames: 'strip-port',
  aliases: [],
};

/** Vector's streams with one combined label, `containers="host1/web"`. */
export const VECTOR_COMBINED_LOGS: LogConventions = {
  shape: 'combined',
  matchers: [],
  label: 'containers',
  template: '{host}/{container}',
};

/**
 * Conventions from untrusted JSON (settings, a file).
 * @throws Error whose message names each field that is wrong.
 */
export function parseConventions(value: unknown): Conventions {
  const parsed = conventionsSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'conventions'}: ${message}`);
    throw new Error(`These conventions cannot be used. ${issues.join('; ')}`);
  }
  return parsed.data;
}
