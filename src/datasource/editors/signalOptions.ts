import type { ComboboxOption } from '@grafana/ui';
import type { Conventions } from '../../signals/conventions';
import { NGINX_LISTS } from '../../signals/nginx/lists';
import type { Signal } from '../../signals/signal';
import { signalsHere, type Here } from '../plan';

/** Families of signals as the picker shows them, by the beginning of their ids; the first that fits. */
const FAMILIES: ReadonlyArray<[beginning: string, title: string]> = [
  ['container.cpu', 'Containers: CPU'],
  ['container.memory', 'Containers: memory'],
  ['container.network', 'Containers: network'],
  ['container.disk', 'Containers: disk'],
  ['container.pressure', 'Containers: pressure'],
  ['container.logs', 'Containers: logs'],
  ['container', 'Containers: life'],
  ['host', 'Hosts'],
  ['target', 'Hosts'],
  ['nginx.top', 'NGINX: lists'],
  ['nginx', 'NGINX'],
  ['own', 'Your own'],
];

function familyOf(id: string): string {
  const known = FAMILIES.find(([beginning]) => id === beginning || id.startsWith(`${beginning}.`));
  return known?.[1] ?? id.split('.')[0] ?? id;
}

const order = (title: string) => {
  const index = FAMILIES.findIndex(([, known]) => known === title);
  return index === -1 ? FAMILIES.length : index;
};

const fits = ({ applies }: Pick<Signal, 'applies'>, conventions: Conventions | undefined) =>
  !conventions || !applies || applies(conventions);

/**
 * Every signal and list that these conventions can have, by family; all of them while the conventions are not known, and
 * those of NGINX while it is not known how it logs.
 */
export function signalOptions(
  conventions: Conventions | undefined,
  here: Here | undefined
): Array<ComboboxOption<string>> {
  const known = (id: string) => (id.startsWith('nginx.') && !conventions?.nginx ? undefined : conventions);
  const signals = signalsHere(here ?? {})
    .filter((signal) => fits(signal, known(signal.id)))
    .map(({ id, title, description }) => ({
      value: id,
      label: title,
      description: description.split(/(?<=[.:]) /)[0],
      group: familyOf(id),
    }));
  const lists = Object.values(NGINX_LISTS)
    .filter((list) => fits(list, known(list.id)))
    .map(({ id, title }) => ({
      value: id,
      label: title,
      description: 'Values ranked by how many requests have them.',
      group: familyOf(id),
    }));
  // Options of one group must stand together.
  return [...signals, ...lists].sort((a, b) => order(a.group) - order(b.group));
}
