// How far each folder of a mailbox was read, and when a mailbox was last read to the end.

import { sql } from 'kysely';
import type { FolderUse } from '../../ports/mail-reader.ts';
import type { Conn, Trx } from '../connect.ts';

export interface FolderState {
  path: string;
  use: FolderUse;
  uidValidity: number;
  lastUid: number;
  firstUid: number;
}

interface MailboxOf {
  workspaceId: string;
  mailboxId: string;
}

export async function listFolderStates(conn: Conn, key: MailboxOf): Promise<FolderState[]> {
  return await conn
    .selectFrom('mailFolders')
    .where('workspaceId', '=', key.workspaceId)
    .where('mailboxId', '=', key.mailboxId)
    .select(['path', 'use', 'uidValidity', 'lastUid', 'firstUid'])
    .execute();
}

/** Begins a folder, or begins it anew under new numbers. */
export async function startFolder(trx: Trx, folder: MailboxOf & FolderState): Promise<void> {
  await trx
    .insertInto('mailFolders')
    .values(folder)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'mailboxId', 'path']).doUpdateSet({
        use: folder.use,
        uidValidity: folder.uidValidity,
        lastUid: folder.lastUid,
        firstUid: folder.firstUid,
      }),
    )
    .execute();
}

/** Only forward, and only under the same numbers: two readers at once lose nothing. */
export async function advanceFolder(
  trx: Trx,
  to: MailboxOf & { path: string; uidValidity: number; lastUid: number; now: Date },
): Promise<void> {
  await sql`
    update mail_folders set last_uid = greatest(last_uid, ${to.lastUid}), read_at = ${to.now}
    where workspace_id = ${to.workspaceId} and mailbox_id = ${to.mailboxId} and path = ${to.path}
      and uid_validity = ${to.uidValidity}
  `.execute(trx);
}

/** `failedBecause` null: it was read to the end. */
export async function noteReading(
  conn: Conn,
  reading: MailboxOf & { now: Date; failedBecause: string | null },
): Promise<void> {
  const { workspaceId, mailboxId, now, failedBecause } = reading;
  const readAt = failedBecause === null ? now : null;
  const failedAt = failedBecause === null ? null : now;
  await sql`
    insert into mail_readings (workspace_id, mailbox_id, read_at, failed_at, failed_because)
    values (${workspaceId}, ${mailboxId}, ${readAt}, ${failedAt}, ${failedBecause})
    on conflict (workspace_id, mailbox_id) do update
    set read_at = coalesce(excluded.read_at, mail_readings.read_at),
      failed_at = excluded.failed_at, failed_because = excluded.failed_because
  `.execute(conn);
}

export interface Reading {
  readAt: Date | null;
  failedAt: Date | null;
  failedBecause: string | null;
}

export async function findReading(conn: Conn, key: MailboxOf): Promise<Reading | undefined> {
  return await conn
    .selectFrom('mailReadings')
    .where('workspaceId', '=', key.workspaceId)
    .where('mailboxId', '=', key.mailboxId)
    .select(['readAt', 'failedAt', 'failedBecause'])
    .executeTakeFirst();
}

/** Mailboxes that can be read and are not switched off, with whether their reading is asked for already. */
export async function listReadable(
  conn: Conn,
  workKind: string,
): Promise<{ workspaceId: string; mailboxId: string; isAsked: boolean }[]> {
  const found = await sql<{ workspaceId: string; mailboxId: string; isAsked: boolean }>`
    select m.workspace_id, m.id as mailbox_id, exists (
      select from work w where w.workspace_id = m.workspace_id and w.kind = ${workKind} and w.subject_id = m.id
    ) as is_asked
    from mailboxes m
    where m.imap is not null and m.state in ('on', 'paused')
    limit 10000
  `.execute(conn);
  return found.rows;
}
