// How to sign in to a mailbox's servers; tokens are renewed here, once at a time for each mailbox.

import { assert } from '../core/assert.ts';
import { Secret } from '../core/secret.ts';
import type { Db } from '../db/connect.ts';
import { findMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import type { MailAccess, MailServer } from '../ports/mail-account.ts';
import type { MailOAuth, OAuthProvider, OAuthTokens } from '../ports/mail-oauth.ts';
import type { Deps } from './deps.ts';

export type AccessDeps = Pick<Deps, 'sealer' | 'clock' | 'db'> & { mailOAuth?: MailOAuth | null };

/** A token that ends sooner is renewed before it is used. */
const renewBeforeMs = 2 * 60_000;

/** Under way in this process, by mailbox. Another process may renew at the same time: both tokens are good. */
const renewals = new WeakMap<Db, Map<string, Promise<Secret>>>();

/** The credential stands open only in what is returned. Throws PortFailure where a token cannot be renewed. */
export async function mailAccess(
  deps: AccessDeps,
  mailbox: Mailbox & { workspaceId?: string },
  side: 'smtp' | 'imap',
): Promise<MailAccess> {
  const server = (side === 'smtp' ? mailbox.smtp : mailbox.imap) as MailServer | null;
  assert(server !== null, `the mailbox has no ${side} server`);
  const user = mailbox.signInAs;
  if (mailbox.auth === 'password')
    return {
      server,
      signIn: { kind: 'password', user, password: openSecret(deps, mailbox.sealedCredential) },
    };
  return {
    server,
    signIn: { kind: 'xoauth2', user, accessToken: await accessToken(deps, mailbox) },
  };
}

async function accessToken(
  deps: AccessDeps,
  mailbox: Mailbox & { workspaceId?: string },
): Promise<Secret> {
  const { sealedAccessToken, accessTokenUntil, workspaceId } = mailbox;
  const isFresh =
    sealedAccessToken !== null &&
    accessTokenUntil !== null &&
    accessTokenUntil.getTime() - deps.clock.now().getTime() > renewBeforeMs;
  if (isFresh) return openSecret(deps, sealedAccessToken);
  assert(workspaceId !== undefined, 'whose mailbox it is, is known');
  return await renewOnce(deps, { workspaceId, mailboxId: mailbox.id });
}

interface Key {
  workspaceId: string;
  mailboxId: string;
}

async function renewOnce(deps: AccessDeps, key: Key): Promise<Secret> {
  const running = renewals.get(deps.db) ?? new Map<string, Promise<Secret>>();
  renewals.set(deps.db, running);
  const name = `${key.workspaceId} ${key.mailboxId}`;
  const known = running.get(name);
  if (known !== undefined) return await known;
  const mine = renew(deps, key).finally(() => running.delete(name));
  running.set(name, mine);
  return await mine;
}

async function renew(deps: AccessDeps, key: Key): Promise<Secret> {
  const mailbox = await findMailbox(deps.db, key);
  assert(mailbox !== undefined, 'the mailbox is there');
  const provider = oauthProviderOf(mailbox);
  const { mailOAuth } = deps;
  if (mailOAuth === undefined || mailOAuth === null) throw noClient(provider);
  try {
    const refreshToken = openSecret(deps, mailbox.sealedCredential);
    const tokens = await mailOAuth.refresh({ provider, refreshToken });
    await keepTokens(deps, { ...key, tokens });
    return tokens.accessToken;
  } catch (error) {
    if (!(error instanceof PortFailure) || error.kind !== 'unauthorized') throw error;
    // Another process may have renewed with the token that was ours: then its new one counts.
    const now = await findMailbox(deps.db, key);
    const isNewer =
      (now?.accessTokenUntil?.getTime() ?? 0) > (mailbox.accessTokenUntil?.getTime() ?? 0);
    if (isNewer && now !== undefined && now.sealedAccessToken !== null)
      return openSecret(deps, now.sealedAccessToken);
    throw error;
  }
}

/** Stores what a provider gave; the refresh token only where there is a new one. */
export async function keepTokens(
  deps: AccessDeps,
  given: Key & { tokens: OAuthTokens },
): Promise<void> {
  const { workspaceId, mailboxId, tokens } = given;
  const seal = (secret: Secret): Uint8Array => deps.sealer.seal(Buffer.from(secret.reveal()));
  await deps.db.transaction().execute(
    async (trx) =>
      await updateMailbox(trx, {
        workspaceId,
        mailboxId,
        set: {
          sealedAccessToken: seal(tokens.accessToken),
          accessTokenUntil: tokens.expiresAt,
          ...(tokens.refreshToken === null ? {} : { sealedCredential: seal(tokens.refreshToken) }),
        },
        raisesEpoch: false,
        now: deps.clock.now(),
      }),
  );
}

export function oauthProviderOf(mailbox: Pick<Mailbox, 'provider'>): OAuthProvider {
  return mailbox.provider === 'microsoft' ? 'microsoft' : 'google';
}

function openSecret(deps: AccessDeps, sealed: Uint8Array): Secret {
  return new Secret(Buffer.from(deps.sealer.open(sealed)).toString('utf8'));
}

function noClient(provider: OAuthProvider): PortFailure {
  return new PortFailure({
    kind: 'unauthorized',
    message: `This installation cannot sign in at ${provider}: set the client id and secret of your ${provider} application.`,
    detail: `oauth: no client for ${provider}`,
  });
}
