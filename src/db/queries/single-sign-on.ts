// A workspace's identity provider, who is who there, and sign-ins that are under way.

import type { Role } from '../../core/governance/permissions.ts';
import type { Conn, Trx } from '../connect.ts';

export type FirstRole = Extract<Role, 'sourcer' | 'viewer' | 'auditor'>;

export interface SingleSignOnSettings {
  issuer: string;
  clientId: string;
  sealedClientSecret: Uint8Array;
  domains: string[];
  /** Null: only invited people get in. */
  firstRole: FirstRole | null;
  trustsEmail: boolean;
  changedAt: Date;
  changedBy: string;
}

const columns = [
  'issuer',
  'clientId',
  'sealedClientSecret',
  'domains',
  'firstRole',
  'trustsEmail',
  'changedAt',
  'changedBy',
] as const;

export async function findSingleSignOn(
  conn: Conn,
  workspaceId: string,
): Promise<SingleSignOnSettings | undefined> {
  return await conn
    .selectFrom('singleSignOn')
    .select(columns)
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
}

export async function saveSingleSignOn(
  trx: Trx,
  settings: SingleSignOnSettings & { workspaceId: string },
): Promise<void> {
  const { workspaceId, ...row } = settings;
  await trx
    .insertInto('singleSignOn')
    .values({ workspaceId, ...row })
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(row))
    .execute();
}

/** False where there was none. */
export async function removeSingleSignOn(trx: Trx, workspaceId: string): Promise<boolean> {
  const removed = await trx
    .deleteFrom('singleSignOn')
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

export interface SignInTry {
  stateHash: Uint8Array;
  workspaceId: string;
  browserHash: Uint8Array;
  sealedSecrets: Uint8Array;
  expiresAt: Date;
}

/** Those that nobody came back from go at the same time. */
export async function addSignInTry(trx: Trx, row: SignInTry & { now: Date }): Promise<void> {
  const { now, ...added } = row;
  await trx.deleteFrom('singleSignOnTries').where('expiresAt', '<', now).execute();
  await trx.insertInto('singleSignOnTries').values(added).execute();
}

/** Takes it away, so that it is good once. */
export async function takeSignInTry(
  conn: Conn,
  stateHash: Uint8Array,
): Promise<SignInTry | undefined> {
  return await conn
    .deleteFrom('singleSignOnTries')
    .where('stateHash', '=', stateHash)
    .returning(['stateHash', 'workspaceId', 'browserHash', 'sealedSecrets', 'expiresAt'])
    .executeTakeFirst();
}

export interface Link {
  workspaceId: string;
  issuer: string;
  subject: string;
}

export async function findLinkedAccount(conn: Conn, link: Link): Promise<string | null> {
  const row = await conn
    .selectFrom('singleSignOnLinks')
    .select('accountId')
    .where('workspaceId', '=', link.workspaceId)
    .where('issuer', '=', link.issuer)
    .where('subject', '=', link.subject)
    .executeTakeFirst();
  return row?.accountId ?? null;
}

/** False where the account is somebody else there already. */
export async function addLink(
  trx: Trx,
  link: Link & { accountId: string; linkedAt: Date },
): Promise<boolean> {
  const added = await trx
    .insertInto('singleSignOnLinks')
    .values(link)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** The user of this address in the workspace, shut out or not. */
export async function findUserByEmail(
  conn: Conn,
  which: { workspaceId: string; email: string },
): Promise<{ id: string; accountId: string | null; disabledAt: Date | null } | undefined> {
  return await conn
    .selectFrom('users')
    .select(['id', 'accountId', 'disabledAt'])
    .where('workspaceId', '=', which.workspaceId)
    .where('email', '=', which.email)
    .executeTakeFirst();
}

/** The open invitation to an address; locks it. */
export async function lockInvitationTo(
  trx: Trx,
  which: { workspaceId: string; email: string; now: Date },
): Promise<{ id: string; role: Role } | undefined> {
  return await trx
    .selectFrom('invitations')
    .select(['id', 'role'])
    .where('workspaceId', '=', which.workspaceId)
    .where('email', '=', which.email)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', which.now)
    .orderBy('createdAt', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
}
