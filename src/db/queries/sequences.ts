// Sequences and their versions.

import { sql } from 'kysely';
import type { SequenceBody } from '../../core/outreach/sequence.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const sequenceStates = ['draft', 'active', 'paused', 'archived'] as const;
export type SequenceState = (typeof sequenceStates)[number];

export interface Sequence {
  id: string;
  name: string;
  ownerEmail: string;
  state: SequenceState;
  version: number | null;
  epoch: number;
  createdAt: Date;
  changedAt: Date;
}

const columns = [
  'id',
  'name',
  'ownerEmail',
  'state',
  'version',
  'epoch',
  'createdAt',
  'changedAt',
] as const;

export interface SequenceKey {
  workspaceId: string;
  sequenceId: string;
}

export async function findSequence(conn: Conn, key: SequenceKey): Promise<Sequence | undefined> {
  return await conn
    .selectFrom('sequences')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.sequenceId)
    .select(columns)
    .executeTakeFirst();
}

/** As `findSequence`, and nobody changes it until the transaction is over. */
export async function lockSequence(
  trx: Trx,
  key: SequenceKey & { as: 'reader' | 'writer' },
): Promise<Sequence | undefined> {
  const query = trx
    .selectFrom('sequences')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.sequenceId)
    .select(columns);
  return await (key.as === 'reader' ? query.forShare() : query.forUpdate()).executeTakeFirst();
}

/** By name, a page after the name given. */
export async function listSequences(
  conn: Conn,
  page: { workspaceId: string; after: string | null; limit: number },
): Promise<Sequence[]> {
  let query = conn
    .selectFrom('sequences')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('name')
    .limit(page.limit);
  if (page.after !== null) query = query.where('name', '>', page.after);
  return await query.execute();
}

export async function addSequence(
  trx: Trx,
  row: { workspaceId: string; id: string; name: string; ownerEmail: string; now: Date },
): Promise<void> {
  const { now, ...rest } = row;
  await trx
    .insertInto('sequences')
    .values({ ...rest, state: 'draft', createdAt: now, changedAt: now })
    .execute();
}

/** Raises the epoch: what was decided before is not sent. */
export async function updateSequence(
  trx: Trx,
  change: SequenceKey & {
    set: { name?: string; state?: SequenceState; version?: number };
    now: Date;
  },
): Promise<void> {
  await trx
    .updateTable('sequences')
    .set({ ...change.set, epoch: sql`epoch + 1`, changedAt: change.now })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.sequenceId)
    .execute();
}

export interface SequenceVersion {
  version: number;
  body: SequenceBody;
  createdAt: Date;
  createdBy: string;
  publishedAt: Date | null;
}

/** The version given, or the newest. What was stored was checked before. */
export async function findSequenceVersion(
  conn: Conn,
  key: SequenceKey & { version: number | 'newest' },
): Promise<SequenceVersion | undefined> {
  let query = conn
    .selectFrom('sequenceVersions')
    .where('workspaceId', '=', key.workspaceId)
    .where('sequenceId', '=', key.sequenceId)
    .select(['version', 'body', 'createdAt', 'createdBy', 'publishedAt'])
    .orderBy('version', 'desc')
    .limit(1);
  if (key.version !== 'newest') query = query.where('version', '=', key.version);
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : { ...row, body: row.body as SequenceBody };
}

export async function listSequenceVersions(
  conn: Conn,
  key: SequenceKey,
): Promise<Omit<SequenceVersion, 'body'>[]> {
  return await conn
    .selectFrom('sequenceVersions')
    .where('workspaceId', '=', key.workspaceId)
    .where('sequenceId', '=', key.sequenceId)
    .select(['version', 'createdAt', 'createdBy', 'publishedAt'])
    .orderBy('version', 'desc')
    .limit(1_000)
    .execute();
}

export async function addSequenceVersion(
  trx: Trx,
  row: SequenceKey & { version: number; body: SequenceBody; createdBy: string; now: Date },
): Promise<void> {
  await sql`
    insert into sequence_versions (workspace_id, sequence_id, version, body, created_at, created_by)
    values (${row.workspaceId}, ${row.sequenceId}, ${row.version}, ${toJson(row.body)}::jsonb, ${row.now}, ${row.createdBy})
  `.execute(trx);
}

/** A draft may be written over until it is published. */
export async function replaceDraft(
  trx: Trx,
  row: SequenceKey & { version: number; body: SequenceBody; createdBy: string; now: Date },
): Promise<void> {
  await sql`
    update sequence_versions
    set body = ${toJson(row.body)}::jsonb, created_at = ${row.now}, created_by = ${row.createdBy}
    where workspace_id = ${row.workspaceId} and sequence_id = ${row.sequenceId} and version = ${row.version}
      and published_at is null
  `.execute(trx);
}

export async function markPublished(
  trx: Trx,
  key: SequenceKey & { version: number; now: Date },
): Promise<void> {
  await trx
    .updateTable('sequenceVersions')
    .set({ publishedAt: key.now })
    .where('workspaceId', '=', key.workspaceId)
    .where('sequenceId', '=', key.sequenceId)
    .where('version', '=', key.version)
    .where('publishedAt', 'is', null)
    .execute();
}

/** Steps that were sent to somebody already: they cannot be taken out or change their channel. */
export async function listSentSteps(
  conn: Conn,
  key: SequenceKey,
): Promise<{ stepId: string; channel: string }[]> {
  const found = await sql<{ stepId: string; channel: string }>`
    select distinct step_id, channel from messages
    where workspace_id = ${key.workspaceId} and sequence_id = ${key.sequenceId}
      and state in ('submitting', 'sent', 'unknown') and step_id is not null
  `.execute(conn);
  return found.rows;
}
