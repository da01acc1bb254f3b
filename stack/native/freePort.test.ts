/** @jest-environment node */
import { createServer, type Server } from 'node:net';

import { freePort } from './freePort';

function listen(port: number): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) {
        reject(new Error('a TCP server has an address'));
        return;
      }
      resolve({ server, port: address.port });
    });
  });
}

describe('freePort', () => {
  it('takes the wanted port when it is free, and says nothing', async () => {
    const { server, port } = await listen(0);
    await new Promise((resolve) => server.close(resolve));
    expect(await freePort(port)).toEqual({ port });
  });

  it('takes any free port for 0, each time another', async () => {
    const first = await freePort(0);
    const second = await freePort(0, new Set([first.port]));
    expect(first.port).toBeGreaterThan(0);
    expect(second.port).toBeGreaterThan(0);
    expect(second.port).not.toBe(first.port);
  });

  it('takes another port when the wanted one is in use, and names the program that holds it', async () => {
    const { server, port } = await listen(0);
    try {
      const chosen = await freePort(port);
      expect(chosen.port).not.toBe(port);
      expect(chosen.note).toMatch(new RegExp(`^${port} is in use by .+ \\(pid ${process.pid}\\)$`));
    } finally {
      server.close();
    }
  });

  it('does not give out a port twice', async () => {
    const { server, port } = await listen(0);
    await new Promise((resolve) => server.close(resolve));
    const chosen = await freePort(port, new Set([port]));
    expect(chosen.port).not.toBe(port);
    expect(chosen.note).toContain('another part of this stack');
  });
});
