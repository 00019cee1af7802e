// The part of connecting that a key and a grant share: Lever is asked first, then all of it is kept at once.

import { InputError } from '../core/input-error.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  countRecordsInLever,
  findConnection,
  forgetAccount,
  forgetWatermarks,
  saveConnection,
  type CredentialKind,
  type LeverConnection,
} from '../db/queries/lever-connections.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited, releaseQueue } from '../engine/limiter.ts';
import { moveQueue } from '../engine/work.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LeverAccess, LeverUser } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { readPages } from './read-pages.ts';
import { requestAllRecords, requestUpkeep } from './request-upkeep.ts';

export interface AccountToJoin {
  workspaceId: string;
  access: LeverAccess;
  /** What the rate limit is keyed by from now on. */
  queueKey: string;
  credentialKind: Exclude<CredentialKind, 'none'>;
  performAsEmail: string;
  publicUrl: string | null;
  actor: string;
  /** Keeps the credential, in the transaction of all the rest; the sealed key where there is one. */
  keep(trx: Trx): Promise<Uint8Array | null>;
}

export interface JoinedAccount {
  leverUserId: string;
  hookUrl: string | null;
  mayReadConfidential: boolean;
}

const userPagesMax = 100;

/** A wrong credential or user is told at once and changes nothing. Safe to repeat. */
export async function joinAccount(deps: Deps, input: AccountToJoin): Promise<JoinedAccount> {
  const { workspaceId, queueKey } = input;
  const asked = await askLever(deps, input);
  const hookUrl = await deps.db
    .transaction()
    .execute(async (trx) => await keepAll(trx, deps, { input, asked }));
  await requestAllRecords(deps, { workspaceId, queueKey });
  deps.wake();
  const { user, mayReadConfidential } = asked;
  return { leverUserId: user.id, hookUrl, mayReadConfidential };
}

interface Asked {
  user: LeverUser;
  mayReadConfidential: boolean;
  isOtherAccount: boolean;
}

async function keepAll(
  trx: Trx,
  deps: Deps,
  { input, asked }: { input: AccountToJoin; asked: Asked },
): Promise<string | null> {
  const { workspaceId, queueKey, publicUrl, credentialKind } = input;
  const { baseUrl } = input.access;
  const before = await findConnection(trx, workspaceId);
  const hookSecret = before?.hookSecret ?? Buffer.from(deps.sealer.newKey()).toString('base64url');
  const hookUrl = publicUrl === null ? null : `${publicUrl}/hooks/lever/${hookSecret}`;
  const sealedCredential = await input.keep(trx);
  await saveConnection(trx, {
    workspaceId,
    baseUrl,
    credentialKey: queueKey,
    credentialKind,
    sealedCredential,
    performAs: asked.user.id,
    mayReadConfidential: asked.mayReadConfidential,
    hookSecret,
    hookUrl,
    now: deps.clock.now(),
  });
  if (before !== undefined && before.baseUrl !== baseUrl) await forgetWatermarks(trx, workspaceId);
  if (asked.isOtherAccount) await forgetAccount(trx, workspaceId);
  if (before !== undefined && before.credentialKey !== queueKey) {
    await moveQueue(trx, { workspaceId, from: before.credentialKey, to: queueKey });
  }
  await requestUpkeep(trx, deps, { workspaceId, queueKey });
  await appendAudit(trx, deps, [
    {
      workspaceId,
      actor: input.actor,
      action: 'connection.made',
      subjectKind: 'connection',
      subjectId: workspaceId,
      detail: {
        baseUrl,
        credentialKind,
        performAs: asked.user.id,
        hasWebhooks: hookUrl !== null,
        mayReadConfidential: asked.mayReadConfidential,
        isNewCredential: before?.credentialKey !== queueKey,
        isOtherAccount: asked.isOtherAccount,
      },
    },
  ]);
  return hookUrl;
}

async function askLever(deps: Deps, input: AccountToJoin): Promise<Asked> {
  const { access, queueKey, workspaceId } = input;
  const from = { queueKey, lane: lanes.interactive };
  const limited = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    await callLimited(deps, from, call);
  // Held since the same key was refused: it may have been given its rights meanwhile.
  await releaseQueue(deps.db, queueKey);
  try {
    const user = await limited(() => deps.lever.findUserByEmail(access, input.performAsEmail));
    checkUser(user, input.performAsEmail);
    const before = await findConnection(deps.db, workspaceId);
    const isOtherAccount =
      before !== undefined && !(await isSameAccount(deps, { access, limited, before, user }));
    if (isOtherAccount) await refuseWhereWritten(deps, workspaceId);
    const mayReadConfidential = await isConfidentialGranted(deps, limited, access);
    return { user, mayReadConfidential, isOtherAccount };
  } catch (error) {
    if (error instanceof PortFailure) throw asInputError(error, input.credentialKind);
    throw error;
  }
}

type Limited = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

/** Users have ids of their own in every account and are never deleted, only deactivated. */
async function isSameAccount(
  deps: Deps,
  at: { access: LeverAccess; limited: Limited; before: LeverConnection; user: LeverUser },
): Promise<boolean> {
  const { access, limited, before, user } = at;
  if (user.id === before.performAs) return true;
  const pages = readPages(
    (page) => limited(() => deps.lever.listUsers(access, page)),
    userPagesMax,
  );
  for await (const users of pages) {
    if (users.some((one) => one.id === before.performAs)) return true;
  }
  return false;
}

/** Every candidate of ours would look deleted in the other account. */
async function refuseWhereWritten(deps: Deps, workspaceId: string): Promise<void> {
  const count = await countRecordsInLever(deps.db, workspaceId);
  if (count === 0) return;
  throw new InputError(
    'conflict',
    `This is another Lever account than the one connected before, and ${count} candidates were written to that one. Connect the same account, or use an installation of its own (another DATA_DIR or DATABASE_URL) for the other account.`,
    'baseUrl',
  );
}

function checkUser(user: LeverUser | null, email: string): asserts user is LeverUser {
  if (user === null) {
    throw new InputError(
      'invalid',
      `Lever has no user with the address ${email}. Give the address of the Lever user in whose name candidates are added.`,
      'performAsEmail',
    );
  }
  if (user.isActive) return;
  throw new InputError(
    'invalid',
    `The Lever user ${email} is deactivated. Give the address of an active user.`,
    'performAsEmail',
  );
}

async function isConfidentialGranted(
  deps: Deps,
  limited: Limited,
  access: LeverAccess,
): Promise<boolean> {
  try {
    await limited(() => deps.lever.listPostings(access, null));
    return true;
  } catch (error) {
    if (error instanceof PortFailure && error.status === 403) return false;
    throw error;
  }
}

function asInputError(failure: PortFailure, kind: AccountToJoin['credentialKind']): InputError {
  const field = kind === 'api_key' ? 'apiKey' : undefined;
  if (failure.kind === 'unauthorized') return new InputError('invalid', failure.message, field);
  if (failure.status === 403) return new InputError('forbidden', failure.message, field);
  if (failure.kind === 'rateLimited' || failure.kind === 'unknownOutcome') {
    return new InputError(
      'conflict',
      'Lever does not answer at the moment. Try again in a minute.',
    );
  }
  return new InputError('invalid', failure.message, 'baseUrl');
}

/** Without a slash at the end. Plain HTTP only to this machine. */
export function checkedUrl(text: string, field: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (url === null || !isAllowed || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new InputError(
      'invalid',
      'Give a plain https address without user name, query or fragment, such as https://api.lever.co/v1.',
      field,
    );
  }
  return url.href.replace(/\/+$/, '');
}
