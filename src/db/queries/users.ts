// The users of a workspace, and the invitations to become one.

import type { Role } from '../../core/governance/permissions.ts';
import type { Conn, Trx } from '../connect.ts';

export interface User {
  id: string;
  accountId: string | null;
  email: string;
  name: string;
  role: Role;
  leverUserId: string | null;
  createdAt: Date;
  disabledAt: Date | null;
}

const columns = [
  'id',
  'accountId',
  'email',
  'name',
  'role',
  'leverUserId',
  'createdAt',
  'disabledAt',
] as const;

/** In the order of their emails; `afterEmail` is the last one of the page before. */
export async function listUsers(
  conn: Conn,
  page: { workspaceId: string; afterEmail: string | null; limit: number },
): Promise<User[]> {
  let query = conn
    .selectFrom('users')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('email')
    .limit(page.limit);
  if (page.afterEmail !== null) query = query.where('email', '>', page.afterEmail);
  return await query.execute();
}

/** Locks the user until the end of the transaction. */
export async function lockUser(
  trx: Trx,
  which: { workspaceId: string; id: string },
): Promise<User | undefined> {
  return await trx
    .selectFrom('users')
    .select(columns)
    .where('workspaceId', '=', which.workspaceId)
    .where('id', '=', which.id)
    .forUpdate()
    .executeTakeFirst();
}

export async function changeUserRow(
  trx: Trx,
  which: { workspaceId: string; id: string },
  change: { role?: Role; disabledAt?: Date | null },
): Promise<void> {
  await trx
    .updateTable('users')
    .set(change)
    .where('workspaceId', '=', which.workspaceId)
    .where('id', '=', which.id)
    .execute();
}

/** Locks all owners who can sign in, so that two of them cannot leave at the same time. */
export async function lockOwners(trx: Trx, workspaceId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('users')
    .select('id')
    .where('workspaceId', '=', workspaceId)
    .where('role', '=', 'owner')
    .where('disabledAt', 'is', null)
    .where('accountId', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

export interface Invitation {
  workspaceId: string;
  id: string;
  email: string;
  role: Role;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}

const invitationColumns = [
  'workspaceId',
  'id',
  'email',
  'role',
  'createdAt',
  'createdBy',
  'expiresAt',
  'acceptedAt',
  'revokedAt',
] as const;

export async function insertInvitation(
  trx: Trx,
  invitation: Omit<Invitation, 'acceptedAt' | 'revokedAt'> & { secretHash: Uint8Array },
): Promise<void> {
  await trx.insertInto('invitations').values(invitation).execute();
}

/** Locks it, whatever its state. */
export async function lockInvitation(
  trx: Trx,
  secretHash: Uint8Array,
): Promise<Invitation | undefined> {
  return await trx
    .selectFrom('invitations')
    .select(invitationColumns)
    .where('secretHash', '=', secretHash)
    .forUpdate()
    .executeTakeFirst();
}

/** Those still open, newest first. */
export async function listInvitations(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; now: Date; limit: number },
): Promise<Invitation[]> {
  let query = conn
    .selectFrom('invitations')
    .select(invitationColumns)
    .where('workspaceId', '=', page.workspaceId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', page.now)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

export async function acceptInvitationRow(
  trx: Trx,
  which: { workspaceId: string; id: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('invitations')
    .set({ acceptedAt: which.now })
    .where('workspaceId', '=', which.workspaceId)
    .where('id', '=', which.id)
    .execute();
}

/** Takes back what is open: one by id, or all to an address. Tells how many. */
export async function revokeInvitations(
  trx: Trx,
  which: { workspaceId: string; id?: string; email?: string; now: Date },
): Promise<number> {
  let query = trx
    .updateTable('invitations')
    .set({ revokedAt: which.now })
    .where('workspaceId', '=', which.workspaceId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null);
  if (which.id !== undefined) query = query.where('id', '=', which.id);
  if (which.email !== undefined) query = query.where('email', '=', which.email);
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}
