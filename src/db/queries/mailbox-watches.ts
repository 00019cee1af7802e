// Which process listens on which mailbox: one at a time, and another one where it falls silent.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface WatchedMailbox {
  workspaceId: string;
  mailboxId: string;
}

/** Takes mailboxes that nobody holds. Two processes at once never get the same one: the row's key decides. */
export async function claimWatches(
  conn: Conn,
  claim: { holder: string; now: Date; until: Date; limit: number },
): Promise<void> {
  const { holder, now, until } = claim;
  await sql`
    insert into mailbox_watches as w (workspace_id, mailbox_id, holder, held_until)
    select m.workspace_id, m.id, ${holder}, ${until} from mailboxes m
    left join mailbox_watches h on h.workspace_id = m.workspace_id and h.mailbox_id = m.id
    where m.imap is not null and m.state in ('on', 'paused') and (h.holder is null or h.held_until <= ${now})
    order by 1, 2
    limit ${claim.limit}
    on conflict (workspace_id, mailbox_id) do update set holder = excluded.holder, held_until = excluded.held_until
    where w.held_until <= ${now}
  `.execute(conn);
}

/** Keeps what this holder has and still holds; what is good for long is left alone. */
export async function renewWatches(
  conn: Conn,
  renewal: { holder: string; now: Date; until: Date; ifBefore: Date },
): Promise<void> {
  await sql`
    update mailbox_watches set held_until = ${renewal.until}
    where holder = ${renewal.holder} and held_until > ${renewal.now} and held_until < ${renewal.ifBefore}
  `.execute(conn);
}

/** What this holder may listen on now. */
export async function listWatches(
  conn: Conn,
  key: { holder: string; now: Date },
): Promise<WatchedMailbox[]> {
  const found = await sql<WatchedMailbox>`
    select w.workspace_id, w.mailbox_id from mailbox_watches w
    join mailboxes m on m.workspace_id = w.workspace_id and m.id = w.mailbox_id
    where w.holder = ${key.holder} and w.held_until > ${key.now}
      and m.imap is not null and m.state in ('on', 'paused')
    order by 1, 2
  `.execute(conn);
  return found.rows;
}

/** Others may take them at once. */
export async function releaseWatches(conn: Conn, holder: string): Promise<void> {
  await sql`delete from mailbox_watches where holder = ${holder}`.execute(conn);
}
