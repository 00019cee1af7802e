// Control calls over API keys and OAuth apps.
import { z } from 'zod';
import { badRequest } from '../wire/refusal.ts';
import type { ApiKey } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';
import { id } from './human.ts';

const NOTHING = z.object({});

/** Who may call the API. */
export function keyCalls({ door }: Backstage) {
  const { account } = door;
  const keyEvent = (type: string, key: ApiKey): void => {
    // Lever's audit events show the last four characters of a key.
    const label = `${key.name} …${key.secret.slice(-4)}`;
    account.world.extras.auditEvents.push({
      id: account.ids.uuid(),
      createdAt: account.clock.now(),
      type,
      user: null,
      target: { id: key.id, type: 'key', label },
      meta: { service: 'data-api' },
    });
  };
  return {
    keys: call('API keys', NOTHING, () => [...account.world.apiKeys.values()]),
    addKey: call(
      'Makes an API key; permissions are `noun:read`, `noun:write` or `METHOD /pattern`',
      z.object({
        name: z.string().default('Key'),
        permissions: z.union([z.literal('all'), z.array(z.string())]).default('all'),
        confidential: z.boolean().default(false),
      }),
      (wish) => {
        const secret = account.ids.hex(48);
        const key: ApiKey = { id: account.ids.uuid(), secret, ...wish, revokedAt: null };
        account.world.apiKeys.set(secret, key);
        keyEvent('key:added', key);
        return { id: key.id, apiKey: secret };
      },
    ),
    revokeKey: call('Revokes an API key', z.object({ apiKey: id }), ({ apiKey }) => {
      const key = account.world.apiKeys.get(apiKey);
      if (!key) throw badRequest('There is no such key');
      key.revokedAt = account.clock.now();
      keyEvent('key:removed', key);
      return { id: key.id };
    }),
    addOAuthApp: call(
      'Registers an OAuth app, as Lever does by hand for partners',
      z.object({ name: z.string().default('App'), redirectUris: z.array(z.string()).min(1) }),
      ({ name, redirectUris }) => {
        const app = { id: account.ids.hex(32), secret: account.ids.hex(64), name, redirectUris };
        account.world.oauth.apps.set(app.id, app);
        return { clientId: app.id, clientSecret: app.secret, audience: `${account.urls.api}/` };
      },
    ),
  };
}
