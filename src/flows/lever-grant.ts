// The access token of a connection made by OAuth. Every refresh kills the refresh token it used, so whoever refreshes
// has claimed it for all processes, and the next refresh token is on the disk before the new access token is used.

import { Secret } from '../core/secret.ts';
import {
  buryRefreshToken,
  claimRefresh,
  findGrant,
  pauseRefresh,
  saveRefreshed,
  type StoredGrant,
} from '../db/queries/lever-grants.ts';
import { inTransaction } from '../engine/in-transaction.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LeverApp, LeverGrant, LeverTokens } from '../ports/lever-oauth.ts';
import type { Deps } from './deps.ts';
import { noteUnauthorized } from './note-unauthorized.ts';

/** Refreshed so long before the end that nobody ever waits for it, as long as Lever answers within that time. */
const aheadMs = 5 * 60_000;
/** A token that lasts at least this long is good for a call that starts now. */
const goodForMs = 60_000;
/** Longer than a call may take (LEVER_CALL_SECONDS is at most 120), so that two never ask at the same time. */
const claimMs = 150_000;
const pauseMs = 5_000;
const waitMs = 250;
const triesMax = 800;

interface Of {
  workspaceId: string;
  /** Of the connection; it stays the same over all refreshes. */
  queueKey: string;
}

interface Token {
  token: Secret;
  expiresMs: number;
}

/** The grant as a call needs it; asks the database only when its token nears the end or was refused. */
export function openGrant(deps: Deps, of: Of): LeverGrant {
  let known: Token | null = null;
  const isFresh = (token: Token): boolean => token.expiresMs - deps.clock.now().getTime() > aheadMs;
  return {
    async token() {
      if (known === null || !isFresh(known)) known = await currentToken(deps, of, null);
      return known.token;
    },
    async replace(refused) {
      if (known === null || known.token.reveal() === refused.reveal())
        known = await currentToken(deps, of, refused);
      return known.token;
    },
  };
}

/** A usable token other than `refused`, by whoever refreshed it. */
async function currentToken(deps: Deps, of: Of, refused: Secret | null): Promise<Token> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const grant = await findGrant(deps.db, of.workspaceId);
    if (grant === undefined) throw ended();
    const held = openToken(deps, grant);
    const isRefused = refused !== null && held.token.reveal() === refused.reveal();
    const leftMs = isRefused ? 0 : held.expiresMs - deps.clock.now().getTime();
    if (leftMs > aheadMs) return held;
    try {
      const next = await refreshOnce(deps, of, grant);
      if (next !== null) return next;
    } catch (error) {
      const canWait = error instanceof PortFailure && error.kind !== 'unauthorized';
      if (!canWait || leftMs <= goodForMs) throw error;
    }
    // Somebody else is at it, or it failed just now: what is left of this one will do.
    if (leftMs > goodForMs) return held;
    if (grant.sealedRefreshToken === null) throw ended();
    await deps.clock.sleep(waitMs);
  }
  throw notNow('the refresh of another process does not end');
}

/** Null where it is not this caller's turn, or Lever gave no answer and it can be tried again. */
async function refreshOnce(deps: Deps, of: Of, grant: StoredGrant): Promise<Token | null> {
  const { workspaceId } = of;
  const now = deps.clock.now();
  if (grant.sealedRefreshToken === null) return null;
  const app = appOf(deps, grant);
  const claim = { workspaceId, generation: grant.generation, by: deps.ids.next() };
  const until = new Date(now.getTime() + claimMs);
  if (!(await claimRefresh(deps.db, { ...claim, now, until }))) return null;
  const refreshToken = new Secret(textOf(deps, grant.sealedRefreshToken));
  let tokens: LeverTokens;
  try {
    tokens = await deps.lever.refreshTokens(app, refreshToken);
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return await afterRefusal(deps, { of, claim, failure: error });
  }
  const expiresMs = now.getTime() + tokens.expiresInSeconds * 1000;
  const refreshed = {
    workspaceId,
    generation: grant.generation,
    ...sealTokens(deps, tokens, app.clientId),
    // Lever may leave out what did not change.
    ...(tokens.refreshToken === null ? { sealedRefreshToken: grant.sealedRefreshToken } : {}),
    accessExpiresAt: new Date(expiresMs),
    now: deps.clock.now(),
  };
  const isSaved = await inTransaction(deps, async (trx) => await saveRefreshed(trx, refreshed));
  // An admin connected again meanwhile; or the answer to our own commit was lost, and it is found.
  if (!isSaved) return null;
  deps.log.info('grant.refreshed', { workspaceId });
  return { token: tokens.accessToken, expiresMs };
}

/**
 * A lost answer may have killed the refresh token. It is tried again with the same one after a pause: either Lever
 * never saw the first try, or it refuses this one, and then only a person can connect again.
 */
async function afterRefusal(
  deps: Deps,
  at: {
    of: Of;
    claim: { workspaceId: string; generation: number; by: string };
    failure: PortFailure;
  },
): Promise<null> {
  const { of, claim, failure } = at;
  deps.log.warn('grant.refresh_failed', {
    workspaceId: of.workspaceId,
    failure: failure.kind,
    detail: failure.detail,
  });
  if (failure.kind === 'unauthorized') {
    const isOver = await inTransaction(deps, async (trx) => await buryRefreshToken(trx, claim));
    // Another process got a newer one meanwhile, or an admin connected again.
    if (!isOver) return null;
    await noteUnauthorized(deps, { queueKey: of.queueKey, because: failure.message });
    throw failure;
  }
  const until = new Date(
    Math.max(deps.clock.now().getTime() + pauseMs, failure.retryAt?.getTime() ?? 0),
  );
  await pauseRefresh(deps.db, { ...claim, until });
  throw notNow(failure.detail);
}

/** Both tokens, sealed, as they are stored. */
export function sealTokens(
  deps: Pick<Deps, 'sealer'>,
  tokens: LeverTokens,
  clientId: string,
): Pick<StoredGrant, 'clientId' | 'sealedAccessToken' | 'sealedRefreshToken' | 'scopes'> {
  const seal = (secret: Secret): Uint8Array =>
    deps.sealer.seal(Buffer.from(secret.reveal(), 'utf8'));
  return {
    clientId,
    sealedAccessToken: seal(tokens.accessToken),
    sealedRefreshToken: tokens.refreshToken === null ? null : seal(tokens.refreshToken),
    scopes: tokens.scopes,
  };
}

function openToken(deps: Deps, grant: StoredGrant): Token {
  const token = new Secret(textOf(deps, grant.sealedAccessToken));
  return { token, expiresMs: grant.accessExpiresAt.getTime() };
}

function textOf(deps: Deps, sealed: Uint8Array): string {
  return Buffer.from(deps.sealer.open(sealed)).toString('utf8');
}

/** A process without the settings must not end the connection for all the others. */
function appOf(deps: Deps, grant: StoredGrant): LeverApp {
  const app = deps.leverApp;
  if (app !== undefined && app.clientId === grant.clientId) return app;
  throw new PortFailure({
    kind: 'unreachable',
    message:
      'This process lacks the LEVER_CLIENT_ID and LEVER_CLIENT_SECRET that Lever was connected with. Set them and start it again.',
    detail: 'no client settings for the grant',
  });
}

function ended(): PortFailure {
  return new PortFailure({
    kind: 'unauthorized',
    message: 'What Lever granted has ended. Connect again with OAuth.',
    detail: 'no usable refresh token',
  });
}

/** For the call that waits for the token: it was certainly not sent. */
function notNow(detail: string): PortFailure {
  return new PortFailure({
    kind: 'unreachable',
    message: 'Lever’s sign-in does not answer at the moment; it is tried again by itself.',
    detail,
  });
}
