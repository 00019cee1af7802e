// Counters of the rolling limits: one row per submission, read and written in the transaction that begins it.

import { sql } from 'kysely';
import type { PastSend, SendKind } from '../../core/outreach/mailbox-limits.ts';
import type { Conn, Trx } from '../connect.ts';

export interface SendToAdd {
  workspaceId: string;
  id: string;
  messageId: string;
  channel: 'email' | 'sms';
  kind: SendKind;
  mailboxId: string | null;
  smsNumberId: string | null;
  ownerEmail: string;
  domainKey: Uint8Array | null;
  employerKey: Uint8Array | null;
  at: Date;
}

export async function addSend(trx: Trx, row: SendToAdd): Promise<void> {
  await trx.insertInto('sends').values(row).execute();
}

/** It certainly was not sent: its place in the windows is free again. */
export async function removeSend(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<void> {
  await trx
    .deleteFrom('sends')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .execute();
}

/** Oldest first; served by sends_by_mailbox. */
export async function listMailboxSends(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string; since: Date },
): Promise<PastSend[]> {
  const found = await sql<{ at: Date; kind: SendKind }>`
    select at, kind from sends
    where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and at > ${key.since}
    order by at
  `.execute(conn);
  return found.rows.map((row) => ({ atMs: row.at.getTime(), kind: row.kind }));
}

export const sendColumns = {
  domain: sql`domain_key`,
  employer: sql`employer_key`,
  owner: sql`owner_email`,
  number: sql`sms_number_id`,
} as const;

/** When sends with this key began, oldest first. `new` counts first messages only. */
export async function listSendTimes(
  conn: Conn,
  key: {
    workspaceId: string;
    by: keyof typeof sendColumns;
    value: Uint8Array | string;
    since: Date;
    onlyNew?: boolean;
  },
): Promise<number[]> {
  const found = await sql<{ at: Date }>`
    select at from sends
    where workspace_id = ${key.workspaceId} and ${sendColumns[key.by]} = ${key.value} and at > ${key.since}
      and (${key.onlyNew === true ? sql`kind = 'new'` : sql`true`})
    order by at
  `.execute(conn);
  return found.rows.map((row) => row.at.getTime());
}

/** Of the whole workspace. */
export async function listWorkspaceSendTimes(
  conn: Conn,
  key: { workspaceId: string; since: Date },
): Promise<number[]> {
  const found = await sql<{ at: Date }>`
    select at from sends where workspace_id = ${key.workspaceId} and at > ${key.since} order by at
  `.execute(conn);
  return found.rows.map((row) => row.at.getTime());
}

/** Sends to one domain wait for each other on its row. */
export async function lockSendDomain(
  trx: Trx,
  key: { workspaceId: string; domainKey: Uint8Array; now: Date },
): Promise<{ closedUntil: Date | null; tripCount: number }> {
  const found = await sql<{ closedUntil: Date | null; tripCount: number }>`
    insert into send_domains (workspace_id, domain_key, changed_at)
    values (${key.workspaceId}, ${key.domainKey}, ${key.now})
    on conflict (workspace_id, domain_key) do update set changed_at = send_domains.changed_at
    returning closed_until, trip_count
  `.execute(trx);
  return found.rows[0] ?? { closedUntil: null, tripCount: 0 };
}

/** Closed for longer each time; the first send that goes through again forgets the count. */
export async function closeSendDomain(
  trx: Trx,
  change: { workspaceId: string; domainKey: Uint8Array; until: Date | null; now: Date },
): Promise<void> {
  await sql`
    update send_domains
    set closed_until = ${change.until}, changed_at = ${change.now},
      trip_count = case when ${change.until}::timestamptz is null then 0 else trip_count + 1 end
    where workspace_id = ${change.workspaceId} and domain_key = ${change.domainKey}
  `.execute(trx);
}

/** Older than any window; returns how many went. */
export async function forgetOldSends(
  conn: Conn,
  key: { before: Date; limit: number },
): Promise<number> {
  const gone = await sql`
    delete from sends where ctid = any(array(select ctid from sends where at < ${key.before} limit ${key.limit}))
  `.execute(conn);
  return Number(gone.numAffectedRows ?? 0);
}
