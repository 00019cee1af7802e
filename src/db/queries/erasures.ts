// Erasures: who was erased when and why, by what they are turned away later, and what Lever was told.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const erasureCauses = ['request', 'lever', 'retention', 'replay'] as const;
export type ErasureCause = (typeof erasureCauses)[number];

export interface Erasure {
  workspaceId: string;
  id: string;
  personId: string;
  cause: ErasureCause;
  because: string;
  state: 'waiting' | 'erased' | 'done';
  requestedBy: string;
  requestedAt: Date;
  erasedAt: Date | null;
  finishedAt: Date | null;
  counts: unknown;
  proof: string | null;
  signature: Uint8Array | null;
}

const columns = [
  'workspaceId',
  'id',
  'personId',
  'cause',
  'because',
  'state',
  'requestedBy',
  'requestedAt',
  'erasedAt',
  'finishedAt',
  'counts',
  'proof',
  'signature',
] as const;

export async function addErasure(
  trx: Trx,
  row: Pick<
    Erasure,
    'workspaceId' | 'id' | 'personId' | 'cause' | 'because' | 'requestedBy' | 'requestedAt'
  >,
): Promise<void> {
  await trx
    .insertInto('erasures')
    .values({ ...row, state: 'waiting', counts: toJson({}) })
    .execute();
}

export async function findErasure(
  conn: Conn,
  key: { workspaceId: string; id: string },
): Promise<Erasure | undefined> {
  return await conn
    .selectFrom('erasures')
    .select(columns)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .executeTakeFirst();
}

export async function findErasureOfPerson(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<Erasure | undefined> {
  return await conn
    .selectFrom('erasures')
    .select(columns)
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .executeTakeFirst();
}

/** Newest first. */
export async function listErasures(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number },
): Promise<Erasure[]> {
  let query = conn
    .selectFrom('erasures')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

export async function markErased(
  trx: Trx,
  done: { workspaceId: string; id: string; counts: object; now: Date },
): Promise<void> {
  await trx
    .updateTable('erasures')
    .set({
      state: 'erased',
      erasedAt: done.now,
      counts: sql<string>`${toJson(done.counts)}::jsonb`,
    })
    .where('workspaceId', '=', done.workspaceId)
    .where('id', '=', done.id)
    .execute();
}

export async function markDone(
  trx: Trx,
  done: { workspaceId: string; id: string; proof: string; signature: Uint8Array; now: Date },
): Promise<void> {
  const { proof, signature, now } = done;
  await trx
    .updateTable('erasures')
    .set({ state: 'done', finishedAt: now, proof, signature })
    .where('workspaceId', '=', done.workspaceId)
    .where('id', '=', done.id)
    .execute();
}

export interface ErasedKey {
  hash: Uint8Array;
  isStrong: boolean;
}

export async function addErasedKeys(
  trx: Trx,
  given: { workspaceId: string; erasureId: string; keys: readonly ErasedKey[] },
): Promise<void> {
  const { workspaceId, erasureId, keys } = given;
  await sql`
    insert into erased_keys (workspace_id, key_hash, is_strong, erasure_id)
    select distinct on (k.hash) ${workspaceId}::uuid, k.hash, k.is_strong, ${erasureId}::uuid
    from unnest(${keys.map((key) => key.hash)}::bytea[], ${keys.map((key) => key.isStrong)}::boolean[])
      as k (hash, is_strong)
    on conflict do nothing`.execute(trx);
}

export async function countErasedKeys(
  conn: Conn,
  key: { workspaceId: string; erasureId: string },
): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from erased_keys
    where workspace_id = ${key.workspaceId} and erasure_id = ${key.erasureId}`.execute(conn);
  return found.rows[0]?.count ?? 0;
}

export async function hasErasures(conn: Conn, workspaceId: string): Promise<boolean> {
  const found = await sql<{ has: boolean }>`
    select exists (select from erased_keys where workspace_id = ${workspaceId}) as has`.execute(
    conn,
  );
  return found.rows[0]?.has ?? false;
}

/** Which of these hashes belong to somebody who was erased, in hex with how strong each is. */
export async function listErasedAmong(
  conn: Conn,
  given: { workspaceId: string; hashes: readonly Uint8Array[] },
): Promise<Map<string, { isStrong: boolean; erasureId: string }>> {
  if (given.hashes.length === 0) return new Map();
  const found = await sql<{ hash: Uint8Array; isStrong: boolean; erasureId: string }>`
    select key_hash as hash, is_strong, erasure_id from erased_keys
    where workspace_id = ${given.workspaceId} and key_hash = any(${[...given.hashes]}::bytea[])`.execute(
    conn,
  );
  return new Map(found.rows.map(({ hash, ...rest }) => [Buffer.from(hash).toString('hex'), rest]));
}

/** Whether anything of the person is on its way to Lever or to a mail server this very moment. */
export async function countInFlight(
  conn: Conn,
  key: { workspaceId: string; recordIds: readonly string[]; messageIds: readonly string[] },
): Promise<number> {
  const subjects = [...key.recordIds, ...key.messageIds];
  const found = await sql<{ count: number }>`
    select (
      (select count(*) from intents where workspace_id = ${key.workspaceId}
        and subject_id = any(${subjects}::uuid[]) and state in ('armed', 'ambiguous'))
      + (select count(*) from messages where workspace_id = ${key.workspaceId}
        and id = any(${[...key.messageIds]}::uuid[]) and state = 'submitting')
      + (select count(*) from work where workspace_id = ${key.workspaceId}
        and subject_id = any(${subjects}::uuid[]) and leased_by is not null)
      )::int as count`.execute(conn);
  return found.rows[0]?.count ?? 0;
}

/** Nobody begins to work on these until the transaction ends. */
export async function lockWorkOf(
  trx: Trx,
  key: { workspaceId: string; subjectIds: readonly string[] },
): Promise<void> {
  await sql`
    select subject_id from work
    where workspace_id = ${key.workspaceId} and subject_id = any(${[...key.subjectIds]}::uuid[])
    order by kind, subject_id for update`.execute(trx);
}

export interface ErasureMark {
  erasureId: string;
  recordId: string;
  opportunityId: string | null;
  gone: string | null;
  state: 'wanted' | 'marked' | 'impossible';
  because: string;
}

/** One mark per opportunity that still stands in Lever. */
export async function addMarks(
  trx: Trx,
  given: { workspaceId: string; erasureId: string; recordIds: readonly string[]; now: Date },
): Promise<string[]> {
  const { workspaceId, erasureId, now } = given;
  const added = await sql<{ recordId: string }>`
    insert into erasure_marks (workspace_id, erasure_id, record_id, state, because, changed_at)
    select workspace_id, ${erasureId}::uuid, id, case when gone is null then 'wanted' else 'impossible' end,
      case when gone is null then 'to be marked in Lever' else 'it is ' || gone || ' in Lever' end, ${now}::timestamptz
    from records where workspace_id = ${workspaceId} and id = any(${[...given.recordIds]}::uuid[])
      and opportunity_id is not null
    on conflict do nothing
    returning record_id`.execute(trx);
  return added.rows.map((row) => row.recordId);
}

export async function listMarks(
  conn: Conn,
  key: { workspaceId: string; erasureId: string },
): Promise<ErasureMark[]> {
  const found = await sql<ErasureMark>`
    select m.erasure_id, m.record_id, r.opportunity_id, r.gone, m.state, m.because
    from erasure_marks m join records r on r.workspace_id = m.workspace_id and r.id = m.record_id
    where m.workspace_id = ${key.workspaceId} and m.erasure_id = ${key.erasureId}
    order by m.record_id`.execute(conn);
  return found.rows;
}

export async function findWantedMark(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<(ErasureMark & { personId: string }) | undefined> {
  const found = await sql<ErasureMark & { personId: string }>`
    select m.erasure_id, m.record_id, r.opportunity_id, r.gone, m.state, m.because, r.person_id
    from erasure_marks m join records r on r.workspace_id = m.workspace_id and r.id = m.record_id
    where m.workspace_id = ${key.workspaceId} and m.record_id = ${key.recordId} and m.state = 'wanted'`.execute(
    conn,
  );
  return found.rows[0];
}

export async function settleMark(
  trx: Trx,
  done: {
    workspaceId: string;
    recordId: string;
    state: 'marked' | 'impossible';
    because: string;
    now: Date;
  },
): Promise<void> {
  await trx
    .updateTable('erasureMarks')
    .set({ state: done.state, because: done.because, changedAt: done.now })
    .where('workspaceId', '=', done.workspaceId)
    .where('recordId', '=', done.recordId)
    .where('state', '=', 'wanted')
    .execute();
}

export async function isPersonErased(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<boolean> {
  const found = await conn
    .selectFrom('persons')
    .select('isErased')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.personId)
    .executeTakeFirst();
  return found?.isErased ?? false;
}
