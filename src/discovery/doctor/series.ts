import { labelNames } from '../../grafana/metricMetadata';
import { containerOf } from '../../signals/identity';
import {
  labelSizes,
  limitCounts,
  seenSelector,
  seriesOfContainers,
  seriesPerCore,
  withoutLimit,
} from '../../signals/doctor';
import { ask, askOne, NotChecked, prometheusOf, type Ailment } from './ailment';

/** Labels copied from images and containers beyond this many are more than anybody groups by. */
const MANY_LABELS = 10;
/** So many of them are measured. */
const MEASURED = 40;
/** Cores from which a series for each of them is worth saving. */
const MANY_CORES = 16;
const WORST = 5;

const COPIED = /^container_label_/;
/** Docker's own, which cAdvisor copies too: they are used, or small. */
const USED = ['container_label_restartcount'];

const labels: Ailment = {
  id: 'labels-many',
  title: 'Labels of images and containers are copied to every series',
  severity: 'warning',
  costs:
    'Each series carries all of them, and a new one begins whenever any of them changes: Prometheus needs more memory, and every query is slower.',
  how: ({ conventions }) => `the names of labels of ${seenSelector(conventions)}, and how many values each has`,
  examine: async (patient) => {
    const { conventions, time, signal } = patient;
    const { project, service } = conventions.containers;
    const range = { from: time - 3600_000, to: time };
    const names = await labelNames(prometheusOf(patient), seenSelector(conventions), range, signal);
    const copied = names.filter((name) => COPIED.test(name) && ![project, service, ...USED].includes(name));
    if (copied.length <= MANY_LABELS) {
      return { outcome: 'well', found: `${copied.length} labels besides those that are used` };
    }
    const [sizes, series] = await Promise.all([
      ask(patient, labelSizes(conventions, copied.slice(0, MEASURED))),
      askOne(patient, seriesOfContainers(conventions)),
    ]);
    const worst = sizes.sort((a, b) => b.value - a.value).slice(0, WORST);
    return {
      outcome: 'ill',
      found: `${copied.length} labels that no page uses are on every series, ${series ?? 0} times for each metric. Those with the most values:`,
      examples: worst.map(({ labels: { label = '' }, value }) => `${label}: ${value} values`),
      remedies: [
        {
          where: 'arguments of cAdvisor',
          lines:
            '--store_container_labels=false\n--whitelisted_container_labels=com.docker.compose.project,com.docker.compose.service',
        },
        {
          where: 'prometheus.yml, where cAdvisor’s arguments cannot be changed',
          lines: `metric_relabel_configs:\n  - action: labeldrop\n    regex: ${worst.map(({ labels: { label = '' } }) => label).join('|')}`,
        },
      ],
    };
  },
};

const percpu: Ailment = {
  id: 'series-per-core',
  title: 'A series of CPU time for each core of each container',
  severity: 'info',
  costs: 'They are added up before anything is shown: they cost memory and time, and tell nothing.',
  how: ({ conventions }) => seriesPerCore(conventions),
  examine: async (patient) => {
    const most = (await askOne(patient, seriesPerCore(patient.conventions))) ?? 0;
    return most <= MANY_CORES
      ? { outcome: 'well', found: most <= 1 ? 'One series a container' : `At most ${most} series a container` }
      : {
          outcome: 'ill',
          found: `Up to ${most} series of CPU time for one container.`,
          remedies: [{ where: 'arguments of cAdvisor', lines: '--disable_metrics=percpu' }],
        };
  },
};

const limits: Ailment = {
  id: 'limits-missing',
  title: 'Most containers have no memory limit, or it is not exported',
  severity: 'warning',
  costs:
    'One container that leaks takes the memory of all others, and “near its limit” can only be said of the whole host.',
  how: ({ conventions }) => limitCounts(conventions).limited,
  examine: async (patient) => {
    const { conventions } = patient;
    const counts = limitCounts(conventions);
    const [all = 0, limited = 0] = await Promise.all([askOne(patient, counts.all), askOne(patient, counts.limited)]);
    if (all === 0) {
      throw new NotChecked('no container is there now');
    }
    if (limited * 2 >= all) {
      return { outcome: 'well', found: `${limited} of ${all} containers have a limit` };
    }
    const without = await ask(patient, withoutLimit(conventions, WORST));
    return {
      outcome: 'ill',
      found: `${all - limited} of ${all} containers have no limit that is exported.`,
      examples: without.map(({ labels: own }) => {
        const { host, namespace, pod, name } = containerOf(conventions, own);
        return [host, namespace, pod, name].filter((part) => part).join('/');
      }),
      remedies: [
        { where: 'compose.yaml', lines: 'services:\n  NAME:\n    mem_limit: 512m' },
        ...(conventions.containers.style === 'kubernetes'
          ? [
              {
                where: 'values of kube-prometheus-stack: it drops container_spec_*; scrape kube-state-metrics instead',
                lines: 'kubeStateMetrics:\n  enabled: true',
              },
            ]
          : []),
      ],
    };
  },
};

/** What may be wrong with the series of containers. */
export const SERIES_AILMENTS: readonly Ailment[] = [labels, percpu, limits];
