// The numbers by which an operator sees whether the sync is well.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface HookHealth {
  event: string;
  lastReceivedAt: Date | null;
}

export async function listHookHealth(conn: Conn, workspaceId: string): Promise<HookHealth[]> {
  return await conn
    .selectFrom('leverHooks')
    .where('workspaceId', '=', workspaceId)
    .select((eb) => ['event', eb.fn.max('lastReceivedAt').as('lastReceivedAt')])
    .groupBy('event')
    .orderBy('event')
    .execute();
}

export interface LaneBacklog {
  lane: number;
  dueCount: number;
  /** Of these, records to write. */
  recordCount: number;
  oldestDueAt: Date | null;
}

/** Work that is due, by lane. Relies on work's primary key. */
export async function listBacklog(
  conn: Conn,
  key: { workspaceId: string; now: Date },
): Promise<LaneBacklog[]> {
  const found = await sql<LaneBacklog>`
    select lane, count(*)::int as due_count, count(*) filter (where kind = 'record')::int as record_count,
      min(due_at) as oldest_due_at from work
    where workspace_id = ${key.workspaceId} and due_at <= ${key.now}::timestamptz
      and queue_key = (select credential_key from lever_connections where workspace_id = ${key.workspaceId})
    group by lane order by lane`.execute(conn);
  return found.rows;
}

/** Writes per record among the newest records; null before the first. Relies on intents_by_subject. */
export async function readWritesPerRecord(conn: Conn, workspaceId: string): Promise<number | null> {
  const found = await sql<{ writes: number; records: number }>`
    select count(*)::int as writes, count(distinct subject_id)::int as records from (
      select subject_id from intents where workspace_id = ${workspaceId} and subject_kind = 'record'
      order by subject_id desc limit 1000) newest`.execute(conn);
  const row = found.rows[0];
  return row === undefined || row.records === 0 ? null : row.writes / row.records;
}

export interface ParkedReason {
  because: string;
  nextAction: string | null;
  count: number;
}

/** Parked effects by reason, the most frequent first. Relies on intents_parked. */
export async function listParkedReasons(conn: Conn, workspaceId: string): Promise<ParkedReason[]> {
  const found = await sql<ParkedReason>`
    select coalesce(failure_text, failure, 'unknown') as because, next_action, count(*)::int as count from intents
    where workspace_id = ${workspaceId} and state = 'parked'
    group by 1, 2 order by 3 desc, 1 limit 50`.execute(conn);
  return found.rows;
}

export interface SyncCounts {
  openConflictCount: number;
  frozenFieldCount: number;
  parkedTemplateCount: number;
  heldRunCount: number;
  parkedIntakeCount: number;
  mirroredCount: number;
  /** Records that at least one call was made for, and the effects confirmed on them. */
  writtenRecordCount: number;
}

export async function countSync(conn: Conn, workspaceId: string): Promise<SyncCounts> {
  const found = await sql<SyncCounts>`
    select
      (select count(*)::int from conflicts where workspace_id = ${workspaceId} and resolution is null)
        as open_conflict_count,
      (select count(*)::int from frozen_fields where workspace_id = ${workspaceId}) as frozen_field_count,
      (select count(*)::int from parked_templates where workspace_id = ${workspaceId}) as parked_template_count,
      (select count(*)::int from runs where workspace_id = ${workspaceId} and state = 'held') as held_run_count,
      (select count(*)::int from pending_intake where workspace_id = ${workspaceId} and parked_because is not null)
        as parked_intake_count,
      (select count(*)::int from mirror_opportunities where workspace_id = ${workspaceId}) as mirrored_count,
      (select count(distinct record_id)::int from field_writes where workspace_id = ${workspaceId})
        as written_record_count`.execute(conn);
  const row = found.rows[0];
  if (row === undefined) throw new Error('Counting gives one row.');
  return row;
}
