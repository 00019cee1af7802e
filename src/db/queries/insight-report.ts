// What a dashboard shows, read from the sums alone.

import { sql, type RawBuilder } from 'kysely';
import type { FunnelCounts, Grain, ResponseCounts } from '../../core/insight/cells.ts';
import type { KpiFilter } from '../../core/insight/kpis.ts';
import type { Conn } from '../connect.ts';

export interface Asked extends KpiFilter {
  workspaceId: string;
  /** Any of these jobs or sourcers. */
  jobIds?: readonly string[];
  sourcers?: readonly string[];
}

export const breakdowns = ['job', 'sourcer', 'source', 'week'] as const;
export type Breakdown = (typeof breakdowns)[number];

/** Rows with the most people first; more than this nobody reads. */
export const rowsMax = 500;

const groupBy: Readonly<Record<Breakdown, RawBuilder<string>>> = {
  job: sql`job_id::text`,
  sourcer: sql`sourcer`,
  source: sql`source`,
  // Mondays.
  week: sql`date_trunc('week', day)::date::text`,
};

const funnelSums = sql`
  coalesce(sum(found), 0)::int as found, coalesce(sum(contacted), 0)::int as contacted,
  coalesce(sum(contacted_before), 0)::int as contacted_before, coalesce(sum(replied), 0)::int as replied,
  coalesce(sum(interested), 0)::int as interested, coalesce(sum(in_lever), 0)::int as in_lever,
  coalesce(sum(interview), 0)::int as interview, coalesce(sum(offer), 0)::int as offer,
  coalesce(sum(hired), 0)::int as hired, coalesce(sum(profiles), 0)::int as profiles,
  coalesce(sum(joined), 0)::int as joined, coalesce(sum(reviewed), 0)::int as reviewed,
  coalesce(sum(found_in_lever), 0)::int as found_in_lever`;

const responseSums = sql`
  coalesce(sum(people), 0)::int as people, coalesce(sum(messages), 0)::int as messages,
  coalesce(sum(repliers), 0)::int as repliers, coalesce(sum(replies), 0)::int as replies,
  coalesce(sum(positive), 0)::int as positive`;

/** The condition on cells and on the facts behind them: they share these columns. */
export function whereAsked(asked: Asked): RawBuilder<unknown> {
  const parts = [
    sql`workspace_id = ${asked.workspaceId}`,
    sql`day between ${asked.from}::date and ${asked.to}::date`,
    ...(asked.jobId === undefined ? [] : [sql`job_id = ${asked.jobId}::uuid`]),
    ...(asked.sourcer === undefined ? [] : [sql`sourcer = lower(${asked.sourcer}::text)`]),
    ...(asked.jobIds === undefined ? [] : [sql`job_id = any(${[...asked.jobIds]}::uuid[])`]),
    ...(asked.sourcers === undefined ? [] : [sql`sourcer = any(${[...asked.sourcers]}::text[])`]),
    ...(asked.source === undefined ? [] : [sql`source = ${asked.source}`]),
  ];
  return sql.join(parts, sql` and `);
}

export async function sumFunnel(conn: Conn, asked: Asked): Promise<FunnelCounts> {
  const found = await sql<FunnelCounts>`
    select ${funnelSums} from insight_people_cells where ${whereAsked(asked)}`.execute(conn);
  const row = found.rows[0];
  if (row === undefined) throw new Error('A sum is one row.');
  return row;
}

/** The sums apart by one thing; weeks in their order, everything else by size. */
export async function sumFunnelBy(
  conn: Conn,
  asked: Asked,
  by: Breakdown,
): Promise<(FunnelCounts & { key: string })[]> {
  const order = by === 'week' ? sql`1` : sql`found desc, 1`;
  const found = await sql<FunnelCounts & { key: string }>`
    select ${groupBy[by]} as key, ${funnelSums} from insight_people_cells
    where ${whereAsked(asked)} group by 1 order by ${order} limit ${rowsMax}`.execute(conn);
  return found.rows;
}

/** How many waits lie in each bucket, the shortest first. */
export async function listWaits(
  conn: Conn,
  asked: Asked,
): Promise<{ bucket: number; people: number }[]> {
  const found = await sql<{ bucket: number; people: number }>`
    select bucket, sum(people)::int as people from insight_wait_cells
    where ${whereAsked(asked)} group by bucket order by bucket`.execute(conn);
  return found.rows;
}

/** The same apart by one thing. */
export async function listWaitsBy(
  conn: Conn,
  asked: Asked,
  by: Breakdown,
): Promise<{ key: string; bucket: number; people: number }[]> {
  const found = await sql<{ key: string; bucket: number; people: number }>`
    select ${groupBy[by]} as key, bucket, sum(people)::int as people from insight_wait_cells
    where ${whereAsked(asked)} group by 1, 2 order by 1, 2`.execute(conn);
  return found.rows;
}

/** The wait at this place within a bucket, in seconds. Relies on insight_people_by_wait. */
export async function findWait(
  conn: Conn,
  asked: Asked,
  place: { bucket: number; skip: number },
): Promise<number | null> {
  const found = await sql<{ waitSeconds: number }>`
    select wait_seconds from insight_people
    where ${whereAsked(asked)} and wait_bucket = ${place.bucket}
    order by wait_seconds offset ${place.skip} limit 1`.execute(conn);
  return found.rows[0]?.waitSeconds ?? null;
}

export interface ResponseRow extends ResponseCounts {
  source: string;
  sequence: string;
  step: number;
  variant: string;
  channel: string;
}

const named: Readonly<Record<Grain, RawBuilder<unknown>>> = {
  all: sql`'' as source, '' as sequence, 0 as step, '' as variant, '' as channel`,
  channel: sql`'' as source, '' as sequence, 0 as step, '' as variant, channel`,
  sequence: sql`source, sequence, 0 as step, '' as variant, '' as channel`,
  step: sql`source, sequence, step, '' as variant, '' as channel`,
  variant: sql`source, sequence, step, variant, '' as channel`,
};

/** Responses by group, the ones with the most people first. */
export async function sumResponses(
  conn: Conn,
  asked: Asked & { sequence?: string },
  grain: Grain,
): Promise<ResponseRow[]> {
  const ofSequence = asked.sequence === undefined ? sql`` : sql`and sequence = ${asked.sequence}`;
  const found = await sql<ResponseRow>`
    select ${named[grain]}, ${responseSums} from insight_response_cells
    where ${whereAsked(asked)} and grain = ${grain} ${ofSequence}
    group by 1, 2, 3, 4, 5 order by people desc, 1, 2, 3, 4, 5 limit ${rowsMax}`.execute(conn);
  return found.rows;
}

/** Names of jobs by id. */
export async function nameJobs(
  conn: Conn,
  key: { workspaceId: string; ids: readonly string[] },
): Promise<Map<string, string>> {
  const found = await sql<{ id: string; name: string }>`
    select id, name from jobs where workspace_id = ${key.workspaceId} and id = any(${[...key.ids]}::uuid[])`.execute(
    conn,
  );
  return new Map(found.rows.map((row) => [row.id, row.name]));
}
