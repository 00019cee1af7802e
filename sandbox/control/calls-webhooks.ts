// Control calls over webhooks: the switch of each event, and what was sent.
import { z } from 'zod';
import { badRequest } from '../wire/refusal.ts';
import { WEBHOOK_EVENTS } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';
import { id } from './human.ts';

const NOTHING = z.object({});

/** The webhook page of the settings. */
export function webhookCalls({ door, sender }: Backstage) {
  const { account } = door;
  return {
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
    addWebhook: call(
      'Adds a webhook as made in the settings: the API shows it but cannot change it',
      z.object({
        event: z.enum(WEBHOOK_EVENTS),
        url: z.url(),
        signatureToken: z.string().nullable().default(null),
      }),
      (wish) => {
        const now = account.clock.now();
        const born = { createdAt: now, updatedAt: now, byApi: false, conditions: null };
        const webhook = { id: account.ids.uuid(), ...wish, ...born };
        account.world.webhooks.set(webhook.id, webhook);
        return { id: webhook.id };
      },
    ),
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
