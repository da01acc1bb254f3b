/** Something that clients ask an NGINX for. */
export interface Endpoint {
  /** `{n}` stands for a number, `{q}` for a search term. */
  uri: string;
  method: 'GET' | 'POST';
  /** How often it is asked for, relative to the others. */
  weight: number;
  /** Served by a container behind NGINX; otherwise by NGINX itself. */
  upstream: boolean;
  medianSeconds: number;
  /** Bytes of the body, on average. */
  bytes: number;
  /** What it usually answers. */
  status: number;
}

export interface VirtualHost {
  name: string;
  weight: number;
  /** Address of the container behind it. */
  upstream: string;
  endpoints: Endpoint[];
}

function page(
  uri: string,
  weight: number,
  medianSeconds: number,
  bytes: number,
  rest: Partial<Endpoint> = {}
): Endpoint {
  return { uri, method: 'GET', weight, upstream: true, medianSeconds, bytes, status: 200, ...rest };
}

function file(uri: string, weight: number, bytes: number, rest: Partial<Endpoint> = {}): Endpoint {
  return page(uri, weight, 0.0004, bytes, { upstream: false, ...rest });
}

/** What is asked for by those who look for holes, and by mistake. It is never there. */
const NOT_THERE = [
  '/wp-login.php',
  '/.env',
  '/phpmyadmin/index.php',
  '/missing.png',
  '/caf%C3%A9',
  '/weird?x=%22%3Cscript%3Ealert(1)%3C/script%3E',
  '/apple-touch-icon.png',
].map((uri) => file(uri, 0.25, 153, { status: 404 }));

const SHOP: VirtualHost = {
  name: 'shop.example.com',
  weight: 0.86,
  upstream: '10.0.1.12:8080',
  endpoints: [
    page('/', 9, 0.06, 18_400),
    page('/product/{n}', 20, 0.05, 22_300),
    page('/category/{n}', 6, 0.07, 31_000),
    page('/api/v1/search?q={q}', 14, 0.04, 5200),
    page('/api/v1/cart', 12, 0.018, 1400),
    page('/api/v1/prices?ids={n}', 9, 0.012, 900),
    page('/api/v1/checkout', 3, 0.21, 640, { method: 'POST', status: 201 }),
    page('/api/v1/login', 2, 0.09, 310, { method: 'POST' }),
    file('/assets/app.4f1c2b.js', 6, 184_000),
    file('/assets/app.4f1c2b.css', 5, 41_000),
    file('/assets/logo.svg', 4, 3100),
    file('/images/{n}.jpg', 8, 52_000),
    file('/favicon.ico', 1.5, 1150),
    file('/old', 0.5, 169, { status: 301 }),
    ...NOT_THERE,
  ],
};

const PARTNERS: VirtualHost = {
  name: 'api.example.com',
  weight: 0.14,
  upstream: '10.0.1.14:8080',
  endpoints: [
    page('/v2/orders?page={n}', 8, 0.08, 9400),
    page('/v2/orders', 3, 0.15, 420, { method: 'POST', status: 201 }),
    page('/v2/stock/{n}', 9, 0.02, 480),
    page('/v2/token', 1, 0.03, 260, { method: 'POST' }),
    page('/v2/private', 0.4, 0.004, 179, { status: 401 }),
    page('/healthz', 4, 0.002, 2, { status: 204 }),
  ],
};

const CATALOGUE: VirtualHost = {
  name: 'www.example.org',
  weight: 0.9,
  upstream: '10.0.2.11:8080',
  endpoints: [
    page('/', 8, 0.05, 15_900),
    page('/catalog/item/{n}', 22, 0.06, 20_700),
    page('/catalog?page={n}', 8, 0.08, 34_000),
    page('/api/suggest?q={q}', 7, 0.015, 700),
    file('/static/site.css', 5, 27_000),
    file('/static/site.js', 5, 98_000),
    file('/robots.txt', 0.6, 68),
    ...NOT_THERE,
  ],
};

const DOCS: VirtualHost = {
  name: 'docs.example.org',
  weight: 0.1,
  upstream: '',
  endpoints: [file('/', 3, 8800), file('/guide/{n}.html', 8, 17_000), file('/search-index.json', 1, 240_000)],
};

/** What each NGINX serves: the first the shop, all others the catalogue. */
export function virtualHosts(edge: { index: number }): VirtualHost[] {
  return edge.index === 0 ? [SHOP, PARTNERS] : [CATALOGUE, DOCS];
}

export const SEARCH_TERMS = [
  'lamp',
  'desk',
  'oak+table',
  'chair',
  'k%C3%BCche',
  'rug',
  'shelf',
  'mirror',
  'sofa',
  'vase',
];
