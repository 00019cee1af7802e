// Who must not be written to: by person, address, number, domain, profile or employer. Keyed hashes only.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export const suppressionKinds = [
  'person',
  'address',
  'phone',
  'domain',
  'profile_url',
  'employer',
] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];
export const suppressionCauses = [
  'one_click',
  'mailto',
  'page',
  'reply',
  'sms_stop',
  'manual',
  'lever',
  'source',
  'complaint',
  'bounce',
  'invalid',
  'no_poach',
  'client',
  'objection',
  'erasure',
  'import',
] as const;
export type SuppressionCause = (typeof suppressionCauses)[number];
/** '' is every channel. */
export type SuppressionChannel = '' | 'email' | 'sms' | 'linkedin' | 'call';

export interface Suppression {
  id: string;
  kind: SuppressionKind;
  keyHash: Uint8Array;
  /** Of a company or a domain; of people's own values only the hash is kept. */
  shownAs: string | null;
  channel: SuppressionChannel;
  sequenceId: string | null;
  personId: string | null;
  cause: SuppressionCause;
  because: string;
  placedBy: string;
  placedAt: Date;
  liftedAt: Date | null;
  liftedBy: string | null;
}

const columns = [
  'id',
  'kind',
  'keyHash',
  'shownAs',
  'channel',
  'sequenceId',
  'personId',
  'cause',
  'because',
  'placedBy',
  'placedAt',
  'liftedAt',
  'liftedBy',
] as const;

export interface SuppressionToAdd {
  workspaceId: string;
  id: string;
  kind: SuppressionKind;
  keyHash: Uint8Array;
  shownAs: string | null;
  channel: SuppressionChannel;
  sequenceId: string | null;
  personId: string | null;
  cause: SuppressionCause;
  because: string;
  messageId: string | null;
  placedBy: string;
  placedAt: Date;
}

/** Adds it unless the same one is in force; returns the id of the one in force and whether it is new. */
export async function addSuppression(
  trx: Trx,
  row: SuppressionToAdd,
): Promise<{ id: string; isNew: boolean }> {
  const added = await sql<{ id: string }>`
    insert into suppressions (workspace_id, id, kind, key_hash, shown_as, channel, sequence_id, person_id,
      first_person_id, cause, because, message_id, placed_by, placed_at)
    values (${row.workspaceId}, ${row.id}, ${row.kind}, ${row.keyHash}, ${row.shownAs}, ${row.channel}, ${row.sequenceId},
      ${row.personId}, ${row.personId}, ${row.cause}, ${row.because}, ${row.messageId}, ${row.placedBy}, ${row.placedAt})
    on conflict do nothing
    returning id
  `.execute(trx);
  const [made] = added.rows;
  if (made !== undefined) return { id: made.id, isNew: true };
  const known = await sql<{ id: string }>`
    select id from suppressions
    where workspace_id = ${row.workspaceId} and kind = ${row.kind} and key_hash = ${row.keyHash}
      and channel = ${row.channel} and cause = ${row.cause} and lifted_at is null
      and sequence_id is not distinct from ${row.sequenceId}::uuid
  `.execute(trx);
  return { id: known.rows[0]?.id ?? row.id, isNew: false };
}

/** In force for any of these keys or for the person, on this channel and sequence. */
export async function listSuppressionsInForce(
  conn: Conn,
  key: {
    workspaceId: string;
    personId: string;
    keys: readonly { kind: SuppressionKind; hash: Uint8Array }[];
    channel: SuppressionChannel;
    sequenceId: string | null;
  },
): Promise<Suppression[]> {
  const found = await sql<Suppression>`
    select id, kind, key_hash, shown_as, channel, sequence_id, person_id, cause, because, placed_by, placed_at, lifted_at, lifted_by
    from suppressions
    where workspace_id = ${key.workspaceId} and lifted_at is null
      and (person_id = ${key.personId} and kind = 'person'
        or (kind, key_hash) in (select * from unnest(${key.keys.map((each) => each.kind)}::text[],
          ${key.keys.map((each) => each.hash)}::bytea[])))
      and channel in ('', ${key.channel})
      and (sequence_id is null or sequence_id = ${key.sequenceId}::uuid)
    order by placed_at, id
  `.execute(conn);
  return found.rows;
}

export async function findSuppression(
  conn: Conn,
  key: { workspaceId: string; suppressionId: string },
): Promise<Suppression | undefined> {
  return await conn
    .selectFrom('suppressions')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.suppressionId)
    .select(columns)
    .executeTakeFirst();
}

/** Newest first, a page after the one given. */
export async function listSuppressions(
  conn: Conn,
  page: {
    workspaceId: string;
    personId?: string;
    kind?: SuppressionKind;
    cause?: SuppressionCause;
    /** Without those taken back. */
    isInForce?: boolean;
    before: { placedAt: Date; id: string } | null;
    limit: number;
  },
): Promise<Suppression[]> {
  let query = conn
    .selectFrom('suppressions')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('placedAt', 'desc')
    .orderBy('id')
    .limit(page.limit);
  if (page.personId !== undefined) query = query.where('personId', '=', page.personId);
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind);
  if (page.cause !== undefined) query = query.where('cause', '=', page.cause);
  if (page.isInForce === true) query = query.where('liftedAt', 'is', null);
  const { before } = page;
  if (before !== null)
    query = query.where((is) =>
      is.or([
        is('placedAt', '<', before.placedAt),
        is.and([is('placedAt', '=', before.placedAt), is('id', '>', before.id)]),
      ]),
    );
  return await query.execute();
}

export async function liftSuppressionRow(
  trx: Trx,
  change: { workspaceId: string; suppressionId: string; by: string; because: string; now: Date },
): Promise<boolean> {
  const changed = await trx
    .updateTable('suppressions')
    .set({ liftedAt: change.now, liftedBy: change.by, liftedBecause: change.because })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.suppressionId)
    .where('liftedAt', 'is', null)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) > 0;
}

/** Persons whose messages or known addresses a suppression of this key is about. */
export async function listPersonsBehind(
  conn: Conn,
  key: { workspaceId: string; kind: SuppressionKind; hash: Uint8Array; values: readonly string[] },
): Promise<string[]> {
  const found = await sql<{ personId: string }>`
    select distinct person_id from messages
    where workspace_id = ${key.workspaceId} and address_hash = ${key.hash}
    union
    select distinct person_id from contact_points
    where workspace_id = ${key.workspaceId} and value = any(${[...key.values]}::text[])
  `.execute(conn);
  return found.rows.map((row) => row.personId);
}

/** Every value known of these persons, to name what a keyed hash stands for. */
export async function listValuesOf(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<{ personId: string; kind: 'email' | 'phone' | 'profile_url'; value: string }[]> {
  if (key.personIds.length === 0) return [];
  return await conn
    .selectFrom('contactPoints')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', 'in', [...key.personIds])
    .select(['personId', 'kind', 'value'])
    .distinct()
    .$castTo<{ personId: string; kind: 'email' | 'phone' | 'profile_url'; value: string }>()
    .execute();
}
