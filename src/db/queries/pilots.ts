// Pilots: the one in force, who was taken in, and the weekly reports.

import { sql } from 'kysely';
import type { Pilot, PilotBody } from '../../core/insight/pilot.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

const columns = sql`id, name, state as decided, body, person_cap, starts_at, ends_at, created_at, created_by, decided_at,
  decided_by, undo_run_id`;

interface Key {
  workspaceId: string;
  pilotId: string;
}

/** The one that nobody widened or closed, or null. Relies on pilots_one_in_force. */
export async function findPilotInForce(conn: Conn, workspaceId: string): Promise<Pilot | null> {
  const found = await sql<Pilot>`
    select ${columns} from pilots
    where workspace_id = ${workspaceId} and state in ('planned', 'running', 'ended', 'rolled_back')`.execute(
    conn,
  );
  return found.rows[0] ?? null;
}

export async function findPilot(conn: Conn, key: Key): Promise<Pilot | undefined> {
  const found = await sql<Pilot>`
    select ${columns} from pilots where workspace_id = ${key.workspaceId} and id = ${key.pilotId}`.execute(
    conn,
  );
  return found.rows[0];
}

/** Holds the row until the end of the transaction: the cap is counted under it. */
export async function lockPilot(trx: Trx, key: Key): Promise<Pilot | undefined> {
  const found = await sql<Pilot>`
    select ${columns} from pilots where workspace_id = ${key.workspaceId} and id = ${key.pilotId} for update`.execute(
    trx,
  );
  return found.rows[0];
}

/** Newest first. */
export async function listPilots(
  conn: Conn,
  page: { workspaceId: string; skip: number; limit: number },
): Promise<Pilot[]> {
  const found = await sql<Pilot>`
    select ${columns} from pilots where workspace_id = ${page.workspaceId}
    order by created_at desc, id offset ${page.skip} limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** Of all workspaces, those that may owe a report. */
export async function listPilotsToReport(conn: Conn): Promise<(Pilot & { workspaceId: string })[]> {
  const found = await sql<Pilot & { workspaceId: string }>`
    select workspace_id, ${columns} from pilots where state = 'running' limit 1000`.execute(conn);
  return found.rows;
}

export async function insertPilot(
  trx: Trx,
  row: Omit<Pilot, 'decided' | 'decidedAt' | 'decidedBy' | 'undoRunId'> & { workspaceId: string },
): Promise<void> {
  await sql`
    insert into pilots (workspace_id, id, name, state, body, person_cap, starts_at, ends_at, created_at, created_by)
    values (${row.workspaceId}, ${row.id}, ${row.name}, 'running', ${toJson(row.body)}::jsonb, ${row.personCap},
      ${row.startsAt}, ${row.endsAt}, ${row.createdAt}, ${row.createdBy})`.execute(trx);
}

/** A wider scope, another cap or another end. */
export async function changePilotScope(
  trx: Trx,
  change: Key & { body: PilotBody; personCap: number | null; endsAt: Date },
): Promise<void> {
  await sql`
    update pilots set body = ${toJson(change.body)}::jsonb, person_cap = ${change.personCap}, ends_at = ${change.endsAt}
    where workspace_id = ${change.workspaceId} and id = ${change.pilotId}`.execute(trx);
}

export async function decidePilot(
  trx: Trx,
  decision: Key & { state: Pilot['decided']; undoRunId?: string | null; now: Date; actor: string },
): Promise<void> {
  await sql`
    update pilots set state = ${decision.state}, decided_at = ${decision.now}, decided_by = ${decision.actor},
      undo_run_id = coalesce(${decision.undoRunId ?? null}::uuid, undo_run_id)
    where workspace_id = ${decision.workspaceId} and id = ${decision.pilotId}`.execute(trx);
}

/** What the pilot's scope is judged by for one person. */
export async function loadPilotSubject(
  conn: Conn,
  key: Key & { personId: string; jobId?: string | null; recordId?: string },
): Promise<{
  candidacies: { jobId: string; sourcer: string | null }[];
  isTaken: boolean;
  takenCount: number;
}> {
  const candidacies = await sql<{ jobId: string; sourcer: string | null }>`
    select c.job_id, coalesce(nullif(lower(f.payload -> 'sourcer' ->> 'email'), ''), lower(j.owner_email)) as sourcer
    from candidacies c
    join jobs j on j.workspace_id = c.workspace_id and j.id = c.job_id
    left join profiles f on f.workspace_id = c.workspace_id and f.id = c.first_profile_id
    where c.workspace_id = ${key.workspaceId} and c.person_id = ${key.personId}
      and (${key.jobId ?? null}::uuid is null or c.job_id = ${key.jobId ?? null}::uuid)
      and (${key.recordId ?? null}::uuid is null or c.record_id = ${key.recordId ?? null}::uuid)`.execute(
    conn,
  );
  const taken = await sql<{ isTaken: boolean; takenCount: number }>`
    select coalesce(bool_or(person_id = ${key.personId}), false) as is_taken, count(*)::int as taken_count
    from pilot_people where workspace_id = ${key.workspaceId} and pilot_id = ${key.pilotId}`.execute(
    conn,
  );
  const [row] = taken.rows;
  return {
    candidacies: candidacies.rows,
    isTaken: row?.isTaken ?? false,
    takenCount: row?.takenCount ?? 0,
  };
}

/** Taken in once; what the cap counts. */
export async function takePerson(
  trx: Trx,
  row: Key & { personId: string; now: Date },
): Promise<void> {
  await sql`
    insert into pilot_people (workspace_id, pilot_id, person_id, taken_at)
    values (${row.workspaceId}, ${row.pilotId}, ${row.personId}, ${row.now}) on conflict do nothing`.execute(
    trx,
  );
}

export interface PilotReport {
  week: number;
  body: unknown;
  text: string;
  madeAt: Date;
}

/** A week is reported once; saying it again changes nothing. */
export async function insertPilotReport(
  trx: Trx,
  row: Key & { week: number; body: object; text: string; now: Date },
): Promise<boolean> {
  const stored = await sql`
    insert into pilot_reports (workspace_id, pilot_id, week, body, text, made_at)
    values (${row.workspaceId}, ${row.pilotId}, ${row.week}, ${toJson(row.body)}::jsonb, ${row.text}, ${row.now})
    on conflict do nothing`.execute(trx);
  return Number(stored.numAffectedRows ?? 0) > 0;
}

/** Newest first. */
export async function listPilotReports(
  conn: Conn,
  page: Key & { beforeWeek: number | null; limit: number },
): Promise<PilotReport[]> {
  const found = await sql<PilotReport>`
    select week, body, text, made_at from pilot_reports
    where workspace_id = ${page.workspaceId} and pilot_id = ${page.pilotId}
      and (${page.beforeWeek}::int is null or week < ${page.beforeWeek}::int)
    order by week desc limit ${page.limit}`.execute(conn);
  return found.rows;
}

export async function countPilotPeople(conn: Conn, key: Key): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from pilot_people
    where workspace_id = ${key.workspaceId} and pilot_id = ${key.pilotId}`.execute(conn);
  return found.rows[0]?.count ?? 0;
}
