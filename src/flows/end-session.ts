// Signs a person out: here, on one other device, or everywhere else.

import { appendAudit } from '../db/queries/audit.ts';
import { endSessions } from '../db/queries/sessions.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** Ends the named session, or all but `exceptId`; tells how many. Ending one that is over changes nothing. */
export async function endSession(
  deps: Deps,
  input: {
    workspaceId: string;
    userId: string;
    accountId: string;
    which: { id: string } | { exceptId: string };
  },
): Promise<number> {
  const { workspaceId, userId, accountId, which } = input;
  return await inTransaction(deps.db, async (trx) => {
    const ended = await endSessions(trx, { accountId, ...which, now: deps.clock.now() });
    if (ended === 0) return 0;
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: `user:${userId}`,
        action: 'session.ended',
        subjectKind: 'user',
        subjectId: userId,
        detail: { ended },
      },
    ]);
    return ended;
  });
}
