// What the preflight reads beside the account itself, and the reports it leaves.

import { sql } from 'kysely';
import type { PreflightCheck } from '../../core/sync/preflight.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface PreflightReport {
  id: string;
  result: 'pass' | 'warn' | 'fail';
  checks: PreflightCheck[];
  madeAt: Date;
}

export async function storePreflight(
  trx: Trx,
  report: PreflightReport & { workspaceId: string },
): Promise<void> {
  const { workspaceId, id, result, checks, madeAt } = report;
  await trx
    .insertInto('preflightReports')
    .values({ workspaceId, id, result, checks: toJson(checks), madeAt })
    .execute();
}

/** The newest report, or undefined where none was made. */
export async function findPreflight(
  conn: Conn,
  workspaceId: string,
): Promise<PreflightReport | undefined> {
  const row = await conn
    .selectFrom('preflightReports')
    .where('workspaceId', '=', workspaceId)
    .select(['id', 'result', 'checks', 'madeAt'])
    .orderBy('madeAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, checks: row.checks as PreflightCheck[] };
}

export interface OurSide {
  users: { email: string }[];
  jobs: { name: string; postingId: string }[];
  lastReceivedAt: Date | null;
  createdSinceHooksCount: number;
  createdSinceEventCount: number;
  ruleKinds: string[];
}

/** Users, jobs, the last event and which rules an admin has decided. */
export async function readOurSide(conn: Conn, workspaceId: string): Promise<OurSide> {
  const users = await conn
    .selectFrom('users')
    .where('workspaceId', '=', workspaceId)
    .select('email')
    .orderBy('email')
    .execute();
  const jobs = await conn
    .selectFrom('jobs')
    .where('workspaceId', '=', workspaceId)
    .where('trigger', '<>', 'never')
    .select(['name', 'postingId'])
    .orderBy('name')
    .execute();
  const hooks = await sql<{
    lastReceivedAt: Date | null;
    createdCount: number;
    sinceEventCount: number;
  }>`
    select max(h.last_received_at) as last_received_at,
      (select count(*)::int from records r where r.workspace_id = ${workspaceId} and r.is_ours
        and r.posting_id <> ''
        and r.opportunity_id is not null
        and r.created_at > (select min(created_at) from lever_hooks where workspace_id = ${workspaceId})) as created_count,
      (select count(*)::int from records r where r.workspace_id = ${workspaceId} and r.is_ours
        and r.posting_id <> '' and r.opportunity_id is not null
        and r.created_at > (select max(last_received_at) + interval '1 hour' from lever_hooks
          where workspace_id = ${workspaceId})) as since_event_count
    from lever_hooks h where h.workspace_id = ${workspaceId}`.execute(conn);
  const rules = await conn
    .selectFrom('ruleVersions')
    .where('workspaceId', '=', workspaceId)
    .select('kind')
    .distinct()
    .execute();
  return {
    users,
    jobs,
    lastReceivedAt: hooks.rows[0]?.lastReceivedAt ?? null,
    createdSinceHooksCount: hooks.rows[0]?.createdCount ?? 0,
    createdSinceEventCount: hooks.rows[0]?.sinceEventCount ?? 0,
    ruleKinds: rules.map((rule) => rule.kind),
  };
}
