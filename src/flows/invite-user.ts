// Invites somebody into the workspace: a link that is good once, for a week.

import { mayGiveRole, type Role } from '../core/governance/permissions.ts';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { insertInvitation, revokeInvitations } from '../db/queries/users.ts';
import { secretHash } from './check-session.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

const invitationLifeMs = 7 * 24 * 60 * 60_000;

export interface Invite {
  workspaceId: string;
  email: string;
  role: Role;
  actor: string;
  /** The role of whoever invites; null for the command line and API keys, which stand for an owner. */
  actorRole: Role | null;
}

/** The token is told once; an older open invitation to the same address ends. */
export async function inviteUser(
  deps: Deps,
  input: Invite,
): Promise<{ id: string; token: Secret; expiresAt: Date }> {
  const { workspaceId, role, actor, actorRole } = input;
  if (!mayGiveRole(actorRole ?? 'owner', role)) {
    throw new InputError('forbidden', `Only an owner may invite somebody as ${role}`, 'role');
  }
  const email = input.email.trim().toLowerCase();
  const token = `fi_${Buffer.from(deps.sealer.newKey()).toString('base64url')}`;
  const id = deps.ids.next();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + invitationLifeMs);
  await inTransaction(deps.db, async (trx) => {
    await revokeInvitations(trx, { workspaceId, email, now });
    await insertInvitation(trx, {
      workspaceId,
      id,
      email,
      role,
      secretHash: secretHash(token),
      createdAt: now,
      createdBy: actor,
      expiresAt,
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'user.invited',
        subjectKind: 'invitation',
        subjectId: id,
        detail: { role, email, expiresAt: expiresAt.toISOString() },
      },
    ]);
  });
  return { id, token: new Secret(token), expiresAt };
}

/** Throws InputError `not_found` where nothing of this id is open. */
export async function revokeInvitation(
  deps: Deps,
  input: { workspaceId: string; id: string; actor: string },
): Promise<void> {
  const { workspaceId, id, actor } = input;
  await inTransaction(deps.db, async (trx) => {
    const revoked = await revokeInvitations(trx, { workspaceId, id, now: deps.clock.now() });
    if (revoked === 0) throw new InputError('not_found', 'There is no such open invitation');
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'user.invitation_revoked',
        subjectKind: 'invitation',
        subjectId: id,
        detail: {},
      },
    ]);
  });
}
