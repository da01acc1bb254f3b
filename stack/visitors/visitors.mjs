// Visitors of the stack's NGINX: people who chat, and requests of which some go wrong, as they do everywhere. Plain
// JavaScript on Node 22 or later, so that it runs in an image that has nothing else.
//
//   node stack/visitors/visitors.mjs --url http://127.0.0.1:8080 [--clients 20] [--rate 4]
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    /** People who chat. */
    clients: { type: 'string', default: '20' },
    /** Requests a second. */
    rate: { type: 'string', default: '4' },
  },
});
const clients = Number(values.clients);
const rate = Number(values.rate);
if (!(clients >= 0) || !(rate > 0)) {
  throw new Error('--clients must be a number from 0, --rate one above 0');
}

/** Paths by how often they are asked for; the last ones are what scanners try. */
const PATHS = [
  ['/', 40],
  ['/api/rooms', 30],
  ['/health', 10],
  ['/favicon.ico', 3],
  ['/old-page', 2],
  ['/wp-login.php', 2],
  ['/.env', 1],
  ['/search?q=%22%3Cscript%3Ealert(1)%3C/script%3E', 1],
];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.9.1',
];
const WORDS = ['tide', 'crane', 'pilot', 'buoy', 'rope', 'berth', 'cargo', 'lamp', 'gull', 'keel'];

const oneOf = (list) => list[Math.floor(Math.random() * list.length)];
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

function path() {
  let at = Math.random() * PATHS.reduce((sum, [, weight]) => sum + weight, 0);
  return PATHS.find(([, weight]) => (at -= weight) < 0)?.[0] ?? '/';
}

/** How often the server could not be reached; said once in a while, not for each request. */
let unreachable = 0;
setInterval(() => {
  if (unreachable > 0) {
    console.warn(`${values.url} could not be reached ${unreachable} times in the last minute`);
    unreachable = 0;
  }
}, 60_000);

async function request() {
  try {
    const headers = {
      'user-agent': oneOf(AGENTS),
      ...(Math.random() < 0.3 ? { referer: 'https://example.org/' } : {}),
    };
    const answer = await fetch(new URL(path(), values.url), { headers, signal: AbortSignal.timeout(10_000) });
    await answer.arrayBuffer();
  } catch {
    unreachable++;
  }
}

/** Somebody who joins a room and says something now and then, until the connection ends. */
function visit(index) {
  return new Promise((resolve) => {
    const address = new URL('/ws', values.url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    let timer;
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'join', room: `room ${index % 4}`, name: `visitor ${index}` }));
      const say = () => {
        const text = Array.from({ length: 1 + Math.floor(12 * Math.random() ** 2) }, () => oneOf(WORDS)).join(' ');
        // One in a hundred is refused by the service: errors are part of what is watched.
        socket.send(Math.random() < 0.01 ? 'no JSON' : JSON.stringify({ type: 'say', text }));
        timer = setTimeout(say, 4000 + Math.random() * 12_000);
      };
      timer = setTimeout(say, Math.random() * 8000);
    });
    socket.addEventListener('error', () => unreachable++);
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function chatForEver(index) {
  for (;;) {
    await visit(index);
    await sleep(2 + Math.random() * 5);
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(0));
}
for (let index = 0; index < clients; index++) {
  void chatForEver(index);
}
for (;;) {
  void request();
  await sleep(-Math.log(1 - Math.random()) / rate);
}
