// A person's decision about something parked: try it again, or give it up with a reason.

import { InputError } from '../core/input-error.ts';
import { isUuid } from '../core/ids.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { dropParkedIntake, moveParkedDelivery, unparkIntake } from '../db/queries/parked.ts';
import type { ParkedKind } from '../db/queries/parked.ts';
import { lanes } from '../engine/lanes.ts';
import { dismissParked, retryParked } from '../engine/parked.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export interface ParkedDecision {
  workspaceId: string;
  id: string;
  actor: string;
}

const reasonCharsMax = 1_000;

/** Throws InputError where nothing with this id is parked. */
export async function retryParkedThing(
  deps: Deps,
  decision: ParkedDecision,
): Promise<{ kind: ParkedKind }> {
  return await settle(deps, decision, {
    action: 'parked.retried',
    detail: {},
    effect: async (trx, key) => (await retryParked(trx, { ...key, intentId: key.id })) !== null,
    intake: async (trx, key) => await unparkIntake(trx, key),
    webhook: async (trx, key) => {
      const moved = await moveParkedDelivery(trx, { ...key, to: 'pending' });
      if (moved === undefined) return false;
      await requestWork(trx, {
        workspaceId: key.workspaceId,
        kind: 'delivery',
        subjectId: key.id,
        queueKey: `endpoint:${moved.endpointId}`,
        lane: lanes.safety,
        dueAt: key.now,
        because: 'a person asked to try again',
      });
      return true;
    },
  });
}

/** Gives it up for good; the reason is kept. Throws InputError where nothing with this id is parked. */
export async function dismissParkedThing(
  deps: Deps,
  decision: ParkedDecision & { reason: string },
): Promise<{ kind: ParkedKind }> {
  const reason = decision.reason.trim();
  if (reason === '' || reason.length > reasonCharsMax) {
    throw new InputError(
      'invalid',
      `Say why it is given up, in at most ${reasonCharsMax} characters.`,
      'reason',
    );
  }
  return await settle(deps, decision, {
    action: 'parked.dismissed',
    detail: { reason },
    effect: async (trx, key) =>
      (await dismissParked(trx, { ...key, intentId: key.id, reason })) !== null,
    intake: async (trx, key) => await dropParkedIntake(trx, key),
    webhook: async (trx, key) =>
      (await moveParkedDelivery(trx, { ...key, to: 'dismissed' })) !== undefined,
  });
}

interface Key {
  workspaceId: string;
  id: string;
  now: Date;
}

interface Settlement extends Record<ParkedKind, (trx: Trx, key: Key) => Promise<boolean>> {
  action: string;
  detail: Record<string, unknown>;
}

async function settle(
  deps: Deps,
  decision: ParkedDecision,
  settlement: Settlement,
): Promise<{ kind: ParkedKind }> {
  const { workspaceId, id, actor } = decision;
  if (!isUuid(id)) throw noneParked(id);
  const kind = await inTransaction(deps.db, async (trx) => {
    const key = { workspaceId, id, now: deps.clock.now() };
    for (const one of ['effect', 'intake', 'webhook'] as const) {
      if (!(await settlement[one](trx, key))) continue;
      const { action, detail } = settlement;
      const subject = { subjectKind: one, subjectId: id };
      await appendAudit(trx, deps, [{ workspaceId, actor, action, ...subject, detail }]);
      return one;
    }
    throw noneParked(id);
  });
  deps.wake();
  return { kind };
}

function noneParked(id: string): InputError {
  return new InputError('not_found', `Nothing with the id ${id} is parked. List what is.`, 'id');
}
