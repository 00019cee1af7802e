// Connecting a mailbox at Google or Microsoft: the consent page and back, connecting it again, and giving the permission back.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { Secret } from '../core/secret.ts';
import { findMailboxId } from '../db/queries/mailbox-by-address.ts';
import { findMailbox, updateMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import type { MailOAuth, OAuthProvider, OAuthTokens } from '../ports/mail-oauth.ts';
import { connectAgain } from './connect-again.ts';
import { keepTokens, oauthProviderOf } from './mail-access.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { connectMailbox } from './save-mailbox.ts';

export interface MailConsent {
  workspaceId: string;
  provider: OAuthProvider;
  address: string;
  senderName: string;
  zone: string;
  ownerEmail: string;
  actor: string;
}

interface State extends MailConsent {
  codeVerifier: string;
  /** Milliseconds since 1970. */
  until: number;
}

const goodForMs = 30 * 60_000;

/** The address to open in the browser of whoever owns the mailbox. What is asked is sealed in the state. Makes no call. */
export function startMailOAuth(
  deps: OutreachDeps,
  consent: MailConsent,
): { url: string; expiresAt: Date } {
  const address = normaliseEmail(consent.address)?.shownAs;
  if (address === undefined)
    throw new InputError('invalid', 'This is no email address.', 'address');
  const codeVerifier = Buffer.from(deps.sealer.newKey()).toString('base64url');
  const until = deps.clock.now().getTime() + goodForMs;
  const state: State = { ...consent, address, codeVerifier, until };
  const url = deps.mailOAuth?.authoriseUrl({
    provider: consent.provider,
    state: Buffer.from(deps.sealer.seal(Buffer.from(JSON.stringify(state)))).toString('base64url'),
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    loginHint: address,
  });
  if (url === undefined || url === null) throw noApplication(consent.provider);
  return { url, expiresAt: new Date(until) };
}

/**
 * All of `back` comes from outside. The tokens must open the very mailbox that was asked for; then it is connected, or,
 * where it was, connected again.
 */
export async function finishMailOAuth(
  deps: OutreachDeps,
  back: { state: string | undefined; code: string | undefined; error: string | undefined },
): Promise<{ mailboxId: string; address: string }> {
  const state = openState(deps, back.state ?? '');
  if (back.error !== undefined || back.code === undefined)
    throw new InputError('forbidden', 'No permission was given, so nothing was connected.');
  const oauth = deps.mailOAuth;
  if (oauth === undefined) throw noApplication(state.provider);
  const tokens = await tellingWhy(
    async () =>
      await oauth.exchange({
        provider: state.provider,
        code: back.code ?? '',
        codeVerifier: state.codeVerifier,
      }),
  );
  await tellingWhy(async () => await trySignIn(deps, { oauth, state, tokens }));
  return { mailboxId: await keep(deps, { oauth, state, tokens }), address: state.address };
}

/** Gives a permission back, and forgets it or the password. A provider that cannot be reached leaves nothing usable with us either. */
export async function giveBackMailAccess(
  deps: OutreachDeps,
  key: { workspaceId: string; mailboxId: string },
): Promise<void> {
  const mailbox = await findMailbox(deps.db, key);
  if (mailbox === undefined) return;
  if (mailbox.auth === 'xoauth2') await revoke(deps, mailbox);
  const set = {
    sealedCredential: deps.sealer.seal(new Uint8Array()),
    sealedAccessToken: null,
    accessTokenUntil: null,
  };
  await deps.db
    .transaction()
    .execute(
      async (trx) =>
        await updateMailbox(trx, { ...key, set, raisesEpoch: true, now: deps.clock.now() }),
    );
}

async function revoke(deps: OutreachDeps, mailbox: Mailbox): Promise<void> {
  const token = new Secret(Buffer.from(deps.sealer.open(mailbox.sealedCredential)).toString());
  if (token.reveal() === '') return;
  try {
    await deps.mailOAuth?.revoke({ provider: oauthProviderOf(mailbox), token });
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    deps.log.warn('mailbox.revoke_failed', { mailboxId: mailbox.id, failure: error.kind });
  }
}

function openState(deps: OutreachDeps, sealed: string): State {
  const refuse = (): InputError =>
    new InputError('invalid', 'This link is not from here or too old. Begin connecting again.');
  try {
    const text = Buffer.from(deps.sealer.open(Buffer.from(sealed, 'base64url'))).toString();
    const state = JSON.parse(text) as State;
    if (state.until < deps.clock.now().getTime()) throw refuse();
    return state;
  } catch (error) {
    throw error instanceof InputError ? error : refuse();
  }
}

interface Permitted {
  oauth: MailOAuth;
  state: State;
  tokens: OAuthTokens;
}

async function trySignIn(deps: OutreachDeps, { oauth, state, tokens }: Permitted): Promise<void> {
  const { smtp, imap } = oauth.serversOf(state.provider);
  const { accessToken } = tokens;
  const signIn = { kind: 'xoauth2', user: state.address, accessToken } as const;
  await deps.mailSender.check({ server: smtp, signIn });
  await deps.mailReader.listFolders({ server: imap, signIn });
}

async function keep(deps: OutreachDeps, { oauth, state, tokens }: Permitted): Promise<string> {
  const { workspaceId, address, provider, ownerEmail, actor } = state;
  const credential = tokens.refreshToken;
  if (credential === null)
    throw new InputError('conflict', 'The provider gave access for an hour only. Begin again.');
  const known = await findMailboxId(deps.db, { workspaceId, address });
  const mailboxId = known ?? (await add(deps, { oauth, state, refreshToken: credential }));
  if (known !== undefined)
    await connectAgain(deps, {
      workspaceId,
      mailboxId,
      ownerEmail,
      provider,
      ...oauth.serversOf(provider),
      auth: 'xoauth2',
      signInAs: address,
      credential,
      actor,
    });
  await keepTokens(deps, { workspaceId, mailboxId, tokens });
  return mailboxId;
}

async function add(
  deps: OutreachDeps,
  { oauth, state, refreshToken }: { oauth: MailOAuth; state: State; refreshToken: Secret },
): Promise<string> {
  const { workspaceId, ownerEmail, address, senderName, provider, zone, actor } = state;
  const { mailboxId } = await connectMailbox(deps, {
    workspaceId,
    ownerEmail,
    address,
    senderName,
    provider,
    ...oauth.serversOf(provider),
    auth: 'xoauth2',
    signInAs: address,
    credential: refreshToken,
    zone,
    actor,
  });
  return mailboxId;
}

async function tellingWhy<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    throw new InputError('conflict', error.message);
  }
}

function noApplication(provider: OAuthProvider): InputError {
  const name = provider === 'google' ? 'GOOGLE' : 'MICROSOFT';
  return new InputError(
    'conflict',
    `This installation has no application there: set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET and start again.`,
  );
}
