// Somebody asked for what they may not do: kept in the audit log, so that probing is seen.

import { appendAudit } from '../db/queries/audit.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** `route` is the pattern, without ids or values. */
export async function noteRefusal(
  deps: Deps,
  refused: { workspaceId: string; actor: string; method: string; route: string; needed: string },
): Promise<void> {
  const { workspaceId, actor, method, route, needed } = refused;
  await inTransaction(deps.db, async (trx) => {
    const subject = { subjectKind: 'route', subjectId: `${method} ${route}` };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'access.refused', ...subject, detail: { needed } },
    ]);
  });
}
