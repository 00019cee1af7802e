// An owner names the workspace's identity provider, which domains it speaks for, and who gets in uninvited.

import { InputError } from '../core/input-error.ts';
import type { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  findSingleSignOn,
  removeSingleSignOn,
  saveSingleSignOn,
} from '../db/queries/single-sign-on.ts';
import type { FirstRole } from '../db/queries/single-sign-on.ts';
import { PortFailure } from '../ports/failure.ts';
import { inTransaction } from './in-transaction.ts';
import { newSecrets } from './oidc-begin.ts';
import type { SignInDeps } from './sign-in-deps.ts';

export interface SingleSignOnWish {
  workspaceId: string;
  issuer: string;
  clientId: string;
  /** Left out, the one that is stored stays. */
  clientSecret: Secret | null;
  domains: readonly string[];
  firstRole: FirstRole | null;
  trustsEmail: boolean;
  actor: string;
}

const domainForm = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/u;

/** The provider is asked first; one that does not answer is not stored. Throws InputError with what to change. */
export async function saveIdentityProvider(
  deps: SignInDeps,
  wish: SingleSignOnWish,
): Promise<void> {
  const { workspaceId, issuer, clientId, firstRole, trustsEmail, actor } = wish;
  const domains = [...new Set(wish.domains.map((domain) => domain.trim().toLowerCase()))];
  if (domains.length === 0 || !domains.every((domain) => domainForm.test(domain)))
    throw new InputError(
      'invalid',
      'Name the domains of your addresses, such as acme.com.',
      'domains',
    );
  const before = await findSingleSignOn(deps.db, workspaceId);
  const isSame = before?.issuer === issuer && before.clientId === clientId;
  if (wish.clientSecret === null && !isSame)
    throw new InputError('invalid', 'Give the secret of this client.', 'clientSecret');
  if (wish.clientSecret !== null) {
    const provider = { issuer, clientId, clientSecret: wish.clientSecret };
    await refuseUnknownProvider(deps, provider);
  }
  const sealedClientSecret =
    wish.clientSecret === null
      ? before?.sealedClientSecret
      : deps.sealer.seal(Buffer.from(wish.clientSecret.reveal(), 'utf8'));
  if (sealedClientSecret === undefined) return;
  await inTransaction(deps.db, async (trx) => {
    const saved = { issuer, clientId, sealedClientSecret, domains, firstRole, trustsEmail };
    await saveSingleSignOn(trx, {
      workspaceId,
      ...saved,
      changedAt: deps.clock.now(),
      changedBy: actor,
    });
    const subject = { subjectKind: 'single_sign_on', subjectId: workspaceId };
    const detail = { issuer, clientId, domains, firstRole, trustsEmail };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'single_sign_on.changed', ...subject, detail },
    ]);
  });
}

/** Sessions through it end by themselves; nobody new comes in by it. */
export async function dropIdentityProvider(
  deps: SignInDeps,
  given: { workspaceId: string; actor: string },
): Promise<void> {
  const { workspaceId, actor } = given;
  await inTransaction(deps.db, async (trx) => {
    if (!(await removeSingleSignOn(trx, workspaceId)))
      throw new InputError('not_found', 'No identity provider is named.');
    const subject = { subjectKind: 'single_sign_on', subjectId: workspaceId };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'single_sign_on.removed', ...subject, detail: {} },
    ]);
  });
}

async function refuseUnknownProvider(
  deps: SignInDeps,
  provider: { issuer: string; clientId: string; clientSecret: Secret },
): Promise<void> {
  if (!URL.canParse(provider.issuer))
    throw new InputError('invalid', 'Give the https address of the provider.', 'issuer');
  try {
    await deps.singleSignOn.begin(provider, newSecrets(deps));
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    throw new InputError('invalid', error.message, 'issuer');
  }
}
