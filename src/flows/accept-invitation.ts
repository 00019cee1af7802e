// Whoever holds an invitation becomes a user: with a new account, or with the one they have.

import { InputError } from '../core/input-error.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findAccountByEmail, giveSeat, insertAccount } from '../db/queries/accounts.ts';
import { acceptInvitationRow, lockInvitation, type Invitation } from '../db/queries/users.ts';
import { secretHash } from './check-session.ts';
import { inTransaction } from './in-transaction.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import { refusePoorPassword } from './password-rule.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface Acceptance {
  token: string;
  name: string;
  password: string;
  timeZone: string;
  userAgent: string;
}

/** Somebody who has an account proves it with their own password; the invitation alone gives a new one only. */
export async function acceptInvitation(
  deps: SignInDeps,
  input: Acceptance,
): Promise<OpenedSession> {
  // Hashing is slow on purpose and stays outside the transaction.
  const passwordHash = await deps.passwords.hash(input.password);
  return await inTransaction(deps.db, async (trx) => {
    const invitation = await openInvitation(trx, input.token, deps.clock.now());
    const { workspaceId, email, role } = invitation;
    const account = await findAccountByEmail(trx, email);
    const accountId = account?.id ?? deps.ids.next();
    const now = deps.clock.now();
    if (account === undefined) {
      refusePoorPassword(input.password, { email, name: input.name });
      const { name, timeZone } = input;
      await insertAccount(trx, {
        id: accountId,
        email,
        name,
        timeZone,
        passwordHash,
        createdAt: now,
      });
    } else {
      await refuseStranger(deps, account, input.password);
    }
    const userId = await giveSeat(trx, {
      workspaceId,
      userId: deps.ids.next(),
      accountId,
      email,
      name: account?.name ?? input.name,
      role,
      now,
    });
    await acceptInvitationRow(trx, { workspaceId, id: invitation.id, now });
    const opened = await openSession(trx, deps, {
      accountId,
      workspaceId,
      userId,
      userAgent: input.userAgent,
      means: 'invitation',
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: `user:${userId}`,
        action: 'user.added',
        subjectKind: 'user',
        subjectId: userId,
        detail: { role, by: 'invitation', invitationId: invitation.id },
      },
      opened.audit,
    ]);
    return opened.session;
  });
}

async function openInvitation(trx: Trx, token: string, now: Date): Promise<Invitation> {
  const invitation = await lockInvitation(trx, secretHash(token));
  const isOpen =
    invitation !== undefined &&
    invitation.acceptedAt === null &&
    invitation.revokedAt === null &&
    invitation.expiresAt > now;
  if (isOpen) return invitation;
  throw new InputError('not_found', 'This invitation is over or was used; ask for a new one');
}

async function refuseStranger(
  deps: SignInDeps,
  account: { passwordHash: string | null; disabledAt: Date | null; totpConfirmedAt: Date | null },
  password: string,
): Promise<void> {
  const message = 'You have an account already: sign in with it first, then open the invitation';
  // With a second factor a password alone is not enough anywhere.
  const isOwn =
    account.passwordHash !== null &&
    account.disabledAt === null &&
    account.totpConfirmedAt === null &&
    (await deps.passwords.isRight(password, account.passwordHash));
  if (!isOwn) throw new InputError('forbidden', message, 'password');
}
