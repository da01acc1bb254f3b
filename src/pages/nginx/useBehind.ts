import { useMemo } from 'react';
import { useInstallation } from '../../components/InstallationContext';
import { useLoaded } from '../../components/useLoaded';
import { queryInstant } from '../../grafana/prometheus';
import { containersBehind, namesBehind, type Behind, type NamedContainer } from '../../insights/nginx/behind';
import { containersCalled } from '../../signals/containersCalled';
import type { Dimension } from '../../signals/nginx/filters';
import { containerOf } from '../../signals/identity';
import { EVERYTHING } from '../../signals/scope';

const LEADS: ReadonlyArray<Dimension & ('upstreamAddress' | 'virtualHost')> = ['upstreamAddress', 'virtualHost'];

/** Values beyond these are not looked for: the list shows no more of them at once. */
const MOST = 50;

/** Which containers values of a list lead to. */
export interface BehindValues {
  of: (value: string) => Behind | undefined;
}

/** The containers behind the values of a dimension, asked for once for all of them. @param time Unix milliseconds */
export function useBehind(dimension: Dimension, values: readonly string[], time: number): BehindValues {
  const { installation, settings } = useInstallation();
  const { prometheus, conventions } = installation;
  const kind = LEADS.find((one) => one === dimension);
  const names = kind ? [...new Set(values.slice(0, MOST).flatMap((value) => namesBehind(kind, value)))] : [];
  const asked = prometheus && names.length > 0 ? `${prometheus.uid} ${names.join()} ${time}` : null;
  const found = useLoaded(asked, async (signal): Promise<NamedContainer[]> => {
    if (!prometheus) {
      return [];
    }
    const context = { conventions, scope: EVERYTHING, window: '5m', range: '1h' };
    const { service } = conventions.containers;
    return (await queryInstant(prometheus, containersCalled(context, names), time, signal)).map(({ labels }) => ({
      ref: containerOf(conventions, labels),
      ...(service && labels[service] ? { service: labels[service] } : {}),
    }));
  });
  const known = found.data;
  return useMemo(() => {
    const told = settings.nginxBehind ?? [];
    return {
      of: (value) => kind && containersBehind(kind, value, { told, known: known ?? [] }),
    };
  }, [kind, known, settings]);
}
