// Alerts from when something was first seen wrong until it was gone, and what was sent about them.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Trouble } from './alert-troubles.ts';

export interface Alert {
  id: string;
  kind: string;
  subject: string;
  isUrgent: boolean;
  because: string;
  nextAction: string;
  openedAt: Date;
  seenAt: Date;
  closedAt: Date | null;
  toldAt: Date | null;
}

const columns = [
  'id',
  'kind',
  'subject',
  'isUrgent',
  'because',
  'nextAction',
  'openedAt',
  'seenAt',
  'closedAt',
  'toldAt',
] as const;

/** Locks the workspace's alerts; null where another process looked since then. */
export async function lockAlerts(
  trx: Trx,
  look: { workspaceId: string; now: Date; since: Date },
): Promise<{ digestSentOn: string | null } | null> {
  await sql`insert into alert_channels (workspace_id) values (${look.workspaceId}) on conflict do nothing`.execute(
    trx,
  );
  const found = await sql<{ digestSentOn: string | null; lookedAt: Date | null }>`
    select digest_sent_on::text as digest_sent_on, looked_at from alert_channels
    where workspace_id = ${look.workspaceId} for update`.execute(trx);
  const row = found.rows[0];
  if (row === undefined || (row.lookedAt !== null && row.lookedAt > look.since)) return null;
  await sql`update alert_channels set looked_at = ${look.now} where workspace_id = ${look.workspaceId}`.execute(
    trx,
  );
  return { digestSentOn: row.digestSentOn };
}

export async function listOpenAlerts(conn: Conn, workspaceId: string): Promise<Alert[]> {
  return await conn
    .selectFrom('alerts')
    .select(columns)
    .where('workspaceId', '=', workspaceId)
    .where('closedAt', 'is', null)
    .orderBy('openedAt')
    .limit(1_000)
    .execute();
}

/** When the owner was last told of the same thing, before it was over and came back. */
export async function findLastTold(
  conn: Conn,
  which: { workspaceId: string; kind: string; subject: string; since: Date },
): Promise<Date | null> {
  const row = await conn
    .selectFrom('alerts')
    .select('toldAt')
    .where('workspaceId', '=', which.workspaceId)
    .where('kind', '=', which.kind)
    .where('subject', '=', which.subject)
    .where('closedAt', '>', which.since)
    .orderBy('closedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.toldAt ?? null;
}

export async function openAlert(
  trx: Trx,
  alert: Trouble & {
    workspaceId: string;
    id: string;
    isUrgent: boolean;
    now: Date;
    toldAt: Date | null;
  },
): Promise<void> {
  const { now, ...row } = alert;
  await trx
    .insertInto('alerts')
    .values({ ...row, openedAt: now, seenAt: now })
    .execute();
}

export async function seeAlert(
  trx: Trx,
  alert: { workspaceId: string; id: string; because: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('alerts')
    .set({ seenAt: alert.now, because: alert.because })
    .where('workspaceId', '=', alert.workspaceId)
    .where('id', '=', alert.id)
    .execute();
}

export async function closeAlerts(
  trx: Trx,
  which: { workspaceId: string; ids: readonly string[]; now: Date },
): Promise<void> {
  if (which.ids.length === 0) return;
  await trx
    .updateTable('alerts')
    .set({ closedAt: which.now })
    .where('workspaceId', '=', which.workspaceId)
    .where('id', 'in', [...which.ids])
    .execute();
}

export async function noteTold(
  trx: Trx,
  which: { workspaceId: string; ids: readonly string[]; now: Date },
): Promise<void> {
  if (which.ids.length === 0) return;
  await trx
    .updateTable('alerts')
    .set({ toldAt: which.now })
    .where('workspaceId', '=', which.workspaceId)
    .where('id', 'in', [...which.ids])
    .execute();
}

export async function noteDigest(
  trx: Trx,
  which: { workspaceId: string; day: string },
): Promise<void> {
  await sql`update alert_channels set digest_sent_on = ${which.day}::date where workspace_id = ${which.workspaceId}`.execute(
    trx,
  );
}

/** Over since an instant, the newest last. */
export async function listClosedSince(
  conn: Conn,
  which: { workspaceId: string; since: Date },
): Promise<Alert[]> {
  return await conn
    .selectFrom('alerts')
    .select(columns)
    .where('workspaceId', '=', which.workspaceId)
    .where('closedAt', '>', which.since)
    .orderBy('closedAt')
    .limit(200)
    .execute();
}

/** Newest first. */
export async function listAlerts(
  conn: Conn,
  page: { workspaceId: string; isOpen?: boolean; beforeId: string | null; limit: number },
): Promise<Alert[]> {
  let query = conn
    .selectFrom('alerts')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.isOpen !== undefined)
    query = query.where('closedAt', page.isOpen ? 'is' : 'is not', null);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}
