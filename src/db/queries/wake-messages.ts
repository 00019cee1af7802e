// Messages that waited for a switch: it is on again.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

export interface WokenMailbox {
  workspaceId: string;
  mailboxId: string;
  dueAt: Date;
}

/** Everything unsent of a sequence is looked at now; returns whose mailboxes. */
export async function wakeSequence(
  trx: Trx,
  key: { workspaceId: string; sequenceId: string; now: Date },
): Promise<WokenMailbox[]> {
  const woken = await sql<{ mailboxId: string }>`
    with woken as (
      update messages m set due_at = ${key.now}
      from enrollments e
      where m.workspace_id = ${key.workspaceId} and m.sequence_id = ${key.sequenceId} and m.due_at is null
        and m.state in ('planned', 'prepared', 'refused_transient') and m.channel = 'email'
        and e.workspace_id = m.workspace_id and e.id = m.enrollment_id and e.state = 'active' and e.approval <> 'waiting'
      returning m.mailbox_id
    )
    select distinct mailbox_id from woken where mailbox_id is not null
  `.execute(trx);
  return woken.rows.map((row) => ({
    workspaceId: key.workspaceId,
    mailboxId: row.mailboxId,
    dueAt: key.now,
  }));
}

/** Everything unsent of a mailbox whose run is active is looked at now. */
export async function wakeMailbox(
  trx: Trx,
  key: { workspaceId: string; mailboxId: string; now: Date },
): Promise<void> {
  await sql`
    update messages m set due_at = ${key.now}
    where m.workspace_id = ${key.workspaceId} and m.mailbox_id = ${key.mailboxId}
      and m.state in ('planned', 'prepared', 'refused_transient') and m.due_at > ${key.now}
  `.execute(trx);
}

/** One message is decided anew. False where it is not waiting. */
export async function wakeMessage(
  trx: Trx,
  key: { workspaceId: string; id: string; now: Date },
): Promise<{ mailboxId: string | null; channel: string } | undefined> {
  const woken = await sql<{ mailboxId: string | null; channel: string }>`
    update messages set state = case when state = 'blocked' then 'planned' else state end, due_at = ${key.now}, because = null
    where workspace_id = ${key.workspaceId} and id = ${key.id} and state in ('planned', 'blocked', 'prepared')
    returning mailbox_id, channel
  `.execute(trx);
  return woken.rows[0];
}
