// Many people with runs, written straight into the tables: enrolling a million one by one is not what is measured.

import { sql } from 'kysely';
import type { Db } from '../src/db/connect.ts';

const batch = 50_000;

/** The first `due` runs are due now, the rest next month; mailboxes take turns. Checks of foreign keys are left out. */
export async function addPeople(
  db: Db,
  given: {
    workspaceId: string;
    sequenceId: string;
    mailboxIds: readonly string[];
    count: number;
    due: number;
    nowMs: number;
  },
): Promise<void> {
  const { workspaceId, sequenceId, mailboxIds, count, due } = given;
  const now = new Date(given.nowMs);
  for (let from = 0; from < count; from += batch) {
    const to = Math.min(count, from + batch);
    await db.transaction().execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx);
      await sql`
        insert into persons (workspace_id, id, canonical, created_at, changed_at)
        select ${workspaceId}, ${idOf(workspaceId)}, jsonb_build_object('name',
          jsonb_build_object('value', 'Ada Lovelace', 'from', ''), 'headline', null, 'title', null, 'employer', null,
          'location', jsonb_build_object('value', 'Berlin, Germany', 'from', ''), 'emails', '[]'::jsonb, 'phones', '[]'::jsonb,
          'profileUrls', '[]'::jsonb, 'skills', '[]'::jsonb, 'tags', '[]'::jsonb, 'score', null, 'sources', '[]'::jsonb,
          'sourcers', '[]'::jsonb, 'foundAt', '2026-01-01T00:00:00Z', 'workHistory', '[]'::jsonb, 'resume', null,
          'hasOptedOut', false, 'custom', '{}'::jsonb), ${now}, ${now}
        from generate_series(${from}::int, ${to - 1}::int) as n
      `.execute(trx);
      await sql`
        insert into contact_points (workspace_id, person_id, kind, value, profile_id, shown_as, label, status, source, verified_at, seen_at)
        select ${workspaceId}, ${idOf(workspaceId)}, 'email', 'p' || n || '@d' || (n / 4) || '.example', ${idOf(workspaceId)},
          'p' || n || '@d' || (n / 4) || '.example', 'personal', 'verified', 'bench', ${now}, ${now}
        from generate_series(${from}::int, ${Math.min(to, due) - 1}::int) as n
      `.execute(trx);
      await sql`
        insert into enrollments (workspace_id, id, person_id, first_person_id, source, sequence, state, started_at, changed_at,
          is_ours, sequence_id, mailbox_id, enrolled_by, next_at, zone, zone_because, country)
        select ${workspaceId}, ${idOf(workspaceId)}, ${idOf(workspaceId)}, ${idOf(workspaceId)}, 'fulcrum', 'Bench', 'active', ${now}, ${now}, true,
          ${sequenceId}, (${[...mailboxIds]}::uuid[])[1 + n % ${mailboxIds.length}::int], 'sam@acme.example',
          case when n < ${due}::int then ${now}::timestamptz - n * interval '1 millisecond'
            else ${now}::timestamptz + interval '30 days' + n * interval '1 second' end,
          'Europe/Berlin', 'bench', 'DE'
        from generate_series(${from}::int, ${to - 1}::int) as n
      `.execute(trx);
    });
  }
  await sql`analyze`.execute(db);
}

function idOf(workspaceId: string) {
  const head = workspaceId.slice(0, 8);
  return sql`(${head} || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
}
