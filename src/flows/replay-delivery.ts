// Sends a webhook again that was delivered or given up: the same id and content, so a receiver that keeps ids can tell.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findDelivery, reopenDelivery } from '../db/queries/webhooks-out.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { deliveryQueue } from './queue-webhook.ts';

/** Throws InputError where it cannot be sent again, with why. */
export async function replayDelivery(
  deps: Deps,
  replay: { workspaceId: string; id: string; actor: string },
): Promise<void> {
  const { workspaceId, id, actor } = replay;
  await inTransaction(deps.db, async (trx) => {
    const delivery = await findDelivery(trx, { workspaceId, id });
    if (delivery === undefined) throw new InputError('not_found', 'There is no such delivery.');
    const { endpointId, event, personId } = delivery;
    refuse(delivery);
    const wasReopened = await reopenDelivery(trx, { workspaceId, id });
    if (!wasReopened) throw new InputError('conflict', 'It is on its way already.');
    await requestWork(trx, {
      workspaceId,
      kind: 'delivery',
      subjectId: id,
      queueKey: deliveryQueue(endpointId),
      lane: lanes.interactive,
      dueAt: deps.clock.now(),
      because: 'a person asked to send it again',
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'webhook.replayed',
        subjectKind: 'delivery',
        subjectId: id,
        ...(personId === null ? {} : { personId }),
        detail: { event, endpointId },
      },
    ]);
  });
  deps.wake();
}

function refuse(delivery: { state: string; isActive: boolean; payload: object }): void {
  if (delivery.state === 'pending')
    throw new InputError('conflict', 'It is on its way already; wait for the answer.');
  if (!delivery.isActive)
    throw new InputError('conflict', 'Its address was removed; add the address again first.');
  if (Object.keys(delivery.payload).length === 0)
    throw new InputError('conflict', 'What it said was erased with the person; nothing is left.');
}
