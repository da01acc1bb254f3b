import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * Native histograms are exposed in protobuf only, and no client for Node writes them: these are the few fields of
 * https://github.com/prometheus/client_model that one needs.
 */

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const zigzag = (value: number) => BigInt(value >= 0 ? value * 2 : -value * 2 - 1);
const tag = (field: number, wire: number) => varint(BigInt(field * 8 + wire));
const number = (field: number, value: bigint) => Buffer.concat([tag(field, 0), varint(value)]);
const bytes = (field: number, value: Buffer) => Buffer.concat([tag(field, 2), varint(BigInt(value.length)), value]);
function double(field: number, value: number): Buffer {
  const eight = Buffer.alloc(8);
  eight.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), eight]);
}

const HISTOGRAM = 4n;

/** A family of one native histogram: counts of the buckets (2^(i-1), 2^i] for i from `first` on, at schema 0. */
function family(name: string, help: string, first: number, counts: readonly number[], sum: number): Buffer {
  const total = counts.reduce((all, count) => all + count, 0);
  const span = Buffer.concat([number(1, zigzag(first)), number(2, BigInt(counts.length))]);
  const deltas = counts.map((count, index) => number(13, zigzag(count - (counts[index - 1] ?? 0))));
  const histogram = Buffer.concat([
    number(1, BigInt(total)),
    double(2, sum),
    number(5, zigzag(0)),
    double(6, 1e-9),
    number(7, 0n),
    bytes(12, span),
    ...deltas,
  ]);
  const message = Buffer.concat([
    bytes(1, Buffer.from(name)),
    bytes(2, Buffer.from(help)),
    number(3, HISTOGRAM),
    bytes(4, bytes(7, histogram)),
  ]);
  return Buffer.concat([varint(BigInt(message.length)), message]);
}

/**
 * Serves a native histogram `job_seconds`, to which each scrape adds `perScrape`: how many fell into (2^(i-1), 2^i] for i
 * from `first` on.
 */
export async function nativeExporter(
  first: number,
  perScrape: readonly number[]
): Promise<{ address: string; close: () => Promise<void> }> {
  let scrapes = 0;
  const server = createServer((_request, response) => {
    scrapes++;
    const counts = perScrape.map((count) => count * scrapes);
    response.setHeader(
      'Content-Type',
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'
    );
    response.end(family('job_seconds', 'How long jobs take.', first, counts, counts.length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
