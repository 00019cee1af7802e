// The mailboxes that messages go out from.

import { sql } from 'kysely';
import type { MailProvider } from '../../core/outreach/mailbox-limits.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface Mailbox {
  id: string;
  ownerEmail: string;
  address: string;
  senderName: string;
  provider: MailProvider;
  smtp: unknown;
  imap: unknown;
  auth: 'password' | 'xoauth2';
  signInAs: string;
  sealedCredential: Uint8Array;
  sealedAccessToken: Uint8Array | null;
  accessTokenUntil: Date | null;
  dkim: unknown;
  sealedDkimKey: Uint8Array | null;
  filesSent: boolean;
  state: 'on' | 'paused' | 'unauthorized' | 'off';
  because: string | null;
  epoch: number;
  zone: string;
  newDayCap: number;
  followUpDayCap: number;
  hourCap: number | null;
  rampStart: number;
  rampStep: number;
  rampDays: number;
  rampDayOn: string | null;
  rampFrozenBecause: string | null;
  gapMinSeconds: number;
  gapMaxSeconds: number;
  nextFreeAt: Date;
  lastSentAt: Date | null;
  closedUntil: Date | null;
  closedBecause: string | null;
  signature: string;
  createdAt: Date;
  changedAt: Date;
}

const columns = [
  'id',
  'ownerEmail',
  'address',
  'senderName',
  'provider',
  'smtp',
  'imap',
  'auth',
  'signInAs',
  'sealedCredential',
  'sealedAccessToken',
  'accessTokenUntil',
  'dkim',
  'sealedDkimKey',
  'filesSent',
  'state',
  'because',
  'epoch',
  'zone',
  'newDayCap',
  'followUpDayCap',
  'hourCap',
  'rampStart',
  'rampStep',
  'rampDays',
  'rampDayOn',
  'rampFrozenBecause',
  'gapMinSeconds',
  'gapMaxSeconds',
  'nextFreeAt',
  'lastSentAt',
  'closedUntil',
  'closedBecause',
  'signature',
  'createdAt',
  'changedAt',
] as const;

export interface MailboxKey {
  workspaceId: string;
  mailboxId: string;
}

export async function findMailbox(conn: Conn, key: MailboxKey): Promise<Mailbox | undefined> {
  return await conn
    .selectFrom('mailboxes')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.mailboxId)
    .select(columns)
    .executeTakeFirst();
}

/** Sends of one mailbox wait for each other on this row. */
export async function lockMailbox(trx: Trx, key: MailboxKey): Promise<Mailbox | undefined> {
  return await trx
    .selectFrom('mailboxes')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.mailboxId)
    .select(columns)
    .forUpdate()
    .executeTakeFirst();
}

/** By address, a page after the address given. */
export async function listMailboxes(
  conn: Conn,
  page: { workspaceId: string; after: string | null; limit: number },
): Promise<Mailbox[]> {
  let query = conn
    .selectFrom('mailboxes')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('address')
    .limit(page.limit);
  if (page.after !== null) query = query.where('address', '>', page.after);
  return await query.execute();
}

export type MailboxToAdd = Pick<
  Mailbox,
  | 'id'
  | 'ownerEmail'
  | 'address'
  | 'senderName'
  | 'provider'
  | 'auth'
  | 'signInAs'
  | 'sealedCredential'
  | 'filesSent'
  | 'zone'
  | 'newDayCap'
  | 'followUpDayCap'
  | 'hourCap'
  | 'rampStart'
  | 'rampStep'
  | 'gapMinSeconds'
  | 'gapMaxSeconds'
  | 'signature'
> & { workspaceId: string; smtp: string; imap: string | null; now: Date };

/** `smtp` and `imap` are JSON texts. */
export async function addMailbox(trx: Trx, row: MailboxToAdd): Promise<void> {
  const { now, smtp, imap, ...rest } = row;
  await trx
    .insertInto('mailboxes')
    .values({
      ...rest,
      smtp: sql`${smtp}::jsonb`,
      imap: imap === null ? null : sql`${imap}::jsonb`,
      state: 'on',
      nextFreeAt: now,
      createdAt: now,
      changedAt: now,
    })
    .execute();
}

export type MailboxChange = Partial<
  Pick<
    Mailbox,
    | 'senderName'
    | 'state'
    | 'because'
    | 'zone'
    | 'newDayCap'
    | 'followUpDayCap'
    | 'hourCap'
    | 'rampStart'
    | 'rampStep'
    | 'rampDays'
    | 'rampDayOn'
    | 'rampFrozenBecause'
    | 'gapMinSeconds'
    | 'gapMaxSeconds'
    | 'nextFreeAt'
    | 'lastSentAt'
    | 'closedUntil'
    | 'closedBecause'
    | 'signature'
    | 'filesSent'
    | 'sealedCredential'
    | 'sealedAccessToken'
    | 'accessTokenUntil'
    | 'auth'
    | 'signInAs'
    | 'provider'
    | 'smtp'
    | 'imap'
    | 'dkim'
    | 'sealedDkimKey'
  >
>;

/** `raisesEpoch`: what was decided before must not be sent any more. */
export async function updateMailbox(
  trx: Trx,
  change: MailboxKey & { set: MailboxChange; raisesEpoch: boolean; now: Date },
): Promise<void> {
  const { smtp, imap, dkim, ...rest } = change.set;
  await trx
    .updateTable('mailboxes')
    .set({
      ...rest,
      ...jsonOf({ smtp, imap, dkim }),
      changedAt: change.now,
      ...(change.raisesEpoch ? { epoch: sql`epoch + 1` } : {}),
    })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.mailboxId)
    .execute();
}

/** Servers go in as JSON text. */
function jsonOf(set: Pick<MailboxChange, 'smtp' | 'imap' | 'dkim'>) {
  return {
    ...(set.smtp === undefined ? {} : { smtp: sql<string>`${toJson(set.smtp)}::jsonb` }),
    ...(set.dkim === undefined ? {} : { dkim: sql<string>`${toJson(set.dkim)}::jsonb` }),
    ...(set.imap === undefined ? {} : { imap: sql<string>`${toJson(set.imap)}::jsonb` }),
  };
}

/** Whether this user may send from it: their own, or with permission. */
export async function maySendFrom(
  conn: Conn,
  key: MailboxKey & { userEmail: string },
): Promise<boolean> {
  const found = await sql<{ may: boolean }>`
    select exists (select from mailboxes where workspace_id = ${key.workspaceId} and id = ${key.mailboxId}
        and owner_email = ${key.userEmail})
      or exists (select from mailbox_grants where workspace_id = ${key.workspaceId}
        and mailbox_id = ${key.mailboxId} and user_email = ${key.userEmail}) as may
  `.execute(conn);
  return found.rows[0]?.may === true;
}

export async function addMailboxGrant(
  trx: Trx,
  row: MailboxKey & { userEmail: string; grantedBy: string; now: Date },
): Promise<void> {
  const { now, ...rest } = row;
  await trx
    .insertInto('mailboxGrants')
    .values({ ...rest, grantedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function removeMailboxGrant(
  trx: Trx,
  key: MailboxKey & { userEmail: string },
): Promise<void> {
  await trx
    .deleteFrom('mailboxGrants')
    .where('workspaceId', '=', key.workspaceId)
    .where('mailboxId', '=', key.mailboxId)
    .where('userEmail', '=', key.userEmail)
    .execute();
}

export async function listMailboxGrants(conn: Conn, key: MailboxKey): Promise<string[]> {
  const rows = await conn
    .selectFrom('mailboxGrants')
    .where('workspaceId', '=', key.workspaceId)
    .where('mailboxId', '=', key.mailboxId)
    .select('userEmail')
    .orderBy('userEmail')
    .execute();
  return rows.map((row) => row.userEmail);
}

export const mailboxTroubleKinds = [
  'bounce',
  'policy',
  'complaint',
  'provider_limit',
  'auth',
] as const;
export type MailboxTrouble = (typeof mailboxTroubleKinds)[number];

export async function addMailboxTrouble(
  trx: Trx,
  row: MailboxKey & { id: string; messageId: string | null; kind: MailboxTrouble; at: Date },
): Promise<void> {
  await trx.insertInto('mailboxTroubles').values(row).execute();
}

/** What the breaker judges by: of the time since. */
export async function findMailboxWeek(
  conn: Conn,
  key: MailboxKey & { since: Date },
): Promise<{ sends: number; bounces: number; policyBlocks: number; complaints: number }> {
  const found = await sql<{
    sends: number;
    bounces: number;
    policyBlocks: number;
    complaints: number;
  }>`
    select
      (select count(*) from sends where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId}
        and at > ${key.since}) as sends,
      count(*) filter (where kind = 'bounce') as bounces,
      count(*) filter (where kind = 'policy') as policy_blocks,
      count(*) filter (where kind = 'complaint') as complaints
    from mailbox_troubles
    where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and at > ${key.since}
  `.execute(conn);
  return found.rows[0] ?? { sends: 0, bounces: 0, policyBlocks: 0, complaints: 0 };
}
