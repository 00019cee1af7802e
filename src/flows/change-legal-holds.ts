// Places and releases legal holds. While one is in force nothing of the person, or of anybody, is erased or cleaned up.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addLegalHold, releaseLegalHold } from '../db/queries/legal-holds.ts';
import type { LegalHold } from '../db/queries/legal-holds.ts';
import { wakeHeldErasures } from '../db/queries/retention-people.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { livePersonOf } from './record-consent.ts';

/** `personId` null holds everybody. Throws InputError where the person is unknown or erased already. */
export async function placeLegalHold(
  deps: Deps,
  wish: { workspaceId: string; personId: string | null; because: string; actor: string },
): Promise<{ id: string; personId: string | null }> {
  const { workspaceId, because, actor } = wish;
  return await inTransaction(deps.db, async (trx) => {
    const personId =
      wish.personId === null
        ? null
        : await livePersonOf(trx, { workspaceId, personId: wish.personId });
    const id = deps.ids.next();
    const placedAt = deps.clock.now();
    await addLegalHold(trx, { workspaceId, id, personId, because, placedBy: actor, placedAt });
    const subject = { subjectKind: 'legal_hold', subjectId: id };
    const about = personId === null ? {} : { personId };
    const detail = { isForEverybody: personId === null };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'legal_hold.placed', ...subject, ...about, detail },
    ]);
    return { id, personId };
  });
}

/** What waited for it goes on at once. Throws InputError where no such hold is in force. */
export async function releaseHold(
  deps: Deps,
  wish: { workspaceId: string; id: string; because: string; actor: string },
): Promise<LegalHold> {
  const { workspaceId, id, because, actor } = wish;
  const released = await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    const hold = await releaseLegalHold(trx, { workspaceId, id, by: actor, because, now });
    if (hold === undefined)
      throw new InputError('not_found', 'There is no such legal hold in force.');
    await wakeHeldErasures(trx, { workspaceId, now });
    const subject = { subjectKind: 'legal_hold', subjectId: id };
    const about = hold.personId === null ? {} : { personId: hold.personId };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'legal_hold.released', ...subject, ...about, detail: {} },
    ]);
    return hold;
  });
  deps.wake();
  return released;
}
