// A workspace and an application that the sandbox has registered, for tests of connecting by OAuth.

import { Secret } from '../src/core/secret.ts';
import { lever } from '../src/adapters/lever/lever.ts';
import type { Transport } from '../src/adapters/lever/transport.ts';
import type { Db } from '../src/db/connect.ts';
import { findConnection } from '../src/db/queries/lever-connections.ts';
import type { Deps } from '../src/flows/deps.ts';
import { finishOAuth, type ComeBack } from '../src/flows/finish-oauth.ts';
import { openConnection, type ConnectedLever } from '../src/flows/lever-access.ts';
import { startOAuth, type OAuthToStart } from '../src/flows/start-oauth.ts';
import { CALL_TIMEOUT_MS, sandboxTransport } from './lever-account.ts';
import { openOutreachWorld, type OutreachWorld, type WorldOptions } from './outreach-world.ts';

export const apiUrl = 'https://api.lever.co/v1';
const redirectUrl = 'https://fulcrum.example/oauth/lever/callback';

export interface OAuthWorld extends OutreachWorld {
  start(more?: Partial<OAuthToStart>): Promise<string>;
  /** What Lever's consent page puts into the address it sends the admin back to. */
  consent(url: string): Promise<ComeBack>;
  connectByOAuth(): Promise<void>;
  /** The way in as another process would open it, with an adapter over this transport. */
  instance(transport?: Transport): Promise<ConnectedLever & { deps: Deps }>;
  tokenCallCount(): number;
}

/** Nothing is connected yet. */
export async function openOAuthWorld(db: Db, options: WorldOptions = {}): Promise<OAuthWorld> {
  const world = await openOutreachWorld(db, { ...options, isUnconnected: true });
  const { deps, workspaceId, control, account } = world;
  const registered = control.addOAuthApp({ redirectUris: [redirectUrl] });
  deps.leverApp = {
    clientId: registered.clientId,
    clientSecret: new Secret(registered.clientSecret),
    authUrl: 'https://auth.lever.example',
    redirectUrl,
  };
  const start: OAuthWorld['start'] = async (more = {}) => {
    const [user] = control.users({});
    const { url } = await startOAuth(deps, {
      workspaceId,
      baseUrl: apiUrl,
      performAsEmail: user?.email ?? '',
      publicUrl: null,
      withConfidential: true,
      actor: 'user:admin',
      ...more,
    });
    return url;
  };
  const consent: OAuthWorld['consent'] = async (url) => {
    const { pathname, search } = new URL(url);
    const request = { method: 'GET', path: pathname + search, headers: {}, body: undefined };
    const { headers } = await account.sandbox.handle(request);
    const back = new URL(String(headers['location'])).searchParams;
    const given = (name: string): string | undefined => back.get(name) ?? undefined;
    return { state: given('state'), code: given('code'), error: given('error') };
  };
  return {
    ...world,
    start,
    consent,
    connectByOAuth: async () => void (await finishOAuth(deps, await consent(await start()))),
    instance: async (transport = sandboxTransport(account.sandbox)) => {
      const { clock } = account;
      const own = { ...deps, lever: lever({ transport, callTimeoutMs: CALL_TIMEOUT_MS, clock }) };
      const connection = await findConnection(db, workspaceId);
      if (connection === undefined) throw new Error('Nothing is connected.');
      return { ...openConnection(own, connection), deps: own };
    },
    tokenCallCount: () =>
      control.log({ limit: 10_000 }).filter((call) => call.path === '/oauth/token').length,
  };
}
