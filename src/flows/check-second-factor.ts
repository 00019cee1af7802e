// The second proof at sign-in: a code of the authenticator app, or one of the recovery codes. Each is good once.

import { timingSafeEqual } from 'node:crypto';
import { stepsToTry } from '../core/governance/totp.ts';
import { findAccount, type Account } from '../db/queries/accounts.ts';
import { useRecoveryCode, useTotpStep } from '../db/queries/second-factors.ts';
import { secretHash } from './check-session.ts';
import { inTransaction } from './in-transaction.ts';
import type { SignInDeps } from './sign-in-deps.ts';
import { totpCode } from './totp-code.ts';

const codeForm = /^\d{6}$/u;

/** False for a wrong, old or used code. */
export async function checkSecondFactor(
  deps: SignInDeps,
  account: Account,
  given: string,
): Promise<boolean> {
  const code = given.replaceAll(/[\s-]/gu, '');
  if (!codeForm.test(code)) {
    const use = { accountId: account.id, codeHash: recoveryHash(code), now: deps.clock.now() };
    return await inTransaction(deps.db, async (trx) => await useRecoveryCode(trx, use));
  }
  return await inTransaction(deps.db, async (trx) => {
    const fresh = await findAccount(trx, account.id);
    if (fresh === undefined || fresh.sealedTotp === null) return false;
    const secret = deps.sealer.open(fresh.sealedTotp);
    const steps = stepsToTry(deps.clock.now().getTime(), fresh.totpLastStep);
    const step = steps.find((each) => isSame(totpCode(secret, each), code));
    if (step === undefined) return false;
    return await useTotpStep(trx, { accountId: account.id, step });
  });
}

/** Recovery codes carry 80 random bits, so a plain hash cannot be searched backwards. */
export function recoveryHash(code: string): Uint8Array {
  return secretHash(`recovery:${code.toLowerCase()}`);
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
