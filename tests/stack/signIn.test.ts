import { createHash, createPublicKey, createVerify, randomBytes, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { search } from 'jmespath';
import { z } from 'zod';

import { freePort } from '../../stack/native/freePort';
import { composeService, readCompose } from '../../stack/native/readCompose';
import { Supervisor } from '../../stack/native/supervise';
import { waitFor } from '../../stack/native/waitFor';
import { runDirectory } from '../integration/support/runDirectory';

const ROOT = resolve(__dirname, '../..');
const PASSWORD = 'correct horse';
const REDIRECT = 'http://localhost:3000/login/generic_oauth';
const SECRET = 'a-secret-of-the-client-that-is-long-enough';

const grafana = composeService(readCompose(ROOT, { QUAYSIDE_OIDC: 'true' }), 'grafana').environment;
const setting = (name: string) => grafana[`GF_AUTH_GENERIC_OAUTH_${name}`] ?? '';

/** A real OpenID provider with the users, groups and the client of stack/oidc/dex.yaml. */
let issuer: string;
let supervisor: Supervisor;

beforeAll(async () => {
  const { port } = await freePort(0);
  issuer = `http://127.0.0.1:${port}`;
  supervisor = new Supervisor(join(runDirectory(), 'provider'));
  const { logFile, exited } = supervisor.start({
    name: 'provider',
    command: process.execPath,
    args: ['--import', 'tsx', join(__dirname, 'support', 'provider.ts')],
    env: { PROVIDER_PORT: String(port), PROVIDER_PASSWORD: PASSWORD, QUAYSIDE_OIDC_SECRET: SECRET },
  });
  const discovered = async () => (await fetch(`${issuer}/.well-known/openid-configuration`)).ok || undefined;
  await waitFor('the provider', discovered, { deadlineMs: 60_000, logFile, unless: exited });
});
afterAll(() => supervisor.stopAll());

/** Follows redirects within the provider as a browser does, with its cookies, and stops where it leaves. */
async function browse(url: string, cookies: Map<string, string>, form?: Record<string, string>): Promise<Response> {
  const response = await fetch(url, {
    method: form === undefined ? 'GET' : 'POST',
    body: form === undefined ? undefined : new URLSearchParams(form),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    redirect: 'manual',
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';');
    cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  }
  const to = response.headers.get('location');
  const next = to === null ? undefined : new URL(to, url).toString();
  return next?.startsWith(issuer) === true ? browse(next, cookies) : response;
}

const tokensSchema = z.object({ access_token: z.string(), id_token: z.string() });

/** Signs in with the settings that Grafana has, as Grafana does: code, PKCE, token, user info. */
async function signIn(email: string, password = PASSWORD) {
  const verifier = randomBytes(32).toString('base64url');
  const cookies = new Map<string, string>();
  const question = new URLSearchParams({
    response_type: 'code',
    client_id: setting('CLIENT_ID'),
    redirect_uri: REDIRECT,
    scope: setting('SCOPES'),
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await browse(`${issuer}/auth?${question}`, cookies);
  const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const back = await browse(new URL(action, issuer).toString(), cookies, { email, password });
  const code = new URL(back.headers.get('location') ?? 'http://nowhere').searchParams.get('code');
  if (code === null) {
    return undefined;
  }
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${setting('CLIENT_ID')}:${SECRET}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    }),
  });
  const tokens = tokensSchema.parse(await answer.json());
  const info = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  return { idToken: tokens.id_token, claims: z.record(z.string(), z.unknown()).parse(await info.json()) };
}

const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

describe('signing in through a provider', () => {
  it.each([
    ['viewer@quayside.example', 'Viewer'],
    ['editor@quayside.example', 'Editor'],
    ['admin@quayside.example', 'Admin'],
  ])('%s becomes %s', async (email, role) => {
    const signed = await signIn(email);
    expect(signed?.claims).toMatchObject({ email });
    expect(search(signed?.claims, setting('ROLE_ATTRIBUTE_PATH'))).toBe(role);
    expect(search(signed?.claims, setting('LOGIN_ATTRIBUTE_PATH'))).toBe(email);
  });

  it('gives a token that the provider’s own keys have signed', async () => {
    const signed = await signIn('editor@quayside.example');
    const [head = '', body = '', signature = ''] = (signed?.idToken ?? '').split('.');
    const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: Array<JsonWebKey & { kid?: string }> };
    const key = keys.find(({ kid }) => kid === decode(head).kid);
    expect(key).toBeDefined();
    const verified = createVerify('RSA-SHA256')
      .update(`${head}.${body}`)
      .verify(createPublicKey({ key: key ?? {}, format: 'jwk' }), Buffer.from(signature, 'base64url'));
    expect(verified).toBe(true);
    expect(decode(body)).toMatchObject({ iss: issuer, aud: setting('CLIENT_ID') });
  });

  it('turns away a wrong password', async () => {
    expect(await signIn('admin@quayside.example', 'wrong')).toBeUndefined();
  });

  it.each([{ groups: ['others'] }, { groups: [] }, { groups: null }, {}])(
    'gives no role to %j: strict turns them away',
    (claims) => {
      // What is no list is an error of the expression, and no role either.
      const role = () => {
        try {
          return search(claims, setting('ROLE_ATTRIBUTE_PATH')) as unknown;
        } catch {
          return undefined;
        }
      };
      expect(['Admin', 'Editor', 'Viewer']).not.toContain(role());
      expect(setting('ROLE_ATTRIBUTE_STRICT')).toBe('true');
    }
  );

  it('gives the highest of several roles', () => {
    expect(search({ groups: ['quayside-viewers', 'quayside-admins'] }, setting('ROLE_ATTRIBUTE_PATH'))).toBe('Admin');
  });

  it('is off unless asked for', () => {
    const plain = composeService(readCompose(ROOT, {}), 'grafana').environment;
    expect(plain.GF_AUTH_GENERIC_OAUTH_ENABLED).toBe('false');
    expect(plain.GF_AUTH_ANONYMOUS_ENABLED).toBe('false');
    expect(plain.GF_SECURITY_ALLOW_EMBEDDING).toBe('false');
    expect(readFileSync(join(ROOT, 'stack/oidc/dex.yaml'), 'utf8')).not.toMatch(/\$2[aby]\$/);
  });
});
