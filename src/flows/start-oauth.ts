// Begins connecting by OAuth: the address of Lever's consent page, with a state that is good once and soon.

import { createHash } from 'node:crypto';
import { consentUrl } from '../core/sync/consent.ts';
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addSignIn } from '../db/queries/lever-sign-ins.ts';
import type { Deps } from './deps.ts';
import { checkedUrl } from './join-account.ts';

export interface OAuthToStart {
  workspaceId: string;
  baseUrl: string;
  performAsEmail: string;
  publicUrl: string | null;
  /** Asks for confidential candidates too. */
  withConfidential: boolean;
  actor: string;
}

/** Lever keeps a code for ten minutes; the admin reads the page first. */
const goodForMs = 30 * 60_000;

/** The address to open in a browser where an admin of the Lever account is signed in. Makes no call. */
export async function startOAuth(
  deps: Deps,
  input: OAuthToStart,
): Promise<{ url: string; expiresAt: Date }> {
  const { workspaceId, performAsEmail, actor, withConfidential } = input;
  const app = deps.leverApp;
  if (app === undefined) {
    throw new InputError(
      'conflict',
      'OAuth needs an application that Lever has registered: set LEVER_CLIENT_ID and LEVER_CLIENT_SECRET and start again, or connect with an API key.',
    );
  }
  const baseUrl = checkedUrl(input.baseUrl, 'baseUrl');
  const publicUrl = input.publicUrl === null ? null : checkedUrl(input.publicUrl, 'publicUrl');
  const state = Buffer.from(deps.sealer.newKey()).toString('base64url');
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + goodForMs);
  const { clientId, authUrl, redirectUrl } = app;
  await deps.db.transaction().execute(async (trx) => {
    await addSignIn(trx, {
      workspaceId,
      stateHash: stateHash(state),
      baseUrl,
      performAsEmail,
      publicUrl,
      redirectUrl,
      actor,
      expiresAt,
      now,
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'connection.consent_asked',
        subjectKind: 'connection',
        subjectId: workspaceId,
        detail: { baseUrl, withConfidential },
      },
    ]);
  });
  const asked = { clientId, authUrl, redirectUrl, baseUrl, state, withConfidential };
  return { url: consentUrl(asked), expiresAt };
}

/** What is kept of a state: whoever reads the database cannot finish the sign-in. */
export function stateHash(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}
