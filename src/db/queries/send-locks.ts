// Locks that have no row of their own.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

/** First messages to one company wait for each other until the transaction is over. */
export async function lockEmployer(
  trx: Trx,
  key: { workspaceId: string; employerKey: Uint8Array },
): Promise<void> {
  const name = `employer ${key.workspaceId} ${Buffer.from(key.employerKey).toString('hex')}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}

/**
 * The last look before content goes out: true, and noted, only while this worker holds the message, in time, and
 * nothing it was let go under has changed. A pause that is being written is waited for: it wins.
 */
export async function noteData(
  trx: Trx,
  key: { workspaceId: string; id: string; fence: number; now: Date },
): Promise<boolean> {
  const { workspaceId, id } = key;
  const held = await sql<{ isOk: boolean }>`
    select true as is_ok from messages m
    join enrollments e on e.workspace_id = m.workspace_id and e.id = m.enrollment_id
    join sequences s on s.workspace_id = m.workspace_id and s.id = m.sequence_id
    where m.workspace_id = ${workspaceId} and m.id = ${id}
      and e.epoch = m.enrollment_epoch and (e.state = 'active' or e.state = 'finished' and m.has_been_resent)
      and s.epoch = m.sequence_epoch and s.state = 'active'
    for share of e, s
  `.execute(trx);
  const around = await sql<{ isByHand: boolean }>`
    select m.enrollment_id is null as is_by_hand from messages m
    join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
    join outreach_settings o on o.workspace_id = m.workspace_id
    where m.workspace_id = ${workspaceId} and m.id = ${id}
      and b.epoch = m.mailbox_epoch and b.state = 'on' and o.epoch = m.workspace_epoch and o.stopped_at is null
    for share of b, o
  `.execute(trx);
  const [found] = around.rows;
  if (found === undefined || (!found.isByHand && held.rows.length === 0)) return false;
  const noted = await sql`
    update messages set data_at = ${key.now}
    where workspace_id = ${workspaceId} and id = ${id} and state = 'submitting' and fence = ${key.fence}
      and deadline_at > ${key.now}
  `.execute(trx);
  return Number(noted.numAffectedRows ?? 0) > 0;
}
