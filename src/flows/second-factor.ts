// A person turns their second factor on or off: an authenticator app, with recovery codes for the day it is lost.

import { stepsToTry } from '../core/governance/totp.ts';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { changeAccount, findAccount, type Account } from '../db/queries/accounts.ts';
import { putRecoveryCodes } from '../db/queries/second-factors.ts';
import { recoveryHash } from './check-second-factor.ts';
import { inTransaction } from './in-transaction.ts';
import type { SignInDeps } from './sign-in-deps.ts';
import { totpCode } from './totp-code.ts';

const secretBytes = 20;
const recoveryCodesCount = 10;

export interface Person {
  workspaceId: string;
  userId: string;
  accountId: string;
}

/** A new secret that does not count until a first code confirms it; asks for the password again. */
export async function offerSecondFactor(
  deps: SignInDeps,
  person: Person,
  password: string,
): Promise<{ secret: Secret; address: Secret }> {
  const account = await proven(deps, person.accountId, password);
  if (account.totpConfirmedAt !== null) {
    throw new InputError('conflict', 'A second factor is on already; turn it off first');
  }
  const secret = deps.sealer.newKey().slice(0, secretBytes);
  await inTransaction(deps.db, async (trx) => {
    const sealedTotp = deps.sealer.seal(secret);
    await changeAccount(trx, account.id, { sealedTotp, totpConfirmedAt: null, totpLastStep: null });
  });
  const text = base32(secret);
  const label = encodeURIComponent(`Fulcrum:${account.email}`);
  return {
    secret: new Secret(text),
    address: new Secret(`otpauth://totp/${label}?secret=${text}&issuer=Fulcrum`),
  };
}

/** From here on signing in needs a code. The recovery codes are told once. */
export async function confirmSecondFactor(
  deps: SignInDeps,
  person: Person,
  code: string,
): Promise<{ recoveryCodes: Secret[] }> {
  const codes = Array.from({ length: recoveryCodesCount }, () =>
    base32(deps.sealer.newKey().slice(0, 10)).toLowerCase(),
  );
  await inTransaction(deps.db, async (trx) => {
    const account = await findAccount(trx, person.accountId);
    if (account === undefined || account.sealedTotp === null || account.totpConfirmedAt !== null) {
      throw new InputError('conflict', 'There is no second factor to confirm; begin again');
    }
    const secret = deps.sealer.open(account.sealedTotp);
    const steps = stepsToTry(deps.clock.now().getTime(), account.totpLastStep);
    const step = steps.find((each) => totpCode(secret, each) === code.replaceAll(/\s/gu, ''));
    if (step === undefined) {
      const message = 'This code is wrong; check the clock of your phone and enter the newest code';
      throw new InputError('invalid', message, 'code');
    }
    const now = deps.clock.now();
    await changeAccount(trx, account.id, { totpConfirmedAt: now, totpLastStep: step });
    await putRecoveryCodes(trx, account.id, codes.map(recoveryHash));
    await appendAudit(trx, deps, [entryOf(person, 'user.second_factor_on')]);
  });
  return { recoveryCodes: codes.map((each) => new Secret(each)) };
}

export async function dropSecondFactor(
  deps: SignInDeps,
  person: Person,
  password: string,
): Promise<void> {
  const account = await proven(deps, person.accountId, password);
  await inTransaction(deps.db, async (trx) => {
    await changeAccount(trx, account.id, {
      sealedTotp: null,
      totpConfirmedAt: null,
      totpLastStep: null,
    });
    await putRecoveryCodes(trx, account.id, []);
    await appendAudit(trx, deps, [entryOf(person, 'user.second_factor_off')]);
  });
}

async function proven(deps: SignInDeps, accountId: string, password: string): Promise<Account> {
  const account = await findAccount(deps.db, accountId);
  const hash = account?.passwordHash ?? null;
  if (account === undefined || hash === null || !(await deps.passwords.isRight(password, hash))) {
    throw new InputError('forbidden', 'The password is wrong', 'password');
  }
  return account;
}

function entryOf(person: Person, action: string) {
  return {
    workspaceId: person.workspaceId,
    actor: `user:${person.userId}`,
    action,
    subjectKind: 'user',
    subjectId: person.userId,
    detail: {},
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding, as authenticator apps read it. */
function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let written = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      written += alphabet[(value >>> bits) & 31] ?? '';
    }
    value &= 0xff;
  }
  return bits === 0 ? written : written + (alphabet[(value << (5 - bits)) & 31] ?? '');
}
