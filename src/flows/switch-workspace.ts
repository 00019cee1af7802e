// A signed-in person goes on in another workspace they belong to.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listSeats, type Seat } from '../db/queries/accounts.ts';
import { moveSession } from '../db/queries/sessions.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** Throws InputError `not_found` for a workspace that is not theirs, whether it exists or not. */
export async function switchWorkspace(
  deps: Deps,
  input: { sessionId: string; accountId: string; slug: string },
): Promise<Seat> {
  return await inTransaction(deps.db, async (trx) => {
    const seats = await listSeats(trx, input.accountId);
    const seat = seats.find((each) => each.slug === input.slug);
    if (seat === undefined) {
      throw new InputError('not_found', 'You belong to no workspace of this name', 'slug');
    }
    if (!(await moveSession(trx, input.sessionId, seat.workspaceId)))
      throw new InputError(
        'forbidden',
        'Your organisation’s sign-in is good for this workspace alone; sign in with your password to go on elsewhere',
      );
    await appendAudit(trx, deps, [
      {
        workspaceId: seat.workspaceId,
        actor: `user:${seat.userId}`,
        action: 'session.switched',
        subjectKind: 'session',
        subjectId: input.sessionId,
        detail: {},
      },
    ]);
    return seat;
  });
}
