import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A target that exposes what a test says. */
export interface Exposition {
  address: string;
  port: number;
  close(): Promise<void>;
}

/** Serves what `text` gives at each scrape, in Prometheus' text format; nothing: it answers with an error. */
export async function exposition(text: () => string | undefined): Promise<Exposition> {
  const server = createServer((_request, response) => {
    const body = text();
    response.writeHead(body === undefined ? 503 : 200, { 'Content-Type': 'text/plain; version=0.0.4' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
