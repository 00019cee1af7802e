// Our webhook subscriptions at Lever, each with its sealed signature token.

import type { Conn, Trx } from '../connect.ts';

export interface StoredHook {
  id: string;
  event: string;
  url: string;
  sealedToken: Uint8Array | null;
}

/** All subscriptions we hold, or those of one event. */
export async function listHooks(
  conn: Conn,
  key: { workspaceId: string; event?: string },
): Promise<StoredHook[]> {
  let query = conn
    .selectFrom('leverHooks')
    .where('workspaceId', '=', key.workspaceId)
    .select(['id', 'event', 'url', 'sealedToken'])
    .orderBy('createdAt')
    .orderBy('id');
  if (key.event !== undefined) query = query.where('event', '=', key.event);
  return await query.execute();
}

/** Stores a subscription just made. */
export async function addHook(
  trx: Trx,
  hook: StoredHook & { workspaceId: string; now: Date },
): Promise<void> {
  const { now, ...row } = hook;
  await trx
    .insertInto('leverHooks')
    .values({ ...row, createdAt: now })
    .execute();
}

/** Forgets subscriptions that are no longer at Lever. */
export async function removeHooks(
  conn: Conn,
  key: { workspaceId: string; ids: readonly string[] },
): Promise<void> {
  if (key.ids.length === 0) return;
  await conn
    .deleteFrom('leverHooks')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', 'in', key.ids)
    .execute();
}

/** Notes that a subscription is alive. */
export async function touchHook(
  trx: Trx,
  key: { workspaceId: string; id: string; receivedAt: Date },
): Promise<void> {
  await trx
    .updateTable('leverHooks')
    .set({ lastReceivedAt: key.receivedAt })
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .execute();
}
