// Endpoints of the customer and what is delivered to them.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface EndpointToTell {
  id: string;
  url: string;
}

/** Active endpoints that want this event; one that names no event wants all. */
export async function listEndpointsFor(
  conn: Conn,
  key: { workspaceId: string; event: string },
): Promise<EndpointToTell[]> {
  const rows = await sql<EndpointToTell>`
    select id, url from webhook_endpoints
    where workspace_id = ${key.workspaceId} and is_active and (events = '{}' or ${key.event} = any(events))
    order by id`.execute(conn);
  return rows.rows;
}

/** Keeps a delivery that is to be made. */
export async function addDelivery(
  trx: Trx,
  delivery: {
    workspaceId: string;
    id: string;
    endpointId: string;
    event: string;
    personId: string | null;
    payload: object;
    now: Date;
  },
): Promise<void> {
  const { payload, now, ...row } = delivery;
  await trx
    .insertInto('webhookDeliveries')
    .values({ ...row, payload: toJson(payload), state: 'pending', createdAt: now })
    .execute();
}

export interface DeliveryToMake {
  id: string;
  endpointId: string;
  event: string;
  personId: string | null;
  payload: object;
  state: 'pending' | 'delivered' | 'parked' | 'dismissed';
  attempts: number;
  createdAt: Date;
  url: string;
  sealedSecret: Uint8Array;
  isActive: boolean;
}

/** The delivery with its endpoint. */
export async function findDelivery(
  conn: Conn,
  key: { workspaceId: string; id: string },
): Promise<DeliveryToMake | undefined> {
  const row = await conn
    .selectFrom('webhookDeliveries as d')
    .innerJoin('webhookEndpoints as e', (join) =>
      join.onRef('e.workspaceId', '=', 'd.workspaceId').onRef('e.id', '=', 'd.endpointId'),
    )
    .where('d.workspaceId', '=', key.workspaceId)
    .where('d.id', '=', key.id)
    .select([
      'd.id',
      'd.endpointId',
      'd.event',
      'd.personId',
      'd.payload',
      'd.state',
      'd.attempts',
      'd.createdAt',
      'e.url',
      'e.sealedSecret',
      'e.isActive',
    ])
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, payload: row.payload as object };
}

/** Puts an ended delivery back to be made, as if never tried; false where it waits already. */
export async function reopenDelivery(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<boolean> {
  const changed = await sql`
    update webhook_deliveries set state = 'pending', attempts = 0, delivered_at = null
    where workspace_id = ${key.workspaceId} and id = ${key.id} and state <> 'pending'`.execute(trx);
  return (changed.numAffectedRows ?? 0n) > 0n;
}

/** What became of one attempt; false where the delivery had ended already. */
export async function noteAttempt(
  trx: Trx,
  attempt: {
    workspaceId: string;
    id: string;
    state: 'pending' | 'delivered' | 'parked' | 'dismissed';
    status: number | null;
    error: string | null;
    now: Date;
  },
): Promise<boolean> {
  const changed = await sql`
    update webhook_deliveries set
      state = ${attempt.state}, attempts = attempts + 1, last_status = ${attempt.status}, last_error = ${attempt.error},
      delivered_at = case when ${attempt.state} = 'delivered' then ${attempt.now}::timestamptz end
    where workspace_id = ${attempt.workspaceId} and id = ${attempt.id} and state in ('pending', 'parked')`.execute(
    trx,
  );
  return (changed.numAffectedRows ?? 0n) > 0n;
}
