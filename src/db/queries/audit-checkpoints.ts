// Signed checkpoints of the audit log, and how far each place outside has them.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export interface StoredCheckpoint {
  seq: number;
  /** In hex. */
  hash: string;
  at: Date;
  signature: Uint8Array;
}

/** False where another process made the same one. */
export async function addCheckpoint(
  trx: Trx,
  checkpoint: StoredCheckpoint & { workspaceId: string },
): Promise<boolean> {
  const added = await trx
    .insertInto('auditCheckpoints')
    .values({ ...checkpoint, hash: Buffer.from(checkpoint.hash, 'hex') })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'seq']).doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Newest first. */
export async function listCheckpoints(
  conn: Conn,
  page: { workspaceId: string; beforeSeq: number | null; limit: number },
): Promise<StoredCheckpoint[]> {
  let query = conn
    .selectFrom('auditCheckpoints')
    .select(['seq', 'hash', 'at', 'signature'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('seq', 'desc')
    .limit(page.limit);
  if (page.beforeSeq !== null) query = query.where('seq', '<', page.beforeSeq);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, hash: Buffer.from(row.hash).toString('hex') }));
}

/** Oldest first, from one on. */
export async function listCheckpointsAfter(
  conn: Conn,
  page: { workspaceId: string; afterSeq: number; limit: number },
): Promise<StoredCheckpoint[]> {
  const rows = await conn
    .selectFrom('auditCheckpoints')
    .select(['seq', 'hash', 'at', 'signature'])
    .where('workspaceId', '=', page.workspaceId)
    .where('seq', '>', page.afterSeq)
    .orderBy('seq')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ ...row, hash: Buffer.from(row.hash).toString('hex') }));
}

export interface CheckpointPlace {
  place: string;
  seq: number;
  at: Date;
  trouble: string | null;
}

export async function listCheckpointPlaces(
  conn: Conn,
  workspaceId: string,
): Promise<CheckpointPlace[]> {
  return await conn
    .selectFrom('auditCheckpointPlaces')
    .select(['place', 'seq', 'at', 'trouble'])
    .where('workspaceId', '=', workspaceId)
    .orderBy('place')
    .execute();
}

/** Never goes back: of two processes the one that is further counts. */
export async function noteCheckpointPlace(
  conn: Conn,
  noted: CheckpointPlace & { workspaceId: string },
): Promise<void> {
  const { workspaceId, place, seq, at, trouble } = noted;
  await sql`
    insert into audit_checkpoint_places (workspace_id, place, seq, at, trouble)
    values (${workspaceId}::uuid, ${place}, ${seq}::bigint, ${at}::timestamptz, ${trouble})
    on conflict (workspace_id, place) do update set
      seq = greatest(audit_checkpoint_places.seq, excluded.seq), at = excluded.at,
      trouble = excluded.trouble`.execute(conn);
}

/** Where the log begins, where older entries went by retention. */
export async function findAuditBase(
  conn: Conn,
  workspaceId: string,
): Promise<StoredCheckpoint | undefined> {
  const row = await conn
    .selectFrom('auditBases')
    .select(['seq', 'hash', 'at', 'signature'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, hash: Buffer.from(row.hash).toString('hex') };
}
