// Signs a person in by email and password, slowing down whoever guesses.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findAccountByEmail, listSeats, type Account } from '../db/queries/accounts.ts';
import { countFailures, forgetFailures, noteFailure } from '../db/queries/sessions.ts';
import { checkSecondFactor } from './check-second-factor.ts';
import { inTransaction } from './in-transaction.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface SignIn {
  email: string;
  password: string;
  /** From the authenticator app, or a recovery code; needed where the account has one. */
  code?: string | undefined;
  address: string;
  userAgent: string;
}

export type SignedIn =
  | { did: 'signedIn'; session: OpenedSession; workspaceId: string; accountId: string }
  | { did: 'codeNeeded' };

/** Within a window this many wrong tries are taken; the next one waits for the window's end. */
export const failureWindowMs = 15 * 60_000;
const failuresMax = { account: 8, address: 60 } as const;

// Of nobody: an unknown address takes as long to refuse as a known one.
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Throws InputError `unauthorized` with one text for every wrong pair, `forbidden` while too many tries failed. */
export async function signIn(deps: SignInDeps, input: SignIn): Promise<SignedIn> {
  const email = input.email.trim().toLowerCase();
  const subjects = {
    account: subjectOf('account', email),
    address: subjectOf('address', input.address),
  };
  await refuseGuessing(deps, subjects);
  const account = await findAccountByEmail(deps.db, email);
  const isRight = await deps.passwords.isRight(
    input.password,
    account?.passwordHash ?? nobodysHash,
  );
  if (account === undefined || !isRight || account.disabledAt !== null) {
    return await failed(deps, subjects);
  }
  if (account.totpConfirmedAt !== null) {
    if (input.code === undefined || input.code === '') return { did: 'codeNeeded' };
    if (!(await checkSecondFactor(deps, account, input.code))) return await failed(deps, subjects);
  }
  await forgetFailures(deps.db, subjects.account);
  return await admit(deps, account, input.userAgent);
}

async function admit(deps: SignInDeps, account: Account, userAgent: string): Promise<SignedIn> {
  const [seat] = await listSeats(deps.db, account.id);
  if (seat === undefined) {
    const message = 'This account belongs to no workspace any more; ask an owner for an invitation';
    throw new InputError('forbidden', message);
  }
  const { workspaceId, userId } = seat;
  const session = await inTransaction(deps.db, async (trx) => {
    const opened = await openSession(trx, deps, {
      accountId: account.id,
      workspaceId,
      userId,
      userAgent,
      means: 'password',
    });
    await appendAudit(trx, deps, [opened.audit]);
    return opened.session;
  });
  return { did: 'signedIn', session, workspaceId, accountId: account.id };
}

type Subjects = Readonly<Record<'account' | 'address', Uint8Array>>;

/** Only the hash is kept: the table of failures is no list of addresses. */
function subjectOf(kind: string, value: string): Uint8Array {
  return createHash('sha256').update(`${kind}:${value}`).digest();
}

async function refuseGuessing(deps: SignInDeps, subjects: Subjects): Promise<void> {
  const since = new Date(deps.clock.now().getTime() - failureWindowMs);
  for (const kind of ['account', 'address'] as const) {
    const counted = await countFailures(deps.db, subjects[kind], since);
    if (counted === undefined || counted.failures < failuresMax[kind]) continue;
    const until = new Date(counted.windowStart.getTime() + failureWindowMs);
    const minutes = Math.ceil((until.getTime() - deps.clock.now().getTime()) / 60_000);
    throw new InputError(
      'forbidden',
      `Too many wrong tries; try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
    );
  }
}

async function failed(deps: SignInDeps, subjects: Subjects): Promise<never> {
  const now = deps.clock.now();
  const since = new Date(now.getTime() - failureWindowMs);
  await noteFailure(deps.db, { subject: subjects.account, now, since });
  await noteFailure(deps.db, { subject: subjects.address, now, since });
  throw new InputError('unauthorized', 'The email, the password or the code is wrong');
}
