// Somebody signed in to a test server, in any role.
import type { Role } from '../core/governance/permissions.ts';
import { giveSeat, insertAccount } from '../db/queries/accounts.ts';
import { openSession } from '../flows/open-session.ts';
import type { Api } from './api.fixture.ts';

export interface SignedIn {
  userId: string;
  accountId: string;
  email: string;
  /** The cookie and the header that a write needs. */
  headers: Record<string, string>;
}

/** A new account with a seat in this role and an open session. */
export async function signIn(
  api: Pick<Api, 'deps' | 'workspaceId'>,
  role: Role,
): Promise<SignedIn> {
  const { deps, workspaceId } = api;
  const now = deps.clock.now();
  const accountId = deps.ids.next();
  const email = `${role}.${accountId}@initech.example`;
  const who = { email, name: role };
  const opened = await deps.db.transaction().execute(async (trx) => {
    const account = { ...who, id: accountId, timeZone: 'UTC', passwordHash: null, createdAt: now };
    await insertAccount(trx, account);
    const seat = { ...who, workspaceId, accountId, role, now };
    const userId = await giveSeat(trx, { ...seat, userId: deps.ids.next() });
    const opening = { accountId, workspaceId, userId, userAgent: '', means: 'password' as const };
    return { userId, token: (await openSession(trx, deps, opening)).session.token.reveal() };
  });
  const headers = { cookie: `fulcrum_session=${opened.token}`, 'x-fulcrum-request': '1' };
  return { userId: opened.userId, accountId, email, headers };
}
