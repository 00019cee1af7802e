// How long a dashboard takes over many touches, and how fast people are counted anew: on a real Postgres, with
// synthetic people of whom each has twenty touches in two sequences.

import { sql } from 'kysely';
import { Secret } from '../src/core/secret.ts';
import { openDatabase, type Db } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { listKpiEvents } from '../src/db/queries/insight-events.ts';
import { readBreakdown, readKpis, readResponses } from '../src/flows/read-kpis.ts';
import { refreshAggregates } from '../src/flows/refresh-aggregates.ts';
import { startPostgres } from '../test/postgres.ts';

export interface InsightBenchOptions {
  touches: number;
  say: (line: string) => void;
}

export const insightBenchDefaults = { touches: 10_000_000 };

const touchesPerPerson = 20;
const slice = 50_000;
const rounds = 15;
const workspaceId = '00000000-0000-7000-8000-000000000001';
const jobId = '00000000-0000-7000-8000-000000000100';
const year = { from: '2025-11-24', to: '2026-11-23' };

export async function insightBench({ touches, say }: InsightBenchOptions): Promise<object> {
  const people = Math.ceil(touches / touchesPerPerson);
  const server = await startPostgres();
  try {
    const opened = await openDatabase({
      databaseUrl: new Secret(server.url),
      dataDir: '/nowhere',
      sleep: async () => {},
    });
    try {
      await migrate(opened.db);
      const loadStart = performance.now();
      await load(opened.db, people, say);
      const loadSeconds = secondsSince(loadStart);
      const countStart = performance.now();
      await countAll(opened.db, people, say);
      const countSeconds = secondsSince(countStart);
      await opened.db.connection().execute(async (one) => {
        await sql`set statement_timeout = 0`.execute(one);
        await sql`vacuum analyze`.execute(one);
      });
      const cells = await sql<{ count: number }>`
        select count(*) as count from insight_response_cells`.execute(opened.db);
      return {
        touches: people * touchesPerPerson,
        people,
        loadSeconds,
        countSeconds,
        peopleCountedPerSecond: Math.round(people / countSeconds),
        responseCells: cells.rows[0]?.count,
        dashboardMs: await timeDashboards(opened.db),
        onePersonAnewMs: await timeOnePerson(opened.db),
      };
    } finally {
      await opened.close();
    }
  } finally {
    await server.stop();
  }
}

/** Rows as the product writes them; constraints and notes are left out while loading, as in a restored backup. */
async function load(db: Db, people: number, say: (line: string) => void): Promise<void> {
  await sql`insert into workspaces (id, slug, name, created_at) values (${workspaceId}, 'acme', 'Acme', now())`.execute(
    db,
  );
  await sql`insert into jobs (workspace_id, id, source, external_id, name, trigger, owner_email, created_at, changed_at)
    select ${workspaceId}, ${idOf(sql`n`, '100')}, 'pin', 'job-' || n, 'Job ' || n, 'contact_found',
      'sourcer' || n % 20 || '@acme.example', now(), now() from generate_series(0, 59) n`.execute(
    db,
  );
  // As a restore does: indexes after the rows.
  await sql`alter table touches drop constraint touches_workspace_id_source_source_event_id_key`.execute(
    db,
  );
  await sql`drop index touches_by_person`.execute(db);
  for (let from = 0; from < people; from += slice) {
    const to = Math.min(people, from + slice) - 1;
    await db.connection().execute(async (one) => {
      await sql`set session_replication_role = replica`.execute(one);
      await loadPeople(one, from, to);
      await loadTouches(one, from, to);
      await sql`set session_replication_role = origin`.execute(one);
    });
    if (from % (slice * 4) === 0) say(`${(to + 1) * touchesPerPerson} touches loaded`);
  }
  await db.connection().execute(async (one) => {
    await sql`set statement_timeout = 0`.execute(one);
    await sql`create unique index on touches (workspace_id, source, source_event_id)`.execute(one);
    await sql`create index touches_by_person on touches (workspace_id, person_id, occurred_at)
      where person_id is not null`.execute(one);
    await sql`vacuum analyze`.execute(one);
  });
  say('loaded and indexed');
}

async function loadPeople(db: Db, from: number, to: number): Promise<void> {
  const found = sql`timestamptz '2025-11-24Z' + (n % 365) * interval '1 day' + (n % 86400) * interval '1 second'`;
  await sql`insert into persons (workspace_id, id, canonical, created_at, changed_at)
    select ${workspaceId}, ${idOf(sql`n`, '1')}, '{}', now(), now() from generate_series(${from}::int, ${to}::int) n`.execute(
    db,
  );
  await sql`insert into profiles (workspace_id, id, source, source_event_id, content_hash, job_id, payload, found_at, received_at)
    select ${workspaceId}, ${idOf(sql`n`, '2')}, (array['pin', 'gem', 'csv'])[n % 3 + 1], 'p' || n, '\\x00',
      ${idOf(sql`n % 60`, '100')}, '{}', ${found}, now() from generate_series(${from}::int, ${to}::int) n`.execute(
    db,
  );
  await sql`insert into memberships (workspace_id, profile_id, person_id, decision_id, since)
    select ${workspaceId}, ${idOf(sql`n`, '2')}, ${idOf(sql`n`, '1')}, ${idOf(sql`n`, '3')}, now()
    from generate_series(${from}::int, ${to}::int) n`.execute(db);
  await sql`insert into insight_changes (workspace_id, person_id)
    select ${workspaceId}, ${idOf(sql`n`, '1')} from generate_series(${from}::int, ${to}::int) n`.execute(
    db,
  );
}

async function loadTouches(db: Db, from: number, to: number): Promise<void> {
  const kinds = sql`(array['enrolled', 'sent', 'delivered', 'opened', 'sent', 'delivered', 'opened', 'sent', 'delivered',
    case when n % 4 = 0 then 'replied' else 'opened' end])[k % 10 + 1]`;
  await sql`insert into touches (workspace_id, id, source, source_event_id, content_hash, person_id, job_id, channel, kind,
      sequence, step, payload, occurred_at, received_at)
    select ${workspaceId}, ${idOf(sql`n::bigint * 20 + k`, '4')}, (array['pin', 'gem', 'csv'])[n % 3 + 1],
      't' || n || '-' || k, '\\x00', ${idOf(sql`n`, '1')}, ${idOf(sql`n % 60`, '100')},
      case when n % 5 = 0 then 'linkedin' else 'email' end, ${kinds}, 'Sequence ' || (n + k / 10 * 7) % 60, least(3, 1 + k % 10 / 3),
      case when n % 8 = 0 then '{"interest":"interested"}'::jsonb else '{}'::jsonb end,
      timestamptz '2025-11-24Z' + (n % 365) * interval '1 day' + (n % 86400) * interval '1 second'
        + interval '1 hour' * (2 + n % 150) + k * interval '1 day', now()
    from generate_series(${from}::int, ${to}::int) n, generate_series(0, 19) k`.execute(db);
}

/** An id that looks like ours, from a number; ids of one kind lie beside each other, as ours do. */
function idOf(number: ReturnType<typeof sql>, kind: string) {
  return sql`('00000000-0000-7000-8' || lpad(to_hex(${sql.lit(kind)}::int), 3, '0') || '-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}

async function countAll(db: Db, people: number, say: (line: string) => void): Promise<void> {
  const batches = Math.ceil(people / 1_000) + 10;
  for (let batch = 0; batch < batches; batch += 1) {
    if ((await refreshAggregates({ db })) === 'idle') return;
    if (batch % 50 === 0) say(`batch ${batch} of people counted`);
  }
}

async function timeDashboards(db: Db): Promise<Record<string, { median: number; worst: number }>> {
  const asked = { workspaceId, ...year };
  const quarter = { workspaceId, from: '2026-09-01', to: '2026-11-23' };
  const jobOf = jobId.replace(/8000/u, '8100').replace(/100$/u, '007');
  const looks: Record<string, () => Promise<unknown>> = {
    'whole year': async () => await readKpis({ db }, asked),
    'twelve weeks': async () => await readKpis({ db }, quarter),
    'one job': async () => await readKpis({ db }, { ...asked, jobId: jobOf }),
    'one sourcer': async () =>
      await readKpis({ db }, { ...asked, sourcer: 'sourcer7@acme.example' }),
    'by week': async () => await readBreakdown({ db }, asked, 'week'),
    'by job': async () => await readBreakdown({ db }, asked, 'job'),
    'by sequence': async () => await readResponses({ db }, asked, 'sequence'),
    'by step': async () => await readResponses({ db }, asked, 'step'),
    'events of a number': async () =>
      await listKpiEvents(db, { ...quarter, kpi: 'replied', skip: 0, limit: 50 }),
  };
  const figures: Record<string, { median: number; worst: number }> = {};
  for (const [name, look] of Object.entries(looks)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      await look();
      times.push(performance.now() - start);
    }
    const sorted = times.toSorted((one, other) => one - other);
    figures[name] = {
      median: Math.round(sorted[Math.floor(rounds / 2)] ?? 0),
      worst: Math.round(sorted.at(-1) ?? 0),
    };
  }
  return figures;
}

/** A late touch of one person: noted by the database, counted by the loop. */
async function timeOnePerson(db: Db): Promise<number> {
  await sql`update touches set occurred_at = occurred_at - interval '3 days'
    where workspace_id = ${workspaceId} and id = ${idOf(sql`71`, '4')}`.execute(db);
  const start = performance.now();
  await refreshAggregates({ db });
  return Math.round(performance.now() - start);
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
