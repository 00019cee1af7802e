// How to sign in to a mailbox's servers; tokens are renewed here, once at a time for each mailbox.

import { assert } from '../core/assert.ts';
import { Secret } from '../core/secret.ts';
import type { Db } from '../db/connect.ts';
import { claimRenewal, endRenewal } from '../db/queries/mailbox-renewals.ts';
import { findMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import type { MailAccess, MailServer } from '../ports/mail-account.ts';
import type { MailOAuth, OAuthProvider, OAuthTokens } from '../ports/mail-oauth.ts';
import type { Deps } from './deps.ts';

export type AccessDeps = Pick<Deps, 'sealer' | 'clock' | 'db'> & { mailOAuth?: MailOAuth | null };

/** A token that ends sooner is renewed before it is used. */
const renewBeforeMs = 2 * 60_000;

/** Longer than a call to a provider may take. */
const claimMs = 60_000;
const waitMs = 250;
const triesMax = 300;

/** Under way in this process, by mailbox. */
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
  const { workspaceId } = mailbox;
  const kept = freshToken(deps, mailbox);
  if (kept !== null) return kept;
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

/** Over all processes one asks the provider; the others wait for what it stores. */
async function renew(deps: AccessDeps, key: Key): Promise<Secret> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const mailbox = await findMailbox(deps.db, key);
    assert(mailbox !== undefined, 'the mailbox is there');
    const kept = freshToken(deps, mailbox);
    if (kept !== null) return kept;
    const now = deps.clock.now();
    const until = new Date(now.getTime() + claimMs);
    if (await claimRenewal(deps.db, { ...key, now, until })) return await ask(deps, key);
    await deps.clock.sleep(waitMs);
  }
  throw new PortFailure({
    kind: 'unreachable',
    message: 'The sign-in of this mailbox is being renewed. It is tried again by itself.',
    detail: 'oauth: the renewal of another process does not end',
  });
}

/** What was given is stored before it is used: the provider may have ended the old one. */
async function ask(deps: AccessDeps, key: Key): Promise<Secret> {
  try {
    // Read again: whoever had the turn before may have renewed it just now.
    const mailbox = await findMailbox(deps.db, key);
    assert(mailbox !== undefined, 'the mailbox is there');
    const kept = freshToken(deps, mailbox);
    if (kept !== null) return kept;
    const provider = oauthProviderOf(mailbox);
    const { mailOAuth } = deps;
    if (mailOAuth === undefined || mailOAuth === null) throw noClient(provider);
    const refreshToken = openSecret(deps, mailbox.sealedCredential);
    const tokens = await mailOAuth.refresh({ provider, refreshToken });
    await keepTokens(deps, { ...key, tokens });
    return tokens.accessToken;
  } finally {
    await endRenewal(deps.db, key);
  }
}

function freshToken(deps: AccessDeps, mailbox: Mailbox): Secret | null {
  const { sealedAccessToken, accessTokenUntil } = mailbox;
  if (sealedAccessToken === null || accessTokenUntil === null) return null;
  const leftMs = accessTokenUntil.getTime() - deps.clock.now().getTime();
  return leftMs > renewBeforeMs ? openSecret(deps, sealedAccessToken) : null;
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
