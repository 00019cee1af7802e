// Control calls over the account's settings: keys, webhook groups and deliveries, users and postings to add.
import { z } from 'zod';
import { WEBHOOK_EVENTS, type ApiKey } from '../world/rows.ts';
import { badRequest } from '../wire/refusal.ts';
import { call, type Backstage } from './call.ts';

const NOTHING = z.object({});
const id = z.string().min(1);

export function accountCalls({ door, sender }: Backstage) {
  const { account } = door;
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
        return { id: key.id, apiKey: secret };
      },
    ),
    revokeKey: call('Revokes an API key', z.object({ apiKey: id }), ({ apiKey }) => {
      const key = account.world.apiKeys.get(apiKey);
      if (!key) throw badRequest('There is no such key');
      key.revokedAt = account.clock.now();
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
    webhookEvents: call('Which webhook events are switched on', NOTHING, () => [
      ...account.world.eventsOn,
    ]),
    switchWebhooks: call(
      'Switches webhook events on or off, as a Super Admin does in the settings; all when none is named',
      z.object({ on: z.boolean(), events: z.array(z.enum(WEBHOOK_EVENTS)).optional() }),
      ({ on, events }) => {
        for (const event of events ?? WEBHOOK_EVENTS) {
          if (on) account.world.eventsOn.add(event);
          else account.world.eventsOn.delete(event);
        }
        return [...account.world.eventsOn];
      },
    ),
    webhooks: call('Subscriptions with their signature tokens', NOTHING, () => [
      ...account.world.webhooks.values(),
    ]),
    deliveries: call('The last webhook requests, oldest first', NOTHING, () => sender.history()),
    testWebhook: call(
      'Sends the test call of the settings page',
      z.object({ webhook: id }),
      (wish) => {
        const webhook = account.world.webhooks.get(wish.webhook);
        if (!webhook) throw badRequest('There is no such webhook');
        return { id: sender.test(webhook).id };
      },
    ),
    rerunDelivery: call('Sends a remembered request again', z.object({ id }), (wish) => {
      if (!sender.rerun(wish.id)) throw badRequest('There is no such delivery');
      return { id: wish.id };
    }),
    settleWebhooks: call(
      'Waits until nothing that is due is still being sent',
      NOTHING,
      async () => {
        await sender.settled();
        return {};
      },
    ),
  };
}
