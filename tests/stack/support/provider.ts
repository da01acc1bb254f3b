/** A real OpenID provider with the users, the groups and the client of stack/oidc/dex.yaml, on this machine only. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';

import Provider from 'oidc-provider';
import { parse } from 'yaml';
import { z } from 'zod';

const dexSchema = z.object({
  staticClients: z.array(z.object({ id: z.string(), secretEnv: z.string(), redirectURIs: z.array(z.string()) })),
  staticPasswords: z.array(
    z.object({ email: z.string(), name: z.string(), userID: z.string(), groups: z.array(z.string()) })
  ),
});

const { PROVIDER_PORT: port = '0', PROVIDER_PASSWORD: password = '' } = process.env;
const dex = dexSchema.parse(parse(readFileSync(join(resolve(__dirname, '../../..'), 'stack/oidc/dex.yaml'), 'utf8')));
const digest = (text: string) => createHash('sha256').update(text).digest();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: dex.staticClients.map(({ id, secretEnv, redirectURIs }) => ({
    client_id: id,
    client_secret: process.env[secretEnv],
    redirect_uris: redirectURIs,
  })),
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], email: ['email'], profile: ['name'], groups: ['groups'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
  findAccount: (_context, sub) => {
    const user = dex.staticPasswords.find(({ userID }) => userID === sub);
    return user === undefined
      ? undefined
      : { accountId: sub, claims: () => ({ sub, email: user.email, name: user.name, groups: user.groups }) };
  },
  // Grafana is the provider's own client: nobody has to allow it anything.
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
    grant.addOIDCScope('openid email profile groups');
    await grant.save();
    return grant;
  },
});

async function bodyOf(message: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const handle = provider.callback();
createServer((message, answer) => {
  if (!message.url?.startsWith('/sign-in/')) {
    void handle(message, answer);
    return;
  }
  const form = () =>
    answer
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<form method="post" action="${message.url ?? ''}"><input name="email"><input name="password" type="password"></form>`
      );
  if (message.method !== 'POST') {
    form();
    return;
  }
  void bodyOf(message).then(async (body) => {
    const user = dex.staticPasswords.find(({ email }) => email === body.get('email'));
    if (user === undefined || !timingSafeEqual(digest(body.get('password') ?? ''), digest(password))) {
      form();
      return;
    }
    await provider.interactionFinished(
      message,
      answer,
      { login: { accountId: user.userID } },
      { mergeWithLastSubmission: false }
    );
  });
}).listen(Number(port), '127.0.0.1');
