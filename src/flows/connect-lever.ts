// Connects a workspace to its Lever account by an API key, or gives the connection a new one; and disconnects it.

import { createHash } from 'node:crypto';
import type { Secret } from '../core/secret.ts';
import { removeGrant } from '../db/queries/lever-grants.ts';
import type { Deps } from './deps.ts';
import { checkedUrl, joinAccount, type JoinedAccount } from './join-account.ts';

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

/** Asks Lever first, so a wrong key or user is told at once and changes nothing. Safe to repeat. */
export async function connectLever(deps: Deps, input: LeverToConnect): Promise<JoinedAccount> {
  const { workspaceId, apiKey, performAsEmail, actor } = input;
  const baseUrl = checkedUrl(input.baseUrl, 'baseUrl');
  const publicUrl = input.publicUrl === null ? null : checkedUrl(input.publicUrl, 'publicUrl');
  return await joinAccount(deps, {
    workspaceId,
    access: { baseUrl, credential: apiKey },
    queueKey: credentialKey(baseUrl, apiKey),
    credentialKind: 'api_key',
    performAsEmail,
    publicUrl,
    actor,
    keep: async (trx) => {
      await removeGrant(trx, workspaceId);
      return deps.sealer.seal(Buffer.from(apiKey.reveal(), 'utf8'));
    },
  });
}

/** Names the credential without telling it: the rate limit is one per key, whoever uses it. */
export function credentialKey(baseUrl: string, apiKey: Secret): string {
  return createHash('sha256').update(`${baseUrl}\n${apiKey.reveal()}`).digest('hex');
}
