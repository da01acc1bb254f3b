import { Random } from './random';

/** Someone who asks. */
export interface Client {
  address: string;
  agent: string;
  referrers: readonly string[];
}

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
];
const BOTS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
];
const TOOLS = ['curl/8.5.0', 'python-requests/2.31.0', 'Go-http-client/1.1'];
const REFERRERS = ['', '', '', 'https://shop.example.com/', 'https://search.example/?q=a+b', 'https://example.org/'];
const CLIENTS = 600;

/** The clients of a seed. The first are the most frequent: see `pickClient`. */
export function clients(seed: number): Client[] {
  const random = new Random(seed, 'clients');
  return Array.from({ length: CLIENTS }, (_, n): Client => {
    // Documentation has but three small networks; these are for private use, and so nobody's.
    const address = `100.${64 + random.int(64)}.${random.int(256)}.${1 + random.int(254)}`;
    if (n % 20 === 3) {
      return { address, agent: random.pick(BOTS), referrers: [''] };
    }
    if (n % 25 === 7) {
      return { address, agent: random.pick(TOOLS), referrers: [''] };
    }
    return { address, agent: random.pick(BROWSERS), referrers: REFERRERS };
  });
}

/** A client; a few ask for much, most for little. */
export function pickClient(all: readonly Client[], random: Random): Client {
  return all[Math.floor(all.length * random.next() ** 2.2)]!;
}
