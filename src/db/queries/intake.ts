// Taking in what sources send: set-based inserts that keep only what is new.
// Lock order in every intake transaction: jobs, then profiles or touches sorted by key, then the audit head.
import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

/** One item ready to be stored; `payload` is its JSON text. */
export interface IntakeRow {
  id: string;
  source: string;
  sourceEventId: string;
  /** SHA-256 in hex. */
  contentHash: string;
  jobId: string | null;
  payload: string;
  /** ISO 8601: found at or occurred at. */
  at: string;
}

export interface TouchRow extends IntakeRow {
  channel: string;
  kind: string;
  sequence: string;
  step: number | null;
}

/**
 * Stores new profiles, queues them for identification and returns their ids. One statement: rows travel as one JSON
 * text, which both drivers pass on unparsed; a row whose (source, event id) exists is left alone by the unique key.
 */
export async function insertProfiles(
  trx: Trx,
  given: { workspaceId: string; importId: string | null; now: Date; rows: readonly IntakeRow[] },
): Promise<Set<string>> {
  const { workspaceId, importId, now } = given;
  const inserted = await sql<{ id: string }>`
    with fresh as (
      insert into profiles (workspace_id, id, source, source_event_id, content_hash, job_id, payload, import_id, found_at, received_at)
      select ${workspaceId}::uuid, r.id, r.source, r.event, decode(r.hash, 'hex'), r.job, r.payload, ${importId}::uuid, r.at, ${now}::timestamptz
      from json_to_recordset(${rowsJson(given.rows)}::json)
        as r(id uuid, source text, event text, hash text, job uuid, payload jsonb, at timestamptz)
      on conflict (workspace_id, source, source_event_id) do nothing
      returning id
    ), queued as (
      insert into pending_intake (workspace_id, kind, item_id, due_at)
      select ${workspaceId}::uuid, 'profile', id, ${now}::timestamptz from fresh
    )
    select id from fresh`.execute(trx);
  return new Set(inserted.rows.map((row) => row.id));
}

/** The same for touches. */
export async function insertTouches(
  trx: Trx,
  given: { workspaceId: string; now: Date; rows: readonly TouchRow[] },
): Promise<Set<string>> {
  const { workspaceId, now } = given;
  const inserted = await sql<{ id: string }>`
    with fresh as (
      insert into touches (workspace_id, id, source, source_event_id, content_hash, job_id, channel, kind, sequence, step, payload, occurred_at, received_at)
      select ${workspaceId}::uuid, r.id, r.source, r.event, decode(r.hash, 'hex'), r.job, r.channel, r.kind, r.sequence, r.step, r.payload, r.at, ${now}::timestamptz
      from json_to_recordset(${rowsJson(given.rows)}::json)
        as r(id uuid, source text, event text, hash text, job uuid, channel text, kind text, sequence text, step integer, payload jsonb, at timestamptz)
      on conflict (workspace_id, source, source_event_id) do nothing
      returning id
    ), queued as (
      insert into pending_intake (workspace_id, kind, item_id, due_at)
      select ${workspaceId}::uuid, 'touch', id, ${now}::timestamptz from fresh
    )
    select id from fresh`.execute(trx);
  return new Set(inserted.rows.map((row) => row.id));
}

/** The payload is JSON already and is spliced in as it is. */
function rowsJson(rows: readonly (IntakeRow | TouchRow)[]): string {
  const texts = rows.map(({ payload, sourceEventId, contentHash, jobId, ...plain }) => {
    const columns = JSON.stringify({
      ...plain,
      event: sourceEventId,
      hash: contentHash,
      job: jobId,
    });
    return `${columns.slice(0, -1)},"payload":${payload}}`;
  });
  return `[${texts.join(',')}]`;
}

export interface TakenItem {
  id: string;
  source: string;
  sourceEventId: string;
  contentHash: string;
}

/** What is already stored under these keys; by the unique key of the table. */
export async function findTaken(
  conn: Conn,
  given: {
    table: 'profiles' | 'touches';
    workspaceId: string;
    keys: readonly { source: string; sourceEventId: string }[];
  },
): Promise<TakenItem[]> {
  const keys = JSON.stringify(given.keys.map((key) => ({ s: key.source, e: key.sourceEventId })));
  const found = await sql<TakenItem>`
    select t.id, t.source, t.source_event_id, encode(t.content_hash, 'hex') as content_hash
    from json_to_recordset(${keys}::json) as k(s text, e text)
    join ${sql.table(given.table)} t
      on t.workspace_id = ${given.workspaceId} and t.source = k.s and t.source_event_id = k.e`.execute(
    conn,
  );
  return found.rows;
}

export interface JobRow {
  id: string;
  source: string;
  externalId: string;
}

/** The jobs that exist under these keys. */
export async function findJobs(
  conn: Conn,
  given: { workspaceId: string; keys: readonly { source: string; externalId: string }[] },
): Promise<JobRow[]> {
  const keys = JSON.stringify(given.keys.map((key) => ({ s: key.source, e: key.externalId })));
  const found = await sql<JobRow>`
    select j.id, j.source, j.external_id
    from json_to_recordset(${keys}::json) as k(s text, e text)
    join jobs j on j.workspace_id = ${given.workspaceId} and j.source = k.s and j.external_id = k.e`.execute(
    conn,
  );
  return found.rows;
}

/** Adds jobs that a source names for the first time, with the workspace's default trigger; returns the new ids. */
export async function insertJobs(
  trx: Trx,
  given: { workspaceId: string; now: Date; jobs: readonly (JobRow & { name: string })[] },
): Promise<string[]> {
  const rows = JSON.stringify(
    given.jobs.map((job) => ({ id: job.id, s: job.source, e: job.externalId, name: job.name })),
  );
  const inserted = await sql<{ id: string }>`
    insert into jobs (workspace_id, id, source, external_id, name, trigger, created_at, changed_at)
    select w.id, r.id, r.s, r.e, r.name, w.default_trigger, ${given.now}::timestamptz, ${given.now}::timestamptz
    from json_to_recordset(${rows}::json) as r(id uuid, s text, e text, name text)
    join workspaces w on w.id = ${given.workspaceId}
    on conflict (workspace_id, source, external_id) do nothing
    returning id`.execute(trx);
  return inserted.rows.map((row) => row.id);
}

/** Keeps a file once per content. */
export async function insertFile(
  trx: Trx,
  file: {
    workspaceId: string;
    contentHash: Uint8Array;
    name: string;
    mediaType: string;
    content: Uint8Array;
    now: Date;
  },
): Promise<void> {
  await sql`
    insert into files (workspace_id, content_hash, name, media_type, content, received_at)
    values (${file.workspaceId}, ${file.contentHash}, ${file.name}, ${file.mediaType}, ${file.content}, ${file.now})
    on conflict (workspace_id, content_hash) do nothing`.execute(trx);
}
