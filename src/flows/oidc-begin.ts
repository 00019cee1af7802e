// Somebody wants to sign in at their organisation's identity provider: where their browser goes.

import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { addSignInTry, findSingleSignOn } from '../db/queries/single-sign-on.ts';
import type { SingleSignOnSettings } from '../db/queries/single-sign-on.ts';
import { findWorkspace } from '../db/queries/workspaces.ts';
import { PortFailure } from '../ports/failure.ts';
import type { IdentityProvider, SignInSecrets } from '../ports/single-sign-on.ts';
import { secretHash } from './check-session.ts';
import { inTransaction } from './in-transaction.ts';
import type { SignInDeps } from './sign-in-deps.ts';

const tryLifeMs = 10 * 60_000;

export interface BegunSignIn {
  url: string;
  /** For a cookie: only this browser can come back. */
  browserToken: Secret;
  expiresAt: Date;
}

/** Throws InputError `not_found` where the workspace has no provider, whether it exists or not. */
export async function beginSingleSignOn(
  deps: SignInDeps,
  { slug }: { slug: string },
): Promise<BegunSignIn> {
  const workspace = await findWorkspace(deps.db, slug);
  const settings =
    workspace === undefined ? undefined : await findSingleSignOn(deps.db, workspace.id);
  if (workspace === undefined || settings === undefined)
    throw new InputError('not_found', 'No single sign-on is set up under this name.', 'workspace');
  const secrets = newSecrets(deps);
  const url = await addressOf(deps, providerOf(deps, settings), secrets);
  const browserToken = freshToken(deps);
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + tryLifeMs);
  await inTransaction(deps.db, async (trx) => {
    await addSignInTry(trx, {
      stateHash: secretHash(secrets.state),
      workspaceId: workspace.id,
      browserHash: secretHash(browserToken),
      sealedSecrets: deps.sealer.seal(Buffer.from(JSON.stringify(secrets), 'utf8')),
      expiresAt,
      now,
    });
  });
  return { url, browserToken: new Secret(browserToken), expiresAt };
}

/** The stored provider with its secret opened. */
export function providerOf(deps: SignInDeps, settings: SingleSignOnSettings): IdentityProvider {
  const { issuer, clientId, sealedClientSecret } = settings;
  const opened = Buffer.from(deps.sealer.open(sealedClientSecret)).toString('utf8');
  return { issuer, clientId, clientSecret: new Secret(opened) };
}

export function newSecrets(deps: Pick<SignInDeps, 'sealer'>): SignInSecrets {
  return { state: freshToken(deps), nonce: freshToken(deps), verifier: freshToken(deps) };
}

function freshToken(deps: Pick<SignInDeps, 'sealer'>): string {
  return Buffer.from(deps.sealer.newKey()).toString('base64url');
}

async function addressOf(
  deps: SignInDeps,
  provider: IdentityProvider,
  secrets: SignInSecrets,
): Promise<string> {
  try {
    return await deps.singleSignOn.begin(provider, secrets);
  } catch (error) {
    if (error instanceof PortFailure) throw new InputError('conflict', error.message);
    throw error;
  }
}
