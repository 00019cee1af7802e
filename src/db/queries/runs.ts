// Runs: changes that touch many records at once, with what they would come to and who let them go.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const runKinds = ['mapping', 'trigger', 'import', 'by_hand', 'undo'] as const;
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

/** Newest first: their ids grow with time. */
export async function listRuns(
  conn: Conn,
  page: {
    workspaceId: string;
    state?: RunState;
    kind?: RunKind;
    beforeId?: string | null;
    limit: number;
  },
): Promise<Run[]> {
  let query = conn
    .selectFrom('runs')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind);
  if (page.beforeId !== undefined && page.beforeId !== null)
    query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

/** The newest run of an import, or undefined where the brake never held it. */
export async function findRunOfImport(
  conn: Conn,
  key: { workspaceId: string; importId: string },
): Promise<Run | undefined> {
  return await conn
    .selectFrom('runs')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', 'import')
    .where(sql<boolean>`change ->> 'importId' = ${key.importId}`)
    .select(columns)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The import is given up, and its held run with it. */
export async function cancelRunOfImport(
  trx: Trx,
  input: { workspaceId: string; importId: string; by: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('runs')
    .set({ state: 'cancelled', decidedAt: input.now, decidedBy: input.by })
    .where('workspaceId', '=', input.workspaceId)
    .where('kind', '=', 'import')
    .where('state', '=', 'held')
    .where(sql<boolean>`change ->> 'importId' = ${input.importId}`)
    .execute();
}

/** Whether more records than this stand in Lever: with fewer, no run can change too many. */
export async function hasMoreStanding(
  conn: Conn,
  key: { workspaceId: string; than: number },
): Promise<boolean> {
  const row = await conn
    .selectFrom('records')
    .where('workspaceId', '=', key.workspaceId)
    .where('opportunityId', 'is not', null)
    .where('gone', 'is', null)
    .select('id')
    .offset(key.than)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
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

/** Ties to a run what a changed trigger made due, with what was written of it meanwhile. Safe to repeat. */
export async function addTriggeredRecords(
  trx: Trx,
  input: { workspaceId: string; runId: string; jobId: string; since: Date },
): Promise<void> {
  const { workspaceId, runId, jobId, since } = input;
  await sql`
    insert into run_records (workspace_id, run_id, record_id)
    select distinct workspace_id, ${runId}::uuid, record_id from candidacies
    where workspace_id = ${workspaceId} and job_id = ${jobId} and record_id is not null
      and triggered_at >= ${since}::timestamptz
    on conflict do nothing`.execute(trx);
  await sql`
    update field_writes w set run_id = ${runId}
    where workspace_id = ${workspaceId} and run_id is null and written_at >= ${since}::timestamptz
      and exists (select from run_records m where m.workspace_id = w.workspace_id and m.run_id = ${runId}
        and m.record_id = w.record_id)`.execute(trx);
}

export interface RunWriteCount {
  field: string;
  kind: string;
  count: number;
  undoneCount: number;
}

/** What the run wrote so far, by field and kind. */
export async function countRunWrites(
  conn: Conn,
  key: { workspaceId: string; runId: string },
): Promise<RunWriteCount[]> {
  const found = await sql<RunWriteCount>`
    select field, kind, count(*)::int as count, count(undone_at)::int as undone_count from field_writes
    where workspace_id = ${key.workspaceId} and run_id = ${key.runId}
    group by field, kind order by field, kind`.execute(conn);
  return found.rows;
}

export interface RunWrite {
  id: string;
  personId: string;
  recordId: string;
  field: string;
  kind: string;
  before: unknown;
  after: unknown;
  writtenAt: Date;
  undoneAt: Date | null;
}

/** Newest first; the person is the one the record belongs to by now. */
export async function listRunWrites(
  conn: Conn,
  page: { workspaceId: string; runId: string; beforeId: string | null; limit: number },
): Promise<RunWrite[]> {
  let query = conn
    .selectFrom('fieldWrites as w')
    .innerJoin('records as r', (join) =>
      join.onRef('r.workspaceId', '=', 'w.workspaceId').onRef('r.id', '=', 'w.recordId'),
    )
    .where('w.workspaceId', '=', page.workspaceId)
    .where('w.runId', '=', page.runId)
    .select([
      'w.id',
      'r.personId',
      'w.recordId',
      'w.field',
      'w.kind',
      'w.before',
      'w.after',
      'w.writtenAt',
      'w.undoneAt',
    ])
    .orderBy('w.id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('w.id', '<', page.beforeId);
  return await query.execute();
}
