// A person changes their own password; every other session of theirs ends.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { changeAccount, findAccount } from '../db/queries/accounts.ts';
import { endSessions } from '../db/queries/sessions.ts';
import { inTransaction } from './in-transaction.ts';
import { refusePoorPassword } from './password-rule.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface PasswordChange {
  workspaceId: string;
  userId: string;
  accountId: string;
  sessionId: string;
  oldPassword: string;
  newPassword: string;
}

export async function changePassword(deps: SignInDeps, input: PasswordChange): Promise<void> {
  const account = await findAccount(deps.db, input.accountId);
  const hash = account?.passwordHash ?? null;
  const isOwn = hash !== null && (await deps.passwords.isRight(input.oldPassword, hash));
  if (account === undefined || !isOwn) {
    throw new InputError('forbidden', 'The old password is wrong', 'oldPassword');
  }
  refusePoorPassword(input.newPassword, account);
  const passwordHash = await deps.passwords.hash(input.newPassword);
  const { workspaceId, userId, accountId, sessionId } = input;
  await inTransaction(deps.db, async (trx) => {
    await changeAccount(trx, accountId, { passwordHash });
    const now = deps.clock.now();
    const ended = await endSessions(trx, { accountId, exceptId: sessionId, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: `user:${userId}`,
        action: 'user.password_changed',
        subjectKind: 'user',
        subjectId: userId,
        detail: { sessionsEnded: ended },
      },
    ]);
  });
}
