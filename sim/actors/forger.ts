// Somebody who saw the address of our webhooks and has no key: nothing they send may count.

import type { Random } from '../../sandbox/random.ts';
import { receiveHook } from '../../src/flows/receive-hook.ts';
import { ask } from '../world/requests.ts';
import type { World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';

export const forgerEvents: readonly EventKind[] = [
  { name: 'forger.hook', weight: 0.5, run: forgesHook },
];

async function forgesHook(world: World, random: Random): Promise<void> {
  const hook = world.sandbox.control.webhooks({})[0];
  const rows = world.sandbox.control.opportunities({});
  if (hook === undefined || rows.length === 0) return;
  const secret = new URL(hook.url).pathname.split('/').at(-1) ?? '';
  const triggeredAt = world.scheduler.nowMs();
  const opportunityId = random.pick(rows).id;
  const body = {
    event: hook.event,
    triggeredAt,
    token: random.hex(48),
    signature: random.hex(64),
    data: { opportunityId, toStageId: 'offer' },
  };
  const answer = await ask(
    world,
    'a forged hook',
    async (deps) =>
      await receiveHook(deps, {
        secret,
        body: Buffer.from(JSON.stringify(body)),
        receivedAt: deps.clock.now(),
      }),
  );
  if (answer.got === 'answer' && answer.result.status === 200)
    world.violate('I16 a webhook with a forged signature was taken');
}
