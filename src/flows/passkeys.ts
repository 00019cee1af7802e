// Passkeys of one's own account: added with the password, listed, taken away; and signing in with one.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findAccount, listSeats } from '../db/queries/accounts.ts';
import {
  addChallenge,
  addPasskey,
  findPasskey,
  listPasskeys,
  notePasskeyUsed,
  removePasskey,
  takeChallenge,
} from '../db/queries/passkeys.ts';
import { inTransaction } from './in-transaction.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import type { SignInDeps } from './sign-in-deps.ts';

const challengeLifeMs = 5 * 60_000;
const passkeysMax = 20;

export interface Me {
  workspaceId: string;
  userId: string;
  accountId: string;
}

/** Whoever finds an open screen must not add a key of their own: the password is asked for. */
export async function offerPasskey(deps: SignInDeps, me: Me, password: string): Promise<object> {
  const account = await findAccount(deps.db, me.accountId);
  if (account === undefined) throw new InputError('unauthorized', 'Sign in again');
  if (account.passwordHash === null)
    throw new InputError('conflict', 'You sign in through your organisation; it has its own keys.');
  if (!(await deps.passwords.isRight(password, account.passwordHash)))
    throw new InputError('forbidden', 'The password is wrong', 'password');
  const known = await listPasskeys(deps.db, me.accountId);
  if (known.length >= passkeysMax)
    throw new InputError('conflict', `Take one of your ${passkeysMax} passkeys away first.`);
  const challenge = await newChallenge(deps, me.accountId);
  const { id, email, name } = account;
  return await deps.passkeys.registration({ challenge, account: { id, email, name }, known });
}

/** Throws InputError where the answer does not check out. */
export async function keepPasskey(
  deps: SignInDeps,
  me: Me,
  given: { response: object; name: string },
): Promise<{ id: string }> {
  const challenge = await answeredChallenge(deps, given.response, me.accountId);
  const made = await deps.passkeys.verifyRegistration({ challenge, response: given.response });
  if (made === null) throw new InputError('invalid', 'This passkey does not check out', 'response');
  const { workspaceId, userId, accountId } = me;
  const id = deps.ids.next();
  const { name } = given;
  await inTransaction(deps.db, async (trx) => {
    const row = { ...made, transports: [...made.transports], id, accountId, name };
    if (!(await addPasskey(trx, { ...row, createdAt: deps.clock.now() })))
      throw new InputError('conflict', 'This passkey is known already');
    const subject = { subjectKind: 'passkey', subjectId: id };
    await appendAudit(trx, deps, [
      { workspaceId, actor: `user:${userId}`, action: 'passkey.added', ...subject, detail: {} },
    ]);
  });
  return { id };
}

export async function dropPasskey(deps: SignInDeps, me: Me, id: string): Promise<void> {
  const { workspaceId, userId, accountId } = me;
  await inTransaction(deps.db, async (trx) => {
    if (!(await removePasskey(trx, { accountId, id })))
      throw new InputError('not_found', 'You have no such passkey');
    const subject = { subjectKind: 'passkey', subjectId: id };
    await appendAudit(trx, deps, [
      { workspaceId, actor: `user:${userId}`, action: 'passkey.removed', ...subject, detail: {} },
    ]);
  });
}

/** What a browser is asked to sign before anybody is known. */
export async function beginPasskeySignIn(deps: SignInDeps): Promise<object> {
  return await deps.passkeys.authentication(await newChallenge(deps, null));
}

/** The device has verified the person, so that counts as both factors. Throws InputError `unauthorized`. */
export async function signInWithPasskey(
  deps: SignInDeps,
  given: { response: object; userAgent: string },
): Promise<OpenedSession> {
  const challenge = await answeredChallenge(deps, given.response, null);
  const credentialId = 'id' in given.response ? String(given.response.id) : '';
  const passkey = await findPasskey(deps.db, credentialId);
  if (passkey === undefined) throw unknown();
  const { response } = given;
  const counter = await deps.passkeys.verifyAuthentication({ challenge, response, passkey });
  const account = await findAccount(deps.db, passkey.accountId);
  if (counter === null || account === undefined || account.disabledAt !== null) throw unknown();
  const { accountId, id } = passkey;
  const [seat] = await listSeats(deps.db, accountId);
  if (seat === undefined)
    throw new InputError('forbidden', 'This account belongs to no workspace any more');
  const { workspaceId, userId } = seat;
  return await inTransaction(deps.db, async (trx) => {
    await notePasskeyUsed(trx, { accountId, id, counter, now: deps.clock.now() });
    const opening = { accountId, workspaceId, userId, userAgent: given.userAgent };
    const opened = await openSession(trx, deps, { ...opening, means: 'passkey' });
    await appendAudit(trx, deps, [opened.audit]);
    return opened.session;
  });
}

async function newChallenge(deps: SignInDeps, accountId: string | null): Promise<Uint8Array> {
  const bytes = deps.sealer.newKey();
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    await addChallenge(trx, {
      challenge: Buffer.from(bytes).toString('base64url'),
      accountId,
      expiresAt: new Date(now.getTime() + challengeLifeMs),
      now,
    });
  });
  return bytes;
}

/** The challenge that the answer names, if it was ours, for this account, and not answered before. */
async function answeredChallenge(
  deps: SignInDeps,
  response: object,
  accountId: string | null,
): Promise<string> {
  const challenge = challengeIn(response);
  const asked = challenge === null ? undefined : await takeChallenge(deps.db, challenge);
  const isOurs =
    asked !== undefined && asked.accountId === accountId && asked.expiresAt > deps.clock.now();
  if (challenge === null || !isOurs) throw unknown();
  return challenge;
}

function challengeIn(response: object): string | null {
  try {
    const { clientDataJSON } = (response as { response: { clientDataJSON: string } }).response;
    const text = Buffer.from(clientDataJSON, 'base64url').toString('utf8');
    const { challenge } = JSON.parse(text) as { challenge: unknown };
    return typeof challenge === 'string' ? challenge : null;
  } catch {
    return null;
  }
}

function unknown(): InputError {
  return new InputError('unauthorized', 'This passkey does not sign in here; use another way');
}
