// Ends the connection: the credential is forgotten, what was read and written stays.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findConnection, forgetCredential } from '../db/queries/lever-connections.ts';
import type { LeverConnection } from '../db/queries/lever-connections.ts';
import type { Conn } from '../db/connect.ts';
import { removeGrant } from '../db/queries/lever-grants.ts';
import { listHooks, removeHooks } from '../db/queries/lever-hooks.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Deps } from './deps.ts';
import { openConnection } from './lever-access.ts';

/**
 * Switches off, forgets the credential and takes our webhooks out of the account as far as it lets us. What was read
 * and written stays, so that connecting the same account again goes on where this ended.
 */
export async function disconnectLever(
  deps: Deps,
  input: { workspaceId: string; actor: string; because: string },
): Promise<{ hooksLeftCount: number }> {
  const { workspaceId, actor, because } = input;
  await mustFind(deps.db, workspaceId);
  const hooksLeftCount = await removeOurHooks(deps, workspaceId);
  await deps.db.transaction().execute(async (trx) => {
    const connection = await mustFind(trx, workspaceId);
    if (connection.credentialKind === 'none') return;
    const now = deps.clock.now();
    await forgetCredential(trx, { workspaceId, because, now });
    await removeGrant(trx, workspaceId);
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'connection.ended',
        subjectKind: 'connection',
        subjectId: workspaceId,
        detail: { because, hooksLeftCount },
      },
    ]);
  });
  return { hooksLeftCount };
}

/** How many are left because Lever did not take the call; they are refused at our door from now on. */
async function removeOurHooks(deps: Deps, workspaceId: string): Promise<number> {
  const connection = await mustFind(deps.db, workspaceId);
  const hooks = await listHooks(deps.db, { workspaceId });
  if (connection.credentialKind === 'none' || connection.state === 'unauthorized')
    return hooks.length;
  const { access, queueKey } = openConnection(deps, connection);
  const removed: string[] = [];
  try {
    for (const { id } of hooks) {
      const from = { queueKey, lane: lanes.interactive };
      await callLimited(deps, from, () => deps.lever.deleteHook(access, id));
      removed.push(id);
    }
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    deps.log.warn('hooks.left', { workspaceId, detail: error.detail });
  }
  await removeHooks(deps.db, { workspaceId, ids: removed });
  return hooks.length - removed.length;
}

async function mustFind(conn: Conn, workspaceId: string): Promise<LeverConnection> {
  const connection = await findConnection(conn, workspaceId);
  if (connection !== undefined) return connection;
  throw new InputError('not_found', 'No Lever account is connected.');
}
