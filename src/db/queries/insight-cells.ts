// Sums over the facts: changed by differences, read by what is asked for.

import { sql, type RawBuilder } from 'kysely';
import { assert } from '../../core/assert.ts';
import {
  funnelCounts,
  responseCounts,
  type Cells,
  type CellPlace,
  type FunnelCounts,
  type ResponseCounts,
  type ResponsePlace,
} from '../../core/insight/cells.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

const place = ['day', 'jobId', 'sourcer', 'source'] as const;
const types: Readonly<Record<string, string>> = {
  day: 'date',
  jobId: 'uuid',
  bucket: 'smallint',
  step: 'integer',
};

const tables = {
  people: { table: 'insight_people_cells', place, counts: funnelCounts },
  waits: { table: 'insight_wait_cells', place: [...place, 'bucket'], counts: ['people'] },
  responses: {
    table: 'insight_response_cells',
    place: ['grain', ...place, 'sequence', 'step', 'variant', 'channel'],
    counts: responseCounts,
  },
} as const;

/** Adds the differences; a sum of nothing goes away. The caller holds the lock of counting. */
export async function addToCells(trx: Trx, workspaceId: string, changes: Cells): Promise<void> {
  for (const kind of ['people', 'waits', 'responses'] as const)
    await addTo(trx, { ...tables[kind], workspaceId, rows: changes[kind] });
}

async function addTo(
  trx: Trx,
  given: {
    table: string;
    place: readonly string[];
    counts: readonly string[];
    workspaceId: string;
    rows: readonly object[];
  },
): Promise<void> {
  const { workspaceId, rows } = given;
  if (rows.length === 0) return;
  const table = sql.table(given.table);
  const name = (column: string) => sql.ref(column);
  const places = sql.join(given.place.map(name));
  const counts = sql.join(given.counts.map(name));
  const columns = [
    ...given.place.map((column) => sql`${asGiven(column)} ${sql.raw(types[column] ?? 'text')}`),
    ...given.counts.map((column) => sql`${asGiven(column)} integer`),
  ];
  const values = sql.join(
    [...given.place, ...given.counts].map((column) => sql`r.${asGiven(column)}`),
  );
  const sums = given.counts.map(
    (column) => sql`${name(column)} = c.${name(column)} + excluded.${name(column)}`,
  );
  await sql`
    insert into ${table} as c (workspace_id, ${places}, ${counts})
    select ${workspaceId}::uuid, ${values} from jsonb_to_recordset(${toJson(rows)}::jsonb) as r(${sql.join(columns)})
    on conflict (workspace_id, ${places}) do update set ${sql.join(sums)}`.execute(trx);
  const [total] = given.counts;
  assert(total !== undefined, 'cells count something');
  // Only where somebody left can nobody be left.
  const lessened = rows.filter((row) => Object.entries(row).some(isLess(total)));
  if (lessened.length === 0) return;
  const same = given.place.map((column) => sql`c.${name(column)} = r.${asGiven(column)}`);
  await sql`
    delete from ${table} c
    using jsonb_to_recordset(${toJson(lessened)}::jsonb) as r(${sql.join(columns)})
    where c.workspace_id = ${workspaceId} and ${sql.join(same, sql` and `)} and c.${name(total)} = 0`.execute(
    trx,
  );
}

function isLess(total: string): (entry: [string, unknown]) => boolean {
  return ([column, value]) => column === total && typeof value === 'number' && value < 0;
}

/** A key of the JSON rows: the names of columns would be put into snake case. */
function asGiven(column: string): RawBuilder<unknown> {
  return sql.raw(`"${column}"`);
}

/** All sums as they stand, in the order of their places: what tests compare with counting anew. */
export async function listCells(conn: Conn, workspaceId: string): Promise<Cells> {
  const people = await sql<CellPlace & FunnelCounts>`
    select day::text as day, job_id, sourcer, source, found, contacted, contacted_before, replied, interested, in_lever,
      interview, offer, hired, profiles, joined, reviewed, found_in_lever
    from insight_people_cells where workspace_id = ${workspaceId}`.execute(conn);
  const waits = await sql<Cells['waits'][number]>`
    select day::text as day, job_id, sourcer, source, bucket, people
    from insight_wait_cells where workspace_id = ${workspaceId}`.execute(conn);
  const responses = await sql<ResponsePlace & ResponseCounts>`
    select grain, day::text as day, job_id, sourcer, source, sequence, step, variant, channel, people, messages,
      repliers, replies, positive
    from insight_response_cells where workspace_id = ${workspaceId}`.execute(conn);
  return { people: people.rows, waits: waits.rows, responses: responses.rows };
}
