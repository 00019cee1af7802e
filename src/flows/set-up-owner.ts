// The first person of an installation: whoever holds the code from the console becomes the owner.

import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { giveSeat, hasAccounts, insertAccount } from '../db/queries/accounts.ts';
import { putSetupCode, takeSetupCode } from '../db/queries/sessions.ts';
import { secretHash } from './check-session.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import { refusePoorPassword } from './password-rule.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** A new code, replacing the one before; null once somebody has an account. */
export async function makeSetupCode(deps: Deps): Promise<Secret | null> {
  return await inTransaction(deps.db, async (trx) => {
    if (await hasAccounts(trx)) return null;
    const code = Buffer.from(deps.sealer.newKey()).toString('base64url').slice(0, 24);
    await putSetupCode(trx, secretHash(code), deps.clock.now());
    return new Secret(code);
  });
}

export interface FirstOwner {
  workspaceId: string;
  code: string;
  email: string;
  name: string;
  password: string;
  timeZone: string;
  userAgent: string;
}

/** Throws InputError: `conflict` where there is an owner already, `forbidden` for a wrong code. */
export async function setUpOwner(deps: SignInDeps, input: FirstOwner): Promise<OpenedSession> {
  if (await hasAccounts(deps.db)) throw alreadyDone();
  refusePoorPassword(input.password, input);
  const passwordHash = await deps.passwords.hash(input.password);
  return await inTransaction(deps.db, async (trx) => {
    // Taking the code away is the lock: of two people at the same time one finds it gone.
    if (!(await takeSetupCode(trx, secretHash(input.code)))) {
      if (await hasAccounts(trx)) throw alreadyDone();
      const message = 'The set-up code is wrong; take the newest one that the server printed';
      throw new InputError('forbidden', message, 'code');
    }
    const now = deps.clock.now();
    const { workspaceId, name, timeZone, userAgent } = input;
    const email = input.email.trim().toLowerCase();
    const accountId = deps.ids.next();
    await insertAccount(trx, {
      id: accountId,
      email,
      name,
      timeZone,
      passwordHash,
      createdAt: now,
    });
    const userId = await giveSeat(trx, {
      workspaceId,
      userId: deps.ids.next(),
      accountId,
      email,
      name,
      role: 'owner',
      now,
    });
    const opened = await openSession(trx, deps, {
      accountId,
      workspaceId,
      userId,
      userAgent,
      means: 'setup',
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: `user:${userId}`,
        action: 'user.added',
        subjectKind: 'user',
        subjectId: userId,
        detail: { role: 'owner', by: 'setup' },
      },
      opened.audit,
    ]);
    return opened.session;
  });
}

function alreadyDone(): InputError {
  return new InputError('conflict', 'This installation has an owner already; sign in instead');
}
