// Marks in Lever that a person was erased here: one tag on each candidate that still stands there, once.

import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findWantedMark, settleMark } from '../db/queries/erasures.ts';
import type { ErasureMark } from '../db/queries/erasures.ts';
import { findOpenIntent, planIntent, type Intent } from '../engine/intents.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import { requestWork } from '../engine/work.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { Turn } from '../engine/deps.ts';
import { wasDismissed } from '../db/queries/erasure-marks.ts';
import type { Deps } from './deps.ts';
import { erasureWorkKind } from './erase-request.ts';
import type { ConnectedLever } from './lever-access.ts';
import type { EffectContext } from './record-effects/effect.ts';
import { erasedTag, markErasedKind } from './record-effects/mark-erased.ts';

type Wanted = ErasureMark & { personId: string };

/** What `syncRecord` does next for a record of an erased person; null where nothing is left to do. */
export async function nextMarkStep(
  deps: Deps & { turn: Turn },
  given: { work: ClaimedWork; lever: ConnectedLever },
): Promise<{ intent: Intent; context: EffectContext } | null> {
  const { work, lever } = given;
  const key = { workspaceId: work.workspaceId, recordId: work.subjectId };
  const mark = await findWantedMark(deps.db, key);
  if (mark === undefined) return null;
  const context = contextOf(deps, { work, lever, mark });
  const subject = { workspaceId: key.workspaceId, subjectKind: 'record', subjectId: key.recordId };
  const open = await findOpenIntent(deps.db, subject);
  if (open?.state === 'parked') return null;
  if (open !== null) return { intent: open, context };
  const settled = await settledAlready(deps, { mark, context });
  if (settled !== null) {
    await deps.db.transaction().execute(async (trx) => {
      const entry = await settle(trx, deps, { workspaceId: key.workspaceId, mark, ...settled });
      await appendAudit(trx, deps, [entry]);
    });
    deps.wake();
    return null;
  }
  const intent = await deps.db.transaction().execute(
    async (trx) =>
      await planIntent(trx, deps, {
        ...subject,
        queueKey: work.queueKey,
        lane: lanes.interactive,
        kind: markErasedKind,
        payload: { erasureId: mark.erasureId },
        marker: `erased:${mark.erasureId}`,
        isRepeatable: true,
        cause: 'the person was erased',
      }),
  );
  return { intent, context };
}

interface Settled {
  state: 'marked' | 'impossible';
  because: string;
}

/** What a look at Lever says: gone, marked before, or nothing yet. */
async function settledAlready(
  deps: Deps,
  given: { mark: Wanted; context: EffectContext },
): Promise<Settled | null> {
  const { mark, context } = given;
  const { workspaceId } = context;
  const opportunityId = mark.opportunityId ?? '';
  const gone: Settled = { state: 'impossible', because: 'the candidate is gone from Lever' };
  if (mark.gone !== null || opportunityId === '') return gone;
  const { recordId } = mark;
  if (await wasDismissed(deps.db, { workspaceId, recordId, kind: markErasedKind }))
    return { state: 'impossible', because: 'a person decided against marking it' };
  const found = await context.limited(
    async () => await deps.lever.getOpportunity(context.access, opportunityId),
  );
  if (found === null || found.isAnonymized) return gone;
  if (found.tags.includes(erasedTag)) return { state: 'marked', because: 'it carried the tag' };
  return null;
}

/** Joins the caller's transaction; returns the audit entry, and wakes the erasure, whose proof waits for this. */
async function settle(
  trx: Trx,
  deps: Deps,
  given: Settled & { workspaceId: string; mark: Wanted },
) {
  const { workspaceId, mark, state, because } = given;
  const { recordId, personId, erasureId } = mark;
  const now = deps.clock.now();
  await settleMark(trx, { workspaceId, recordId, state, because, now });
  await requestWork(trx, {
    workspaceId,
    kind: erasureWorkKind,
    subjectId: erasureId,
    queueKey: `erasure:${workspaceId}`,
    lane: lanes.interactive,
    dueAt: now,
    because: 'a mark in Lever was settled',
  });
  const subject = { subjectKind: 'record', subjectId: recordId, personId };
  const detail = { erasureId, state, because };
  return { workspaceId, actor: 'system', action: 'erasure.mark_settled', ...subject, detail };
}

function contextOf(
  deps: Deps,
  given: { work: ClaimedWork; lever: ConnectedLever; mark: Wanted },
): EffectContext {
  const { work, lever, mark } = given;
  return {
    deps,
    access: lever.access,
    performAs: lever.performAs,
    workspaceId: work.workspaceId,
    recordId: work.subjectId,
    personId: mark.personId,
    opportunityId: mark.opportunityId,
    contactId: null,
    mappingVersion: 0,
    limited: async (call) => await callLimited(deps, work, call),
  };
}
