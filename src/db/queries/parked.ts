// Everything that waits for a person, of whatever kind, in one list: effects in Lever, received items, webhooks.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export const parkedKinds = ['effect', 'intake', 'webhook'] as const;
export type ParkedKind = (typeof parkedKinds)[number];

export interface ParkedThing {
  kind: ParkedKind;
  id: string;
  /** What it is, such as create_opportunity or touch. */
  about: string;
  subjectId: string;
  because: string;
  nextAction: string;
  since: Date;
}

interface Key {
  workspaceId: string;
  id: string;
}

/** Newest first; `after` is the last one of the page before. */
export async function listParkedThings(
  conn: Conn,
  key: { workspaceId: string; limit: number; after?: { since: Date; id: string } },
): Promise<ParkedThing[]> {
  const { after } = key;
  const rest =
    after === undefined
      ? sql`true`
      : sql`since < ${after.since}::timestamptz or (since = ${after.since}::timestamptz and id > ${after.id}::uuid)`;
  const found = await sql<ParkedThing>`
    select * from (
      select 'effect' as kind, id, kind as about, subject_id, coalesce(failure_text, failure, '') as because,
        coalesce(next_action, 'Look at the reason, then try again or dismiss it.') as next_action, planned_at as since
      from intents where workspace_id = ${key.workspaceId} and state = 'parked'
      union all
      select 'intake', item_id, kind, item_id, parked_because,
        'Correct it at the source and send it again, or try again, or dismiss it.', due_at
      from pending_intake where workspace_id = ${key.workspaceId} and parked_because is not null
      union all
      select 'webhook', id, event, endpoint_id, coalesce(last_error, ''),
        'See that the receiver answers with 2xx, then try again.', created_at
      from webhook_deliveries where workspace_id = ${key.workspaceId} and state = 'parked'
    ) parked where ${rest} order by since desc, id limit ${key.limit}`.execute(conn);
  return found.rows;
}

/** Makes a parked item due again; false where it is not parked. */
export async function unparkIntake(trx: Trx, key: Key & { now: Date }): Promise<boolean> {
  const changed = await trx
    .updateTable('pendingIntake')
    .set({ parkedBecause: null, attempts: 0, dueAt: key.now })
    .where('workspaceId', '=', key.workspaceId)
    .where('itemId', '=', key.id)
    .where('parkedBecause', 'is not', null)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Gives up working on a parked item; what was received stays. False where it is not parked. */
export async function dropParkedIntake(trx: Trx, key: Key): Promise<boolean> {
  const dropped = await trx
    .deleteFrom('pendingIntake')
    .where('workspaceId', '=', key.workspaceId)
    .where('itemId', '=', key.id)
    .where('parkedBecause', 'is not', null)
    .executeTakeFirst();
  return dropped.numDeletedRows > 0n;
}

/** Moves a parked delivery on; its endpoint, or undefined where it is not parked. */
export async function moveParkedDelivery(
  trx: Trx,
  key: Key & { to: 'pending' | 'dismissed' },
): Promise<{ endpointId: string } | undefined> {
  return await trx
    .updateTable('webhookDeliveries')
    .set({ state: key.to, ...(key.to === 'pending' ? { attempts: 0 } : {}) })
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .where('state', '=', 'parked')
    .returning('endpointId')
    .executeTakeFirst();
}
