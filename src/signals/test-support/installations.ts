import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions } from '../conventions';

/** The ways of labelling that every query must work with. */
export const INSTALLATIONS: ReadonlyArray<[name: string, conventions: Conventions]> = [
  ['Docker', DOCKER],
  ['Kubernetes', KUBERNETES],
  ['Kubernetes with limits from cAdvisor', withLimitsFromCadvisor(KUBERNETES)],
  ['Docker with combined logs', { ...DOCKER, logs: VECTOR_COMBINED_LOGS }],
  [
    'Docker with jobs and aliases',
    {
      ...DOCKER,
      containers: { ...DOCKER.containers, matchers: [{ label: 'job', op: '=', value: 'cad"visor' }] },
      hosts: { ...DOCKER.hosts, matchers: [{ label: 'job', op: '=~', value: 'node|node-2' }] },
      hostNames: 'strip-port-and-domain',
      aliases: [{ host: 'web-1', containers: ['10.0.0.5:8080'], hosts: ['10.0.0.5:9100'], logs: ['web-one'] }],
    },
  ],
];

function withLimitsFromCadvisor(conventions: Conventions): Conventions {
  return { ...conventions, containers: { ...conventions.containers, limitsFrom: 'cadvisor' } };
}
