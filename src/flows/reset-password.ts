// Somebody lost their password: an owner or the host gives them one for the next sign-in, and every session ends.

import { mayGiveRole, type Role } from '../core/governance/permissions.ts';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { changeAccount, listSeats } from '../db/queries/accounts.ts';
import { putRecoveryCodes } from '../db/queries/second-factors.ts';
import { endSessions } from '../db/queries/sessions.ts';
import { lockUser } from '../db/queries/users.ts';
import { inTransaction } from './in-transaction.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface PasswordReset {
  workspaceId: string;
  userId: string;
  actor: string;
  /** The role of whoever resets; null for the host at the command line. */
  actorRole: Role | null;
  /** Whether the second factor goes too, for somebody who lost the phone as well. */
  dropsSecondFactor: boolean;
}

/** The new password is told once. */
export async function resetPassword(
  deps: SignInDeps,
  input: PasswordReset,
): Promise<{ password: Secret }> {
  const { workspaceId, userId, actor, actorRole, dropsSecondFactor } = input;
  const password = Buffer.from(deps.sealer.newKey()).toString('base64url').slice(0, 20);
  const passwordHash = await deps.passwords.hash(password);
  await inTransaction(deps.db, async (trx) => {
    const user = await lockUser(trx, { workspaceId, id: userId });
    if (user === undefined || user.accountId === null) {
      throw new InputError('not_found', 'There is no such user who signs in');
    }
    if (actorRole !== null && !mayGiveRole(actorRole, user.role)) {
      throw new InputError('forbidden', 'Only an owner may reset the password of an owner');
    }
    const seats = await listSeats(trx, user.accountId);
    // Whoever rules over one workspace must not get into another one through an account they share.
    if (actorRole !== null && seats.some((seat) => seat.workspaceId !== workspaceId)) {
      const message = 'This person works in other workspaces too; ask the host of the installation';
      throw new InputError('forbidden', message);
    }
    await changeAccount(trx, user.accountId, {
      passwordHash,
      ...(dropsSecondFactor ? { sealedTotp: null, totpConfirmedAt: null, totpLastStep: null } : {}),
    });
    if (dropsSecondFactor) await putRecoveryCodes(trx, user.accountId, []);
    const now = deps.clock.now();
    const ended = await endSessions(trx, { accountId: user.accountId, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'user.password_reset',
        subjectKind: 'user',
        subjectId: userId,
        detail: { sessionsEnded: ended, dropsSecondFactor },
      },
    ]);
  });
  return { password: new Secret(password) };
}
