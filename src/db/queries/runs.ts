// Runs: changes that touch many records at once, with what they would come to and who let them go.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const runKinds = ['mapping', 'trigger', 'import', 'undo'] as const;
export type RunKind = (typeof runKinds)[number];
export const runStates = ['held', 'started', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

export interface Run {
  id: string;
  kind: RunKind;
  state: RunState;
  change: unknown;
  because: string;
  standingCount: number;
  changedCount: number;
  confirmedCount: number | null;
  createdAt: Date;
  createdBy: string;
  decidedAt: Date | null;
  decidedBy: string | null;
}

const columns = [
  'id',
  'kind',
  'state',
  'change',
  'because',
  'standingCount',
  'changedCount',
  'confirmedCount',
  'createdAt',
  'createdBy',
  'decidedAt',
  'decidedBy',
] as const;

export async function insertRun(
  trx: Trx,
  run: Omit<Run, 'confirmedCount' | 'decidedAt' | 'decidedBy'> & { workspaceId: string },
): Promise<void> {
  await trx
    .insertInto('runs')
    .values({ ...run, change: toJson(run.change) })
    .execute();
}

export async function findRun(
  conn: Conn,
  key: { workspaceId: string; runId: string },
): Promise<Run | undefined> {
  return await conn
    .selectFrom('runs')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.runId)
    .select(columns)
    .executeTakeFirst();
}

/** Newest first. */
export async function listRuns(
  conn: Conn,
  page: { workspaceId: string; state?: RunState; limit: number },
): Promise<Run[]> {
  let query = conn
    .selectFrom('runs')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  return await query.execute();
}

/** Decides a held run; false where somebody was faster. */
export async function decideRun(
  trx: Trx,
  input: {
    workspaceId: string;
    runId: string;
    state: 'started' | 'cancelled';
    confirmedCount: number | null;
    by: string;
    now: Date;
  },
): Promise<boolean> {
  const row = await trx
    .updateTable('runs')
    .set({
      state: input.state,
      confirmedCount: input.confirmedCount,
      decidedAt: input.now,
      decidedBy: input.by,
    })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.runId)
    .where('state', '=', 'held')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ties records to a run: what is written to them from now on belongs to it. Safe to repeat. */
export async function addRunRecords(
  trx: Trx,
  input: { workspaceId: string; runId: string; recordIds: readonly string[] },
): Promise<void> {
  if (input.recordIds.length === 0) return;
  await sql`
    insert into run_records (workspace_id, run_id, record_id)
    select ${input.workspaceId}, ${input.runId}, unnest(${[...input.recordIds]}::uuid[])
    on conflict do nothing`.execute(trx);
}
