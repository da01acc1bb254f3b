import { text, type Labels, type Series } from '../support';

export const HOST = 'web-1:8080';
export const OTHER_HOST = 'app-1:8080';

/** A container's identity, as alerts carry it. */
export const who = (name = 'web', instance = HOST) => ({ instance, name });

/** A series of cAdvisor's. `restarts` and `id` are what tells the incarnations of one container apart. */
function of(
  metric: string,
  values: string,
  { restarts = '', id = 'a', name = 'web', instance = HOST, ...more }: Labels = {}
): Series {
  const labels = {
    job: 'cadvisor',
    instance,
    name,
    id: `/docker/${id}`,
    container_label_restartcount: restarts,
    ...more,
  };
  return {
    series: text(metric, Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))),
    values,
  };
}

export const up = (values: string, instance = HOST, job = 'cadvisor'): Series => ({
  series: text('up', { job, instance }),
  values,
});

/** A slice of the system: it has an id and no name. */
export const slice = (metric: string, values: string): Series => of(metric, values, { name: '', id: 'system.slice' });

export const started = (values: string, labels?: Labels) => of('container_start_time_seconds', values, labels);
export const seen = (values: string, labels?: Labels) => of('container_last_seen', values, labels);
export const kills = (values: string, labels?: Labels) => of('container_oom_events_total', values, labels);
export const memory = (values: string, labels?: Labels) => of('container_memory_working_set_bytes', values, labels);
export const limit = (values: string, labels?: Labels) => of('container_spec_memory_limit_bytes', values, labels);
export const cpu = (values: string, labels: Labels = {}) =>
  of('container_cpu_usage_seconds_total', values, { cpu: 'total', ...labels });
export const periods = (values: string, labels?: Labels) => of('container_cpu_cfs_periods_total', values, labels);
export const throttled = (values: string, labels?: Labels) =>
  of('container_cpu_cfs_throttled_periods_total', values, labels);
export const machineCores = (values: string, instance = HOST): Series => ({
  series: text('machine_cpu_cores', { job: 'cadvisor', instance }),
  values,
});
/** A quota in cores. */
export const quota = (cores: number, labels?: Labels): Series[] => [
  of('container_spec_cpu_quota', `${cores * 100_000}x400`, labels),
  of('container_spec_cpu_period', '100000x400', labels),
];

/** The same series of a container of another name. */
export function renamed(name: string): (one: Series) => Series {
  return ({ series, values }) => ({ series: series.replace('name="web"', `name="${name}"`), values });
}

/** The same series on another host. */
export function moved(instance: string): (one: Series) => Series {
  return ({ series, values }) => ({ series: series.replace(HOST, instance), values });
}
