// Erases a person everywhere: the key, every row of the register, what waits in queues; and turns them away from then on.

import { assert } from '../core/assert.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { InputError } from '../core/input-error.ts';
import { bucketOf } from '../core/people/buckets.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { countLeft, eraseRows } from '../db/queries/erase-rows.ts';
import {
  addErasedKeys,
  addMarks,
  countInFlight,
  findErasure,
  lockWorkOf,
  markErased,
} from '../db/queries/erasures.ts';
import type { Erasure } from '../db/queries/erasures.ts';
import { forgetInSync } from '../db/queries/forget-sync.ts';
import { lockBuckets } from '../db/queries/identifiers.ts';
import { listLegalHoldsOn } from '../db/queries/legal-holds.ts';
import { buryMirrored } from '../db/queries/mirror.ts';
import { listIdentifiersOf, listSourceNames, loadScope } from '../db/queries/personal-scope.ts';
import type { PersonalScope } from '../db/queries/personal-scope.ts';
import { lockPersons } from '../db/queries/persons.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { erasureView, requestErasure } from './erase-request.ts';
import type { ErasureWish } from './erase-request.ts';
import { tellSourcesOfErasure } from './erase-tell-sources.ts';
import { erasedHashes, erasedKeysOf } from './erased-keys.ts';
import { forgetMatching } from './forget-matching.ts';
import { inTransaction } from './in-transaction.ts';
import { requestRecordWork } from './notice-person.ts';

/** After this long nobody waits for an answer that Lever or a mail server still owes. */
const waitMaxMs = 15 * 60_000;

/** The one call. Throws InputError where the person is unknown or kept by a legal hold; asking again is fine. */
export async function erasePerson(
  deps: Deps,
  wish: ErasureWish,
): Promise<ReturnType<typeof erasureView>> {
  const { workspaceId } = wish;
  const asked = await inTransaction(deps.db, async (trx) => {
    const answer = await requestErasure(trx, deps, wish);
    await appendAudit(trx, deps, answer.entries);
    return answer;
  });
  if (!asked.isAccepted) throw new InputError('conflict', asked.because);
  const key = { workspaceId, erasureId: asked.erasureId };
  if (wish.dueAt === undefined) await carryOutErasure(deps, key);
  deps.wake();
  const erasure = await findErasure(deps.db, { workspaceId, id: asked.erasureId });
  assert(erasure !== undefined, 'an erasure is never deleted');
  return erasureView(erasure);
}

export type CarriedOut = 'erased' | 'in_flight' | 'held';

/** Erases what is not erased yet. Safe to repeat at any point, by any number of workers. */
export async function carryOutErasure(
  deps: Deps,
  key: { workspaceId: string; erasureId: string },
): Promise<CarriedOut> {
  return await inTransaction(deps.db, async (trx) => {
    const erasure = await findErasure(trx, { workspaceId: key.workspaceId, id: key.erasureId });
    if (erasure === undefined || erasure.state !== 'waiting') return 'erased';
    const scope = await lockAll(trx, erasure);
    if ((await listLegalHoldsOn(trx, scope)).length > 0) return 'held';
    const waitedMs = deps.clock.now().getTime() - erasure.requestedAt.getTime();
    if (waitedMs < waitMaxMs && (await countInFlight(trx, scope)) > 0) return 'in_flight';
    // Another worker may have been faster while this one waited for the locks.
    const current = await findErasure(trx, { workspaceId: key.workspaceId, id: key.erasureId });
    if (current?.state !== 'waiting') return 'erased';
    await appendAudit(trx, deps, await erase(trx, deps, { erasure, scope }));
    return 'erased';
  });
}

/** The locks that identification takes too, so that nothing of the person comes in meanwhile. */
async function lockAll(trx: Trx, erasure: Erasure): Promise<PersonalScope> {
  const { workspaceId, personId } = erasure;
  const before = await loadScope(trx, { workspaceId, personId });
  const identifiers = await listIdentifiersOf(trx, before);
  const buckets = identifiers.map(({ kind, value }) => bucketOf(`${kind}:${value}`));
  await lockBuckets(trx, { workspaceId, buckets });
  await lockPersons(trx, { workspaceId, personIds: before.personIds });
  const scope = await loadScope(trx, { workspaceId, personId });
  await lockWorkOf(trx, { workspaceId, subjectIds: [...scope.recordIds, ...scope.messageIds] });
  return scope;
}

async function erase(
  trx: Trx,
  deps: Deps,
  given: { erasure: Erasure; scope: PersonalScope },
): Promise<AuditEntry[]> {
  const { erasure, scope } = given;
  const { workspaceId, personId, id: erasureId } = erasure;
  const now = deps.clock.now();
  const names = await listSourceNames(trx, scope);
  const keys = erasedKeysOf(await erasedHashes(trx, deps, workspaceId), {
    identifiers: await listIdentifiersOf(trx, scope),
    events: names,
  });
  await addErasedKeys(trx, { workspaceId, erasureId, keys });
  const told = await tellSourcesOfErasure(trx, deps, { workspaceId, personId, names });
  for (const each of scope.personIds) {
    await forgetMatching(trx, { workspaceId, personId: each });
    await forgetInSync(trx, { workspaceId, personId: each, now });
  }
  await buryMirrored(trx, { workspaceId, contactIds: scope.contactIds, because: 'erased', now });
  const counts = await eraseRows(trx, scope);
  const left = await countLeft(trx, scope);
  assert(Object.keys(left).length === 0, `an erasure left rows in ${Object.keys(left).join(', ')}`);
  const recordIds = await addMarks(trx, {
    workspaceId,
    erasureId,
    recordIds: scope.recordIds,
    now,
  });
  const because = 'an erased person is marked in Lever';
  await requestRecordWork(trx, deps, { workspaceId, recordIds, because, lane: lanes.interactive });
  await markErased(trx, { workspaceId, id: erasureId, counts, now });
  return [
    ...told,
    {
      workspaceId,
      actor: erasure.requestedBy,
      action: 'person.erased',
      subjectKind: 'person',
      subjectId: personId,
      personId,
      detail: {
        erasureId,
        cause: erasure.cause,
        personIds: scope.personIds,
        keysDestroyed: counts.personKeys ?? 0,
        turnedAwayBy: keys.length,
        rows: counts,
      },
    },
  ];
}
