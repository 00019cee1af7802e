// Opens a session for an account that has proven who it is.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { Secret } from '../core/secret.ts';
import type { Trx } from '../db/connect.ts';
import { changeAccount } from '../db/queries/accounts.ts';
import { insertSession } from '../db/queries/sessions.ts';
import { secretHash, sessionLifeMs } from './check-session.ts';
import type { Deps } from './deps.ts';

export interface OpenedSession {
  id: string;
  token: Secret;
  expiresAt: Date;
}

const userAgentLengthMax = 200;

/** Within the caller's transaction; the caller appends the entry. */
export async function openSession(
  trx: Trx,
  deps: Deps,
  input: {
    accountId: string;
    workspaceId: string;
    userId: string;
    userAgent: string;
    means: 'password' | 'invitation' | 'setup' | 'single_sign_on' | 'passkey';
    /** A session through a workspace's own provider says nothing about any other workspace. */
    boundTo?: string;
  },
): Promise<{ session: OpenedSession; audit: AuditEntry }> {
  const { accountId, workspaceId, userId, userAgent, means } = input;
  const token = `fs_${Buffer.from(deps.sealer.newKey()).toString('base64url')}`;
  const id = deps.ids.next();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + sessionLifeMs);
  await insertSession(trx, {
    id,
    accountId,
    workspaceId,
    secretHash: secretHash(token),
    createdAt: now,
    expiresAt,
    userAgent: userAgent.slice(0, userAgentLengthMax),
    boundWorkspaceId: input.boundTo ?? null,
  });
  await changeAccount(trx, accountId, { lastSignedInAt: now });
  const audit: AuditEntry = {
    workspaceId,
    actor: `user:${userId}`,
    action: 'session.opened',
    subjectKind: 'session',
    subjectId: id,
    detail: { means },
  };
  return { session: { id, token: new Secret(token), expiresAt }, audit };
}
