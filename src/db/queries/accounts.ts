// Accounts: people who sign in, and the users they are in each workspace.

import type { Role } from '../../core/governance/permissions.ts';
import type { Conn, Trx } from '../connect.ts';

export interface Account {
  id: string;
  email: string;
  name: string;
  timeZone: string;
  passwordHash: string | null;
  sealedTotp: Uint8Array | null;
  totpConfirmedAt: Date | null;
  totpLastStep: number | null;
  disabledAt: Date | null;
}

const columns = [
  'id',
  'email',
  'name',
  'timeZone',
  'passwordHash',
  'sealedTotp',
  'totpConfirmedAt',
  'totpLastStep',
  'disabledAt',
] as const;

export async function hasAccounts(conn: Conn): Promise<boolean> {
  const row = await conn.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** `email` in lower case. */
export async function findAccountByEmail(conn: Conn, email: string): Promise<Account | undefined> {
  return await conn
    .selectFrom('accounts')
    .select(columns)
    .where('email', '=', email)
    .executeTakeFirst();
}

export async function findAccount(conn: Conn, id: string): Promise<Account | undefined> {
  return await conn.selectFrom('accounts').select(columns).where('id', '=', id).executeTakeFirst();
}

export interface NewAccount {
  id: string;
  email: string;
  name: string;
  timeZone: string;
  passwordHash: string | null;
  createdAt: Date;
}

export async function insertAccount(trx: Trx, account: NewAccount): Promise<void> {
  await trx.insertInto('accounts').values(account).execute();
}

export async function changeAccount(
  trx: Trx,
  id: string,
  change: Partial<Omit<Account, 'id'>> & { lastSignedInAt?: Date },
): Promise<void> {
  await trx.updateTable('accounts').set(change).where('id', '=', id).execute();
}

export interface Seat {
  userId: string;
  role: Role;
  workspaceId: string;
  slug: string;
  workspaceName: string;
}

/** The workspaces in which the account may work, oldest first. */
export async function listSeats(conn: Conn, accountId: string): Promise<Seat[]> {
  return await conn
    .selectFrom('users')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspaceId')
    .select([
      'users.id as userId',
      'users.role as role',
      'users.workspaceId as workspaceId',
      'workspaces.slug as slug',
      'workspaces.name as workspaceName',
    ])
    .where('users.accountId', '=', accountId)
    .where('users.disabledAt', 'is', null)
    .orderBy('workspaces.createdAt')
    .orderBy('workspaces.id')
    .limit(1_000)
    .execute();
}

/** Gives the account a seat; a colleague already known by this email becomes that user. */
export async function giveSeat(
  trx: Trx,
  seat: {
    workspaceId: string;
    userId: string;
    accountId: string;
    email: string;
    name: string;
    role: Role;
    now: Date;
  },
): Promise<string> {
  const { workspaceId, userId, accountId, email, name, role, now } = seat;
  const row = await trx
    .insertInto('users')
    .values({ workspaceId, id: userId, email, name, role, accountId, createdAt: now })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'email']).doUpdateSet({ role, accountId, disabledAt: null }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}
