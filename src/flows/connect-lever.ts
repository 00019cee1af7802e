// Connects a workspace to its Lever account, or gives the connection a new key.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import type { Secret } from '../core/secret.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  findConnection,
  forgetWatermarks,
  saveConnection,
  switchConnection,
} from '../db/queries/lever-connections.ts';
import { listRecordIds } from '../db/queries/records-by-opportunity.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited, releaseQueue } from '../engine/limiter.ts';
import { moveQueue, requestWorks } from '../engine/work.ts';
import type { LeverAccess, LeverUser } from '../ports/lever.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Deps } from './deps.ts';

export interface LeverToConnect {
  workspaceId: string;
  /** Such as https://api.lever.co/v1 or https://api.eu.lever.co/v1. */
  baseUrl: string;
  apiKey: Secret;
  /** Whose name our writes carry in Lever. */
  performAsEmail: string;
  /** Where Lever reaches us, for webhooks; null: changes are found by polling alone. */
  publicUrl: string | null;
  actor: string;
}

/** Records asked for per transaction after connecting. */
const SLICE = 1_000;

/** Asks Lever first, so a wrong key or user is told at once and changes nothing. Safe to repeat. */
export async function connectLever(
  deps: Deps,
  input: LeverToConnect,
): Promise<{ leverUserId: string; hookUrl: string | null; mayReadConfidential: boolean }> {
  const { workspaceId } = input;
  const baseUrl = checkedUrl(input.baseUrl, 'baseUrl');
  const publicUrl = input.publicUrl === null ? null : checkedUrl(input.publicUrl, 'publicUrl');
  const queueKey = credentialKey(baseUrl, input.apiKey);
  const asked = await askLever(deps, { ...input, baseUrl, queueKey });
  const connected = await deps.db.transaction().execute(async (trx) => {
    const before = await findConnection(trx, workspaceId);
    const hookSecret =
      before?.hookSecret ?? Buffer.from(deps.sealer.newKey()).toString('base64url');
    const hookUrl = publicUrl === null ? null : `${publicUrl}/hooks/lever/${hookSecret}`;
    await saveConnection(trx, {
      workspaceId,
      baseUrl,
      credentialKey: queueKey,
      sealedCredential: deps.sealer.seal(Buffer.from(input.apiKey.reveal(), 'utf8')),
      performAs: asked.user.id,
      mayReadConfidential: asked.mayReadConfidential,
      hookSecret,
      hookUrl,
      now: deps.clock.now(),
    });
    if (before !== undefined && before.baseUrl !== baseUrl)
      await forgetWatermarks(trx, workspaceId);
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
          performAs: asked.user.id,
          hasWebhooks: hookUrl !== null,
          mayReadConfidential: asked.mayReadConfidential,
          isNewCredential: before?.credentialKey !== queueKey,
        },
      },
    ]);
    return { hookUrl };
  });
  await requestAllRecords(deps, { workspaceId, queueKey });
  deps.wake();
  const { user, mayReadConfidential } = asked;
  return { leverUserId: user.id, hookUrl: connected.hookUrl, mayReadConfidential };
}

/** Switches the connection off: work waits, webhooks are refused, nothing is deleted. */
export async function disconnectLever(
  deps: Deps,
  input: { workspaceId: string; actor: string; because: string },
): Promise<void> {
  const { workspaceId, actor, because } = input;
  await deps.db.transaction().execute(async (trx) => {
    const connection = await findConnection(trx, workspaceId);
    if (connection === undefined) {
      throw new InputError('not_found', 'No Lever account is connected.');
    }
    const now = deps.clock.now();
    const hasChanged = await switchConnection(trx, { workspaceId, state: 'off', because, now });
    if (!hasChanged) return;
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'connection.switched_off',
        subjectKind: 'connection',
        subjectId: workspaceId,
        detail: { because },
      },
    ]);
  });
}

/** Names the credential without telling it: the rate limit is one per key, whoever uses it. */
export function credentialKey(baseUrl: string, apiKey: Secret): string {
  return createHash('sha256').update(`${baseUrl}\n${apiKey.reveal()}`).digest('hex');
}

/** What was triggered while no account was connected has no work yet. */
export async function requestAllRecords(
  deps: Deps,
  { workspaceId, queueKey }: { workspaceId: string; queueKey: string },
): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const ids: string[] = await listRecordIds(deps.db, { workspaceId, after, limit: SLICE });
    await requestWorks(
      deps.db,
      ids.map((subjectId) => ({
        workspaceId,
        kind: 'record',
        subjectId,
        queueKey,
        lane: lanes.backfill,
        dueAt: deps.clock.now(),
        because: 'Lever was connected',
      })),
    );
    after = ids.at(-1) ?? null;
    if (ids.length < SLICE) return;
  }
}

/** The readings that go on as long as an account is connected. */
export async function requestUpkeep(
  trx: Trx,
  deps: Deps,
  { workspaceId, queueKey }: { workspaceId: string; queueKey: string },
): Promise<void> {
  const kinds = [
    { kind: 'lever_catalog', lane: lanes.reconcile },
    { kind: 'lever_hooks', lane: lanes.reconcile },
    { kind: 'lever_poll', lane: lanes.reconcile },
    { kind: 'lever_sweep', lane: lanes.backfill },
  ];
  await requestWorks(
    trx,
    kinds.map(({ kind, lane }) => ({
      workspaceId,
      kind,
      subjectId: workspaceId,
      queueKey,
      lane,
      dueAt: deps.clock.now(),
      because: 'Lever was connected',
    })),
  );
}

async function askLever(
  deps: Deps,
  input: LeverToConnect & { queueKey: string },
): Promise<{ user: LeverUser; mayReadConfidential: boolean }> {
  const access: LeverAccess = { baseUrl: input.baseUrl, credential: input.apiKey };
  const from = { queueKey: input.queueKey, lane: lanes.interactive };
  // Held since the same key was refused: it may have been given its rights meanwhile.
  await releaseQueue(deps.db, input.queueKey);
  try {
    const user = await callLimited(deps, from, () =>
      deps.lever.findUserByEmail(access, input.performAsEmail),
    );
    checkUser(user, input.performAsEmail);
    return { user, mayReadConfidential: await isConfidentialGranted(deps, from, access) };
  } catch (error) {
    if (error instanceof PortFailure) throw asInputError(error);
    throw error;
  }
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
  from: { queueKey: string; lane: typeof lanes.interactive },
  access: LeverAccess,
): Promise<boolean> {
  try {
    await callLimited(deps, from, () => deps.lever.listPostings(access, null));
    return true;
  } catch (error) {
    if (error instanceof PortFailure && error.status === 403) return false;
    throw error;
  }
}

function asInputError(failure: PortFailure): InputError {
  if (failure.kind === 'unauthorized') return new InputError('invalid', failure.message, 'apiKey');
  if (failure.status === 403) return new InputError('forbidden', failure.message, 'apiKey');
  if (failure.kind === 'rateLimited' || failure.kind === 'unknownOutcome') {
    return new InputError(
      'conflict',
      'Lever does not answer at the moment. Try again in a minute.',
    );
  }
  return new InputError('invalid', failure.message, 'baseUrl');
}

/** Without a slash at the end. Plain HTTP only to this machine. */
function checkedUrl(text: string, field: string): string {
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
