// Whose key is this: the answer every request starts with.
import { InputError } from '../core/input-error.ts';
import { findApiKeyByHash, noteApiKeyUse } from '../db/queries/api-keys.ts';
import { apiKeyHash } from './create-api-key.ts';
import type { Deps } from './deps.ts';

export interface Caller {
  workspaceId: string;
  keyId: string;
  scopes: readonly string[];
  expiresAt: Date | null;
}

const keyForm = /^fk_[A-Za-z0-9_-]{43}$/;
const useEveryMs = 60_000;

/** Throws InputError `unauthorized` for any key that is not valid now, and notes the use at most once a minute. */
export async function checkApiKey(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<Caller> {
  const key = keyForm.test(token) ? await findApiKeyByHash(deps.db, apiKeyHash(token)) : undefined;
  if (key === undefined) throw new InputError('unauthorized', 'This API key is not known');
  const now = deps.clock.now();
  if (key.revokedAt !== null) throw new InputError('unauthorized', 'This API key was revoked');
  if (key.expiresAt !== null && key.expiresAt <= now) {
    throw new InputError('unauthorized', 'This API key has expired; create or rotate one');
  }
  const notSince = new Date(now.getTime() - useEveryMs);
  if (key.lastUsedAt === null || key.lastUsedAt < notSince) {
    await noteApiKeyUse(deps.db, { workspaceId: key.workspaceId, id: key.id, at: now, notSince });
  }
  const { workspaceId, id: keyId, scopes, expiresAt } = key;
  return { workspaceId, keyId, scopes, expiresAt };
}
