// Addresses of the customer that signed webhooks go to.

import type { Conn, Trx } from '../connect.ts';

export interface EndpointRow {
  workspaceId: string;
  id: string;
  url: string;
  events: string[];
  isActive: boolean;
  createdAt: Date;
}

const endpointsMax = 1_000;

export async function insertEndpoint(
  trx: Trx,
  endpoint: Omit<EndpointRow, 'isActive'> & { sealedSecret: Uint8Array },
): Promise<void> {
  await trx.insertInto('webhookEndpoints').values(endpoint).execute();
}

/** Oldest first, those that were switched off too. */
export async function listEndpoints(
  conn: Conn,
  key: { workspaceId: string },
): Promise<EndpointRow[]> {
  return await conn
    .selectFrom('webhookEndpoints')
    .select(['workspaceId', 'id', 'url', 'events', 'isActive', 'createdAt'])
    .where('workspaceId', '=', key.workspaceId)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(endpointsMax)
    .execute();
}

/** Undefined where there is no such endpoint. Locks it until the end of the transaction. */
export async function switchOffEndpoint(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<{ wasActive: boolean } | undefined> {
  const found = await trx
    .selectFrom('webhookEndpoints')
    .select('isActive')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return undefined;
  await trx
    .updateTable('webhookEndpoints')
    .set({ isActive: false })
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .execute();
  return { wasActive: found.isActive };
}
