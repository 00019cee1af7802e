// Holds outreach to a person: the hold itself, the enrollments with a raised epoch, and the signed webhook that
// tells the sources, all in the caller's transaction.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { reasonParts } from '../core/governance/human-words.ts';
import { strongerEffect } from '../core/status/status.ts';
import type { OutreachEffect } from '../core/status/status.ts';
import type { Trx } from '../db/connect.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import {
  addHold,
  listHoldsInForce,
  lockPersonForOutreach,
  raiseHold,
} from '../db/queries/holds.ts';
import type { Hold, HoldCause } from '../db/queries/holds.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import type { Deps } from './deps.ts';
import { tellSource } from './tell-source.ts';

export interface HoldWish {
  workspaceId: string;
  personId: string;
  effect: 'pause' | 'stop';
  cause: HoldCause;
  /** Shown to people and to the sources: no personal values. */
  because: string;
  recordId?: string | null;
  status?: string | null;
  actor?: string;
}

/**
 * Joins the caller's transaction. Asking again changes nothing; a stop raises a pause of the same cause.
 * The caller appends the returned audit entries last and wakes the workers after the commit.
 */
export async function holdOutreach(trx: Trx, deps: Deps, asked: HoldWish): Promise<AuditEntry[]> {
  // A record that stayed with a merged person still speaks of whoever that person is now.
  const personId = (await findLivePerson(trx, asked)) ?? asked.personId;
  const wish = { ...asked, personId };
  const { workspaceId } = wish;
  await lockPersonForOutreach(trx, wish);
  const inForce = await listHoldsInForce(trx, wish);
  const same = inForce.find(
    (hold) => hold.cause === wish.cause && hold.recordId === (wish.recordId ?? null),
  );
  if (same !== undefined && strongerEffect(same.effect, wish.effect) === same.effect) return [];
  const holdId = await placeOrRaise(trx, deps, { wish, same });
  const before = effectInForce(inForce);
  const after = strongerEffect(before, wish.effect) === 'stop' ? 'stop' : 'pause';
  const held = await moveEnrollments(trx, {
    workspaceId,
    personId,
    from: after === 'stop' ? ['active', 'paused'] : ['active'],
    to: after === 'stop' ? 'stopped' : 'paused',
    because: wish.because,
    now: deps.clock.now(),
  });
  const actor = wish.actor ?? 'system';
  const isByHand = wish.cause === 'manual';
  const reason = reasonParts(wish.because, { actor, personId, isByHand });
  const entry: AuditEntry = {
    workspaceId,
    actor,
    action: 'outreach.held',
    subjectKind: 'hold',
    subjectId: holdId,
    personId,
    detail: {
      effect: wish.effect,
      before,
      after,
      cause: wish.cause,
      ...reason.detail,
      recordId: wish.recordId ?? null,
      status: wish.status ?? null,
      enrollments: held.map((each) => ({ id: each.id, state: each.state, epoch: each.epoch })),
    },
    ...reason.personal,
  };
  if (after === before && held.length === 0) return [entry];
  const told = await tellSource(trx, deps, {
    workspaceId,
    personId,
    event: after === 'stop' ? 'outreach.stop' : 'outreach.pause',
    scope: 'person',
    reason: { cause: wish.cause, text: wish.because, status: wish.status ?? null },
    enrollments: held,
  });
  return [entry, ...told];
}

/** The strongest effect of a person's holds. */
export function effectInForce(holds: readonly Hold[]): OutreachEffect {
  return holds.reduce<OutreachEffect>(
    (strongest, hold) => strongerEffect(strongest, hold.effect),
    'continue',
  );
}

async function placeOrRaise(
  trx: Trx,
  deps: Deps,
  { wish, same }: { wish: HoldWish; same: Hold | undefined },
): Promise<string> {
  const { workspaceId, personId, effect, cause, because } = wish;
  if (same !== undefined) {
    await raiseHold(trx, { workspaceId, id: same.id, because });
    return same.id;
  }
  const id = deps.ids.next();
  await addHold(trx, {
    workspaceId,
    id,
    personId,
    effect,
    cause,
    because,
    recordId: wish.recordId ?? null,
    placedAt: deps.clock.now(),
  });
  return id;
}
