// Lever sent the admin back from its consent page: the state is used up, the code becomes a grant, and the account is
// joined by it.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import { saveGrant } from '../db/queries/lever-grants.ts';
import { takeSignIn, type SignIn } from '../db/queries/lever-sign-ins.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LeverApp, LeverTokens } from '../ports/lever-oauth.ts';
import type { Deps } from './deps.ts';
import { joinAccount, type JoinedAccount } from './join-account.ts';
import { sealTokens } from './lever-grant.ts';
import { stateHash } from './start-oauth.ts';

/** As Lever puts it into the address; all of it comes from outside. */
export interface ComeBack {
  state: string | undefined;
  code: string | undefined;
  error: string | undefined;
}

/** A state that is unknown, too old or used before is refused, and nothing is asked of Lever. */
export async function finishOAuth(deps: Deps, back: ComeBack): Promise<JoinedAccount> {
  const key = { stateHash: stateHash(back.state ?? ''), now: deps.clock.now() };
  const signIn = await takeSignIn(deps.db, key);
  if (signIn === undefined) {
    throw new InputError(
      'invalid',
      'This way to connect was used already, or it is too old. Start again from Fulcrum.',
    );
  }
  if (back.error !== undefined) {
    throw new InputError(
      'forbidden',
      'Lever gave no consent. Nothing was changed; start again from Fulcrum if that was not meant.',
    );
  }
  const app = deps.leverApp;
  if (back.code === undefined || app === undefined) {
    throw new InputError('invalid', 'Lever sent no code. Start again from Fulcrum.');
  }
  const tokens = await exchange(deps, { app, signIn, code: back.code });
  return await join(deps, { app, signIn, tokens });
}

async function exchange(
  deps: Deps,
  given: { app: LeverApp; signIn: SignIn; code: string },
): Promise<LeverTokens> {
  const { app, code } = given;
  const { redirectUrl } = given.signIn;
  try {
    const tokens = await deps.lever.exchangeCode(app, { code, redirectUrl });
    if (tokens.refreshToken !== null) return tokens;
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    deps.log.warn('grant.exchange_failed', { failure: error.kind, detail: error.detail });
    const message = `Lever did not give access: ${error.message} Then start again from Fulcrum.`;
    throw new InputError('conflict', message);
  }
  throw new InputError(
    'conflict',
    'Lever gave access for an hour only. The application must be registered with offline_access; then start again.',
  );
}

async function join(
  deps: Deps,
  given: { app: LeverApp; signIn: SignIn; tokens: LeverTokens },
): Promise<JoinedAccount> {
  const { app, signIn, tokens } = given;
  const { workspaceId, baseUrl } = signIn;
  const now = deps.clock.now();
  const accessExpiresAt = new Date(now.getTime() + tokens.expiresInSeconds * 1000);
  const only = async (): Promise<LeverTokens['accessToken']> => tokens.accessToken;
  return await joinAccount(deps, {
    workspaceId,
    // Just made, so there is nothing to refresh before it is kept.
    access: { baseUrl, credential: tokens.accessToken, grant: { token: only, replace: only } },
    queueKey: grantKey({ baseUrl, clientId: app.clientId, workspaceId }),
    credentialKind: 'oauth',
    performAsEmail: signIn.performAsEmail,
    publicUrl: signIn.publicUrl,
    actor: signIn.actor,
    keep: async (trx) => {
      const sealed = sealTokens(deps, tokens, app.clientId);
      await saveGrant(trx, { workspaceId, ...sealed, accessExpiresAt, now });
      return null;
    },
  });
}

/** What the rate limit is keyed by: the same however often the tokens change. */
function grantKey(of: { baseUrl: string; clientId: string; workspaceId: string }): string {
  const text = `${of.baseUrl}\noauth\n${of.clientId}\n${of.workspaceId}`;
  return createHash('sha256').update(text).digest('hex');
}
