// What was acknowledged and waits to be worked on.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { ReceivedProfile, ReceivedTouch } from '../../core/people/received.ts';

export interface PendingItem {
  position: number;
  kind: 'profile' | 'touch';
  itemId: string;
  attempts: number;
}

/** A workspace with something due, by lot: a million waiting items of one must not starve the others. */
export async function pickWorkspaceWithIntake(
  conn: Conn,
  input: { now: Date; seed: number },
): Promise<{ id: string; defaultRegion: string } | undefined> {
  // One probe of pending_intake_open per workspace.
  const found = await sql<{ id: string; defaultRegion: string }>`
    select w.id, w.default_region
    from workspaces w
    where exists (
      select 1 from pending_intake p
      where p.workspace_id = w.id and p.parked_because is null and p.due_at <= ${input.now}
    )
    order by hashtextextended(w.id::text, ${input.seed}::bigint)
    limit 1
  `.execute(conn);
  return found.rows[0];
}

/** Locks the oldest due items; items another process works on are passed over, never waited for. */
export async function takePending(
  trx: Trx,
  input: { workspaceId: string; now: Date; limit: number },
): Promise<PendingItem[]> {
  const taken = await sql<PendingItem>`
    select position, kind, item_id, attempts
    from pending_intake
    where workspace_id = ${input.workspaceId} and parked_because is null and due_at <= ${input.now}
    order by due_at, position
    limit ${input.limit}
    for update skip locked
  `.execute(trx);
  return taken.rows;
}

/** Locks one item again after its batch failed; undefined where another process has it or it is done. */
export async function takeOnePending(
  trx: Trx,
  input: { workspaceId: string; position: number },
): Promise<PendingItem | undefined> {
  const taken = await sql<PendingItem>`
    select position, kind, item_id, attempts
    from pending_intake
    where workspace_id = ${input.workspaceId} and position = ${input.position}
      and parked_because is null
    for update skip locked
  `.execute(trx);
  return taken.rows[0];
}

/** The items are worked on: they go in the transaction that did it. */
export async function removePending(
  trx: Trx,
  input: { workspaceId: string; positions: readonly number[] },
): Promise<void> {
  if (input.positions.length === 0) return;
  await sql`
    delete from pending_intake
    where workspace_id = ${input.workspaceId} and position = any(${input.positions}::bigint[])
  `.execute(trx);
}

/** An item that failed: tried again at `dueAt`, or parked with the reason. */
export async function markPendingFailed(
  conn: Conn,
  input: { workspaceId: string; position: number; dueAt: Date; parkedBecause: string | null },
): Promise<void> {
  await sql`
    update pending_intake
    set attempts = attempts + 1, due_at = ${input.dueAt}, parked_because = ${input.parkedBecause}
    where workspace_id = ${input.workspaceId} and position = ${input.position}
  `.execute(conn);
}

export interface LoadedProfile {
  id: string;
  jobId: string | null;
  importId: string | null;
  payload: ReceivedProfile;
}

/** The profiles as received, in no order. */
export async function loadProfiles(
  conn: Conn,
  input: { workspaceId: string; ids: readonly string[] },
): Promise<LoadedProfile[]> {
  if (input.ids.length === 0) return [];
  const found = await sql<LoadedProfile>`
    select id, job_id, import_id, payload from profiles
    where workspace_id = ${input.workspaceId} and id = any(${input.ids}::uuid[])
  `.execute(conn);
  return found.rows;
}

export interface LoadedTouch {
  id: string;
  personId: string | null;
  jobId: string | null;
  payload: ReceivedTouch;
  occurredAt: Date;
}

/** The touches as received, oldest first. */
export async function loadTouches(
  conn: Conn,
  input: { workspaceId: string; ids: readonly string[] },
): Promise<LoadedTouch[]> {
  if (input.ids.length === 0) return [];
  const found = await sql<LoadedTouch>`
    select id, person_id, job_id, payload, occurred_at from touches
    where workspace_id = ${input.workspaceId} and id = any(${input.ids}::uuid[])
    order by occurred_at, id
  `.execute(conn);
  return found.rows;
}
