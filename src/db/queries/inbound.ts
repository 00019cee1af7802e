// Received mails and texts: what came, what it was taken for, and what people did with it.

import { sql } from 'kysely';
import type { MailKind } from '../../core/mail/classify.ts';
import type { MatchWay } from '../../core/mail/reply-match.ts';
import type { ReplyIntent } from '../../core/mail/reply-intents.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const inboundStates = ['open', 'snoozed', 'done'] as const;
export type InboundState = (typeof inboundStates)[number];

export interface InboundRow {
  workspaceId: string;
  id: string;
  mailboxId: string | null;
  channel: 'email' | 'sms';
  personId: string | null;
  firstPersonId: string | null;
  messageId: string | null;
  matchedBy: MatchWay | 'hand' | null;
  needsReview: boolean;
  kind: MailKind;
  evidence: unknown;
  intent: ReplyIntent | null;
  confidence: number | null;
  intentBecause: string | null;
  labelledBy: string | null;
  sealed: Uint8Array | null;
  sealedRaw: Uint8Array | null;
  byteCount: number;
  isTruncated: boolean;
  mailId: string | null;
  mailReferences: string[];
  receivedAt: Date;
  state: InboundState;
  assignee: string | null;
  snoozedUntil: Date | null;
  changedAt: Date;
}

const columns = [
  'workspaceId',
  'id',
  'mailboxId',
  'channel',
  'personId',
  'firstPersonId',
  'messageId',
  'matchedBy',
  'needsReview',
  'kind',
  'evidence',
  'intent',
  'confidence',
  'intentBecause',
  'labelledBy',
  'sealed',
  'sealedRaw',
  'byteCount',
  'isTruncated',
  'mailId',
  'mailReferences',
  'receivedAt',
  'state',
  'assignee',
  'snoozedUntil',
  'changedAt',
] as const;

export type InboundToAdd = Omit<
  InboundRow,
  'evidence' | 'changedAt' | 'labelledBy' | 'snoozedUntil'
> & {
  contentKey: Uint8Array;
  evidence: unknown;
  threadId: string | null;
  now: Date;
};

/** False where this very mail is known already. */
export async function addInbound(trx: Trx, row: InboundToAdd): Promise<boolean> {
  const { now, evidence, ...rest } = row;
  const added = await trx
    .insertInto('inboundMessages')
    .values({
      ...rest,
      evidence: sql`${toJson(evidence)}::jsonb`,
      processedAt: now,
      changedAt: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

export interface InboundKey {
  workspaceId: string;
  inboundId: string;
}

export async function findInbound(conn: Conn, key: InboundKey): Promise<InboundRow | undefined> {
  return await conn
    .selectFrom('inboundMessages')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.inboundId)
    .select(columns)
    .executeTakeFirst();
}

/** As `findInbound`, and nobody else changes it until the transaction is over. */
export async function lockInbound(trx: Trx, key: InboundKey): Promise<InboundRow | undefined> {
  return await trx
    .selectFrom('inboundMessages')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.inboundId)
    .select(columns)
    .forUpdate()
    .executeTakeFirst();
}

export async function findInboundByContent(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string | null; channel: string; contentKey: Uint8Array },
): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    select id from inbound_messages
    where workspace_id = ${key.workspaceId} and channel = ${key.channel} and content_key = ${key.contentKey}
      and mailbox_id is not distinct from ${key.mailboxId}::uuid
  `.execute(conn);
  return found.rows[0]?.id;
}

export interface Place {
  workspaceId: string;
  mailboxId: string;
  path: string;
  uidValidity: number;
  uid: number;
}

export async function addPlace(trx: Trx, row: Place & { inboundId: string }): Promise<void> {
  await trx
    .insertInto('inboundPlaces')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface InboxPage {
  workspaceId: string;
  state: InboundState | null;
  assignee: string | null;
  kinds: readonly MailKind[];
  personId: string | null;
  before: { receivedAt: Date; id: string } | null;
  limit: number;
}

/** Newest first, a page after the one given. */
export async function listInbound(conn: Conn, page: InboxPage): Promise<InboundRow[]> {
  let query = conn
    .selectFrom('inboundMessages')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('receivedAt', 'desc')
    .orderBy('id')
    .limit(page.limit);
  if (page.state !== null) query = query.where('state', '=', page.state);
  if (page.assignee !== null) query = query.where('assignee', '=', page.assignee);
  if (page.personId !== null) query = query.where('personId', '=', page.personId);
  if (page.kinds.length > 0) query = query.where('kind', 'in', page.kinds);
  const { before } = page;
  if (before !== null)
    query = query.where((is) =>
      is.or([
        is('receivedAt', '<', before.receivedAt),
        is.and([is('receivedAt', '=', before.receivedAt), is('id', '>', before.id)]),
      ]),
    );
  return await query.execute();
}

export type InboundChange = Partial<
  Pick<
    InboundRow,
    | 'state'
    | 'assignee'
    | 'snoozedUntil'
    | 'kind'
    | 'intent'
    | 'confidence'
    | 'intentBecause'
    | 'labelledBy'
    | 'personId'
    | 'firstPersonId'
    | 'messageId'
    | 'matchedBy'
    | 'needsReview'
    | 'sealed'
    | 'sealedRaw'
  >
>;

export async function updateInbound(
  trx: Trx,
  change: InboundKey & { set: InboundChange; now: Date },
): Promise<void> {
  await trx
    .updateTable('inboundMessages')
    .set({ ...change.set, changedAt: change.now })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.inboundId)
    .execute();
}

export interface InboundLabel {
  kind: string;
  intent: string | null;
  because: string;
  labelledBy: string;
  labelledAt: Date;
}

export async function addInboundLabel(
  trx: Trx,
  row: InboundKey & InboundLabel & { id: string },
): Promise<void> {
  await trx.insertInto('inboundLabels').values(row).execute();
}

export async function listInboundLabels(conn: Conn, key: InboundKey): Promise<InboundLabel[]> {
  return await conn
    .selectFrom('inboundLabels')
    .where('workspaceId', '=', key.workspaceId)
    .where('inboundId', '=', key.inboundId)
    .select(['kind', 'intent', 'because', 'labelledBy', 'labelledAt'])
    .orderBy('labelledAt')
    .execute();
}

/** Remembers what this mail put into the ledger: entries in force that name its message and began with it. */
export async function linkSuppressions(
  trx: Trx,
  key: InboundKey & { suppressionIds: readonly string[] },
): Promise<void> {
  if (key.suppressionIds.length === 0) return;
  await sql`
    insert into inbound_suppressions (workspace_id, inbound_id, suppression_id)
    select ${key.workspaceId}, ${key.inboundId}, id from unnest(${[...key.suppressionIds]}::uuid[]) as given (id)
    on conflict do nothing
  `.execute(trx);
}

/** Still in force. */
export async function listLinkedSuppressions(conn: Conn, key: InboundKey): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select s.id from inbound_suppressions l
    join suppressions s on s.workspace_id = l.workspace_id and s.id = l.suppression_id
    where l.workspace_id = ${key.workspaceId} and l.inbound_id = ${key.inboundId} and s.lifted_at is null
  `.execute(conn);
  return found.rows.map((row) => row.id);
}

/** Snoozed ones whose time has come stand open again. */
export async function wakeSnoozed(conn: Conn, now: Date): Promise<number> {
  const woken = await sql`
    update inbound_messages set state = 'open', snoozed_until = null, changed_at = ${now}
    where snoozed_until <= ${now}
  `.execute(conn);
  return Number(woken.numAffectedRows ?? 0);
}

/** The mails as they came are not kept for ever; what was read of them stays. */
export async function forgetRawBefore(conn: Conn, before: Date): Promise<number> {
  const forgotten = await sql`
    update inbound_messages set sealed_raw = null
    where sealed_raw is not null and received_at < ${before}
  `.execute(conn);
  return Number(forgotten.numAffectedRows ?? 0);
}

/** How many of these came in since then, about one address of ours or one person. */
export async function countInbound(
  conn: Conn,
  of: { workspaceId: string; personId: string; kind: MailKind; since: Date },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from inbound_messages
    where workspace_id = ${of.workspaceId} and person_id = ${of.personId} and kind = ${of.kind}
      and received_at >= ${of.since}
  `.execute(conn);
  return found.rows[0]?.count ?? 0;
}
