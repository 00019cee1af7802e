// The browser comes back from the identity provider: who that is here, and a session that stays in this workspace.

import { InputError } from '../core/input-error.ts';
import type { Role } from '../core/governance/permissions.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  findAccount,
  findAccountByEmail,
  giveSeat,
  insertAccount,
  listSeats,
} from '../db/queries/accounts.ts';
import {
  addLink,
  findLinkedAccount,
  findSingleSignOn,
  findUserByEmail,
  lockInvitationTo,
  takeSignInTry,
} from '../db/queries/single-sign-on.ts';
import type { SingleSignOnSettings } from '../db/queries/single-sign-on.ts';
import { acceptInvitationRow } from '../db/queries/users.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Identity, SignInSecrets } from '../ports/single-sign-on.ts';
import { secretHash } from './check-session.ts';
import { inTransaction } from './in-transaction.ts';
import { providerOf } from './oidc-begin.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface ComeBack {
  state: string | undefined;
  /** The whole query, as the provider sent it. */
  query: string;
  /** From the cookie of the browser that began. */
  browserToken: string | undefined;
  userAgent: string;
}

/** Throws InputError for everybody who does not get in; who was known to be of the workspace is kept in its log. */
export async function finishSingleSignOn(
  deps: SignInDeps,
  back: ComeBack,
): Promise<{ session: OpenedSession; workspaceId: string }> {
  const begun = await takeTry(deps, back);
  const { workspaceId } = begun;
  const settings = await findSingleSignOn(deps.db, workspaceId);
  if (settings === undefined) throw new InputError('not_found', 'Single sign-on was switched off.');
  try {
    const identity = await identityOf(deps, { settings, back, secrets: begun.secrets });
    const session = await admit(deps, { workspaceId, settings, identity, back });
    return { session, workspaceId };
  } catch (error) {
    if (error instanceof InputError) await noteRefused(deps, { workspaceId, error });
    throw error;
  }
}

async function takeTry(
  deps: SignInDeps,
  back: ComeBack,
): Promise<{ workspaceId: string; secrets: SignInSecrets }> {
  const found =
    back.state === undefined ? undefined : await takeSignInTry(deps.db, secretHash(back.state));
  const isThisBrowser =
    found !== undefined &&
    back.browserToken !== undefined &&
    Buffer.from(found.browserHash).equals(Buffer.from(secretHash(back.browserToken)));
  if (found === undefined || !isThisBrowser || found.expiresAt <= deps.clock.now())
    throw new InputError('invalid', 'This sign-in is over or began elsewhere. Begin it again.');
  const text = Buffer.from(deps.sealer.open(found.sealedSecrets)).toString('utf8');
  return { workspaceId: found.workspaceId, secrets: JSON.parse(text) as SignInSecrets };
}

async function identityOf(
  deps: SignInDeps,
  given: { settings: SingleSignOnSettings; back: ComeBack; secrets: SignInSecrets },
): Promise<Identity> {
  const { settings, back, secrets } = given;
  try {
    const provider = providerOf(deps, settings);
    return await deps.singleSignOn.finish(provider, { query: back.query, secrets });
  } catch (error) {
    if (error instanceof PortFailure) throw new InputError('forbidden', error.message);
    throw error;
  }
}

interface Admission {
  workspaceId: string;
  settings: SingleSignOnSettings;
  identity: Identity;
  back: ComeBack;
}

async function admit(deps: SignInDeps, admission: Admission): Promise<OpenedSession> {
  const { workspaceId, back } = admission;
  return await inTransaction(deps.db, async (trx) => {
    const accountId = await accountFor(trx, deps, admission);
    const account = await findAccount(trx, accountId);
    const seats = await listSeats(trx, accountId);
    const seat = seats.find((each) => each.workspaceId === workspaceId);
    if (account === undefined || account.disabledAt !== null || seat === undefined)
      throw new InputError('forbidden', 'You do not belong here any more; ask an owner.');
    const opened = await openSession(trx, deps, {
      accountId,
      workspaceId,
      userId: seat.userId,
      userAgent: back.userAgent,
      means: 'single_sign_on',
      boundTo: workspaceId,
    });
    await appendAudit(trx, deps, [opened.audit]);
    return opened.session;
  });
}

/** Known by the subject, which never changes; the first time by a verified address of an allowed domain. */
async function accountFor(trx: Trx, deps: SignInDeps, admission: Admission): Promise<string> {
  const { workspaceId, settings, identity } = admission;
  const link = { workspaceId, issuer: settings.issuer, subject: identity.subject };
  const linked = await findLinkedAccount(trx, link);
  if (linked !== null) return linked;
  const email = verifiedEmail(settings, identity);
  const user = await findUserByEmail(trx, { workspaceId, email });
  if (user !== undefined && user.disabledAt !== null)
    throw new InputError('forbidden', 'An owner has shut this user out.');
  const now = deps.clock.now();
  const accountId =
    user?.accountId ?? (await newcomer(trx, deps, { workspaceId, settings, identity, email }));
  if (!(await addLink(trx, { ...link, accountId, linkedAt: now })))
    throw new InputError('forbidden', 'This address belongs to somebody else at your provider.');
  return accountId;
}

function verifiedEmail(settings: SingleSignOnSettings, identity: Identity): string {
  const { email } = identity;
  if (email === null)
    throw new InputError('forbidden', 'Your provider does not tell your email address.');
  if (!identity.isEmailVerified && !settings.trustsEmail)
    throw new InputError('forbidden', 'Your provider does not say that your address is verified.');
  const domain = email.split('@').at(-1) ?? '';
  if (!settings.domains.includes(domain))
    throw new InputError('forbidden', 'Addresses of your domain do not sign in here.');
  return email;
}

/** By invitation, or by the rule for the domain. */
async function newcomer(
  trx: Trx,
  deps: SignInDeps,
  given: {
    workspaceId: string;
    settings: SingleSignOnSettings;
    identity: Identity;
    email: string;
  },
): Promise<string> {
  const { workspaceId, settings, identity, email } = given;
  const now = deps.clock.now();
  const invitation = await lockInvitationTo(trx, { workspaceId, email, now });
  const role: Role | null = invitation?.role ?? settings.firstRole;
  if (role === null) throw new InputError('forbidden', 'Ask an owner for an invitation first.');
  const known = await findAccountByEmail(trx, email);
  const accountId = known?.id ?? deps.ids.next();
  const name = known?.name ?? identity.name ?? email;
  if (known === undefined) {
    const account = { id: accountId, email, name, timeZone: 'UTC', passwordHash: null };
    await insertAccount(trx, { ...account, createdAt: now });
  }
  const seat = { workspaceId, userId: deps.ids.next(), accountId, email, name, role, now };
  const userId = await giveSeat(trx, seat);
  if (invitation !== undefined)
    await acceptInvitationRow(trx, { workspaceId, id: invitation.id, now });
  const by = invitation === undefined ? 'domain' : 'invitation';
  await appendAudit(trx, deps, [
    {
      workspaceId,
      actor: `user:${userId}`,
      action: 'user.added',
      subjectKind: 'user',
      subjectId: userId,
      detail: { role, by, through: 'single_sign_on' },
    },
  ]);
  return accountId;
}

async function noteRefused(
  deps: SignInDeps,
  { workspaceId, error }: { workspaceId: string; error: InputError },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: 'system',
        action: 'session.refused',
        subjectKind: 'single_sign_on',
        subjectId: workspaceId,
        detail: { because: error.message },
      },
    ]);
  });
}
