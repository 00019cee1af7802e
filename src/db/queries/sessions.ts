// Sessions of signed-in people, and the failed attempts that slow down guessing.

import { sql } from 'kysely';
import type { Role } from '../../core/governance/permissions.ts';
import type { Conn, Trx } from '../connect.ts';

export interface NewSession {
  id: string;
  accountId: string;
  workspaceId: string;
  secretHash: Uint8Array;
  createdAt: Date;
  expiresAt: Date;
  userAgent: string;
  /** The only workspace it is good for; null: all that the account belongs to. */
  boundWorkspaceId: string | null;
}

export async function insertSession(trx: Trx, session: NewSession): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({ ...session, seenAt: session.createdAt })
    .execute();
}

export interface LiveSession {
  id: string;
  accountId: string;
  workspaceId: string;
  userId: string;
  role: Role;
  seenAt: Date;
  expiresAt: Date;
  boundWorkspaceId: string | null;
}

/** The session with its seat, where neither was ended nor disabled. Whether it expired is the caller's to see. */
export async function findSession(
  conn: Conn,
  secretHash: Uint8Array,
): Promise<LiveSession | undefined> {
  return await conn
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.accountId')
    .innerJoin('users', (join) =>
      join
        .onRef('users.accountId', '=', 'sessions.accountId')
        .onRef('users.workspaceId', '=', 'sessions.workspaceId'),
    )
    .select([
      'sessions.id as id',
      'sessions.accountId as accountId',
      'sessions.workspaceId as workspaceId',
      'sessions.seenAt as seenAt',
      'sessions.expiresAt as expiresAt',
      'sessions.boundWorkspaceId as boundWorkspaceId',
      'users.id as userId',
      'users.role as role',
    ])
    .where('sessions.secretHash', '=', secretHash)
    .where('sessions.endedAt', 'is', null)
    .where('users.disabledAt', 'is', null)
    .where('accounts.disabledAt', 'is', null)
    .executeTakeFirst();
}

export async function noteSessionSeen(conn: Conn, id: string, at: Date): Promise<void> {
  await conn.updateTable('sessions').set({ seenAt: at }).where('id', '=', id).execute();
}

/** False for a session that stays where it is. */
export async function moveSession(trx: Trx, id: string, workspaceId: string): Promise<boolean> {
  const moved = await trx
    .updateTable('sessions')
    .set({ workspaceId })
    .where('id', '=', id)
    .where((is) =>
      is.or([is('boundWorkspaceId', 'is', null), is('boundWorkspaceId', '=', workspaceId)]),
    )
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** Whether it is good for one workspace alone. */
export async function isBoundSession(conn: Conn, id: string): Promise<boolean> {
  const row = await conn
    .selectFrom('sessions')
    .select('boundWorkspaceId')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined && row.boundWorkspaceId !== null;
}

/** Ends one session of the account, or all of them but one. Tells how many were open. */
export async function endSessions(
  trx: Trx,
  which: { accountId: string; id?: string; exceptId?: string; now: Date },
): Promise<number> {
  let query = trx
    .updateTable('sessions')
    .set({ endedAt: which.now })
    .where('accountId', '=', which.accountId)
    .where('endedAt', 'is', null);
  if (which.id !== undefined) query = query.where('id', '=', which.id);
  if (which.exceptId !== undefined) query = query.where('id', '!=', which.exceptId);
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export interface OpenSession {
  id: string;
  workspaceId: string;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
  userAgent: string;
}

/** Newest first. */
export async function listSessions(
  conn: Conn,
  page: { accountId: string; now: Date; limit: number },
): Promise<OpenSession[]> {
  return await conn
    .selectFrom('sessions')
    .select(['id', 'workspaceId', 'createdAt', 'seenAt', 'expiresAt', 'userAgent'])
    .where('accountId', '=', page.accountId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', page.now)
    .orderBy('createdAt', 'desc')
    .limit(page.limit)
    .execute();
}

/** How many of its attempts failed since `since`. */
export async function countFailures(
  conn: Conn,
  subject: Uint8Array,
  since: Date,
): Promise<{ failures: number; windowStart: Date } | undefined> {
  return await conn
    .selectFrom('signInFailures')
    .select(['failures', 'windowStart'])
    .where('subject', '=', subject)
    .where('windowStart', '>', since)
    .executeTakeFirst();
}

/** Counts one more; a window that ended before `since` begins anew. */
export async function noteFailure(
  conn: Conn,
  failure: { subject: Uint8Array; now: Date; since: Date },
): Promise<void> {
  const { subject, now, since } = failure;
  await sql`
    insert into sign_in_failures (subject, window_start, failures) values (${subject}, ${now}, 1)
    on conflict (subject) do update set
      failures = case when sign_in_failures.window_start > ${since}
        then sign_in_failures.failures + 1 else 1 end,
      window_start = case when sign_in_failures.window_start > ${since}
        then sign_in_failures.window_start else excluded.window_start end
  `.execute(conn);
}

export async function forgetFailures(conn: Conn, subject: Uint8Array): Promise<void> {
  await conn.deleteFrom('signInFailures').where('subject', '=', subject).execute();
}

/** Windows that are over say nothing any more. */
export async function tidyFailures(conn: Conn, before: Date): Promise<void> {
  await conn.deleteFrom('signInFailures').where('windowStart', '<', before).execute();
}

export async function putSetupCode(trx: Trx, secretHash: Uint8Array, now: Date): Promise<void> {
  await trx
    .insertInto('setupCodes')
    .values({ secretHash, createdAt: now })
    .onConflict((conflict) =>
      conflict.column('onlyOne').doUpdateSet({ secretHash, createdAt: now }),
    )
    .execute();
}

/** Takes the code away if it is this one; false for any other. Locks, so that only one owner comes of it. */
export async function takeSetupCode(trx: Trx, secretHash: Uint8Array): Promise<boolean> {
  const result = await trx
    .deleteFrom('setupCodes')
    .where('secretHash', '=', secretHash)
    .executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
}
