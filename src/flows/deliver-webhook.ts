// Delivers one queued webhook; repeats carry the same id, so the receiver can tell them.

import { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findDelivery, noteAttempt, type DeliveryToMake } from '../db/queries/webhooks-out.ts';
import { callUnlimited } from '../engine/limiter.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Deps } from './deps.ts';
import { openPayload } from './erase-tell-sources.ts';

/** Gaps between attempts: a pause matters in seconds, an endpoint that is down comes back in hours. About three days. */
export const retryGapsMs = [
  1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
  28_800_000, 43_200_000, 57_600_000, 86_400_000,
] as const;

/** Handler of work kind `delivery`. Safe to repeat. */
export async function deliverWebhook(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId, subjectId: id } = work;
  const delivery = await findDelivery(deps.db, { workspaceId, id });
  if (delivery === undefined || delivery.state !== 'pending') return { next: 'done' };
  if (!delivery.isActive) {
    await end(deps, workspaceId, {
      delivery,
      state: 'dismissed',
      status: null,
      error: 'The endpoint was removed.',
    });
    return { next: 'done' };
  }
  try {
    const status = await callUnlimited(
      deps,
      async () => await deps.webhooks.send(signed(deps, delivery)),
    );
    await end(deps, workspaceId, { delivery, state: 'delivered', status, error: null });
    return { next: 'done' };
  } catch (cause) {
    if (!(cause instanceof PortFailure)) throw cause;
    return await afterFailure(deps, workspaceId, { delivery, failure: cause });
  }
}

function signed(deps: Deps, delivery: DeliveryToMake) {
  const body = JSON.stringify({
    type: delivery.event,
    timestamp: delivery.createdAt.toISOString(),
    data: openPayload(deps, delivery.payload),
  });
  const secret = new Secret(Buffer.from(deps.sealer.open(delivery.sealedSecret)).toString('utf8'));
  return { id: delivery.id, url: delivery.url, secret, sentAt: deps.clock.now(), body };
}

async function afterFailure(
  deps: Deps,
  workspaceId: string,
  given: { delivery: DeliveryToMake; failure: PortFailure },
): Promise<WorkResult> {
  const { delivery, failure } = given;
  const gapMs = failure.kind === 'rejected' ? undefined : retryGapsMs[delivery.attempts];
  const result = { delivery, status: failure.status ?? null, error: failure.message };
  if (gapMs === undefined) {
    await end(deps, workspaceId, { ...result, state: 'parked' });
    deps.log.error('webhook.parked', {
      workspaceId,
      deliveryId: delivery.id,
      detail: failure.detail,
    });
    return { next: 'done' };
  }
  await end(deps, workspaceId, { ...result, state: 'pending' });
  // Up to a fifth more, so that many deliveries to one endpoint that was down do not come back at once.
  const waitMs = gapMs * (1 + deps.chance.next() / 5);
  return {
    next: 'again',
    dueAt: new Date(deps.clock.now().getTime() + waitMs),
    because: failure.message,
  };
}

interface Attempted {
  delivery: DeliveryToMake;
  state: 'pending' | 'delivered' | 'parked' | 'dismissed';
  status: number | null;
  error: string | null;
}

async function end(deps: Deps, workspaceId: string, attempted: Attempted): Promise<void> {
  const { delivery, state, status, error } = attempted;
  await deps.db.transaction().execute(async (trx) => {
    const isNews = await noteAttempt(trx, {
      workspaceId,
      id: delivery.id,
      state,
      status,
      error,
      now: deps.clock.now(),
    });
    if (!isNews) return;
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: 'system',
        action: state === 'pending' ? 'webhook.failed' : `webhook.${state}`,
        subjectKind: 'delivery',
        subjectId: delivery.id,
        ...(delivery.personId === null ? {} : { personId: delivery.personId }),
        detail: { event: delivery.event, attempt: delivery.attempts + 1, status, because: error },
      },
    ]);
  });
}
