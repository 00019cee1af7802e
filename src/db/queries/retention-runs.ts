// Nights of cleaning up: how far one has come, and what it did.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface RetentionProgress {
  /** Which cleaner is at it, and after which key it goes on. */
  cleaner: number;
  afterKey: string | null;
  /** By the name of what was cleaned. */
  done: Record<string, { class: string; cleaned: number; held: number }>;
}

export interface RetentionRun {
  id: string;
  owner: string;
  ruleVersion: number;
  startedAt: Date;
  finishedAt: Date | null;
  progress: RetentionProgress;
  trouble: string | null;
}

const columns = [
  'id',
  'owner',
  'ruleVersion',
  'startedAt',
  'finishedAt',
  'counts as progress',
  'trouble',
] as const;

export async function addRetentionRun(
  trx: Trx,
  run: Pick<RetentionRun, 'id' | 'owner' | 'ruleVersion' | 'startedAt' | 'progress'> & {
    workspaceId: string;
  },
): Promise<void> {
  const { progress, ...row } = run;
  await trx
    .insertInto('retentionRuns')
    .values({ ...row, counts: toJson(progress) })
    .execute();
}

/** The one that is not over; undefined where there is none. */
export async function findOpenRetentionRun(
  conn: Conn,
  workspaceId: string,
): Promise<RetentionRun | undefined> {
  const row = await conn
    .selectFrom('retentionRuns')
    .select(columns)
    .where('workspaceId', '=', workspaceId)
    .where('finishedAt', 'is', null)
    .orderBy('startedAt', 'desc')
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, progress: row.progress as RetentionProgress };
}

export async function saveRetentionRun(
  trx: Trx,
  run: {
    workspaceId: string;
    id: string;
    progress: RetentionProgress;
    finishedAt: Date | null;
    trouble: string | null;
  },
): Promise<void> {
  await trx
    .updateTable('retentionRuns')
    .set({
      counts: sql<string>`${toJson(run.progress)}::jsonb`,
      finishedAt: run.finishedAt,
      trouble: run.trouble,
    })
    .where('workspaceId', '=', run.workspaceId)
    .where('id', '=', run.id)
    .execute();
}

/** Newest first. */
export async function listRetentionRuns(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number },
): Promise<RetentionRun[]> {
  let query = conn
    .selectFrom('retentionRuns')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, progress: row.progress as RetentionProgress }));
}
