import { NGINX_LISTS as L, type RankedList } from '../../signals/nginx/lists';

/** Lists of one kind share a card: only the one that is shown is asked for. */
export interface ListCard {
  id: string;
  title: string;
  lists: ReadonlyArray<{ title: string; list: RankedList }>;
}

/** The cards, in the order in which people ask: what, who, from where, with what, how. */
export const LIST_CARDS: readonly ListCard[] = [
  {
    id: 'what',
    title: 'What is asked for',
    lists: [
      { title: 'Paths', list: L.paths },
      { title: 'Routes', list: L.routes },
      { title: 'With query', list: L.uris },
      { title: 'Not found', list: L.notFound },
      { title: 'Errors', list: L.errors },
      { title: 'Static files', list: L.staticFiles },
    ],
  },
  {
    id: 'who',
    title: 'Who asks',
    lists: [
      { title: 'Clients', list: L.clients },
      { title: 'Users', list: L.users },
      { title: 'Countries', list: L.countries },
    ],
  },
  {
    id: 'from',
    title: 'From where',
    lists: [
      { title: 'Sites', list: L.referringSites },
      { title: 'Referrers', list: L.referrers },
    ],
  },
  { id: 'with', title: 'With what', lists: [{ title: 'User agents', list: L.agents }] },
  {
    id: 'how',
    title: 'How it was answered',
    lists: [
      { title: 'Status', list: L.statuses },
      { title: 'Virtual hosts', list: L.virtualHosts },
      { title: 'Methods', list: L.methods },
      { title: 'Protocols', list: L.protocols },
      { title: 'Upstreams', list: L.upstreams },
      { title: 'Cache', list: L.cacheStatuses },
    ],
  },
];
