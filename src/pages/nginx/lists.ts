import { classifyAgent } from '../../insights/nginx/agents';
import { NGINX_LISTS as L, type RankedList } from '../../signals/nginx/lists';

/** One way to look at a list. */
export interface ListView {
  id: string;
  title: string;
  list: RankedList;
  /** Puts values of the list together under a name that the log does not hold. */
  groupAs?: (value: string) => string;
}

/** Lists of one kind share a card: only the one that is shown is asked for. */
export interface ListCard {
  id: string;
  title: string;
  lists: readonly ListView[];
}

const view = (title: string, list: RankedList, groupAs?: ListView['groupAs']): ListView => ({
  id: groupAs ? `${list.id} ${title.toLowerCase()}` : list.id,
  title,
  list,
  ...(groupAs ? { groupAs } : {}),
});

/** What kinds of user agents are called. */
export const KIND_TITLES = {
  browser: 'Browsers',
  bot: 'Bots',
  monitor: 'Monitors',
  tool: 'Tools and libraries',
  scanner: 'Scanners',
  unknown: 'Not known',
} as const;

const PEOPLE = ['browser', 'unknown'];

/** The cards, in the order in which people ask: what, who, from where, with what, how. */
export const LIST_CARDS: readonly ListCard[] = [
  {
    id: 'what',
    title: 'What is asked for',
    lists: [
      view('Paths', L.paths),
      view('Routes', L.routes),
      view('With query', L.uris),
      view('Not found', L.notFound),
      view('Errors', L.errors),
      view('Static files', L.staticFiles),
    ],
  },
  {
    id: 'who',
    title: 'Who asks',
    lists: [view('Clients', L.clients), view('Users', L.users), view('Countries', L.countries)],
  },
  {
    id: 'from',
    title: 'From where',
    lists: [view('Sites', L.referringSites), view('Referrers', L.referrers)],
  },
  {
    id: 'with',
    title: 'With what',
    lists: [
      view('Kinds', L.agents, (agent) => KIND_TITLES[classifyAgent(agent).kind]),
      view('Browsers', L.agents, (agent) => {
        const { kind, family } = classifyAgent(agent);
        return PEOPLE.includes(kind) ? family : `(${KIND_TITLES[kind].toLowerCase()})`;
      }),
      view('Bots', L.agents, (agent) => {
        const { kind, family } = classifyAgent(agent);
        return PEOPLE.includes(kind) ? '(no bots)' : family;
      }),
      view('Systems', L.agents, (agent) => classifyAgent(agent).system || '(does not tell)'),
      view('User agents', L.agents),
    ],
  },
  {
    id: 'how',
    title: 'How it was answered',
    lists: [
      view('Status', L.statuses),
      view('Virtual hosts', L.virtualHosts),
      view('Methods', L.methods),
      view('Protocols', L.protocols),
      view('Upstreams', L.upstreams),
      view('Cache', L.cacheStatuses),
    ],
  },
];
