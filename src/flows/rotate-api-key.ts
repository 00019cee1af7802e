// Replaces an API key; for a while both work, so that nothing has to change at the same moment.
import { InputError } from '../core/input-error.ts';
import { changeApiKey, lockApiKey } from '../db/queries/api-keys.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { makeApiKey } from './create-api-key.ts';
import type { MadeApiKey } from './create-api-key.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

const overlapMaxSeconds = 30 * 24 * 60 * 60;

export interface RotatedApiKey extends MadeApiKey {
  oldExpiresAt: Date;
}

/** The new key has the old one's name and scopes. Throws InputError where the old one is not valid any more. */
export async function rotateApiKey(
  deps: Deps,
  input: { workspaceId: string; id: string; overlapSeconds: number; actor: string },
): Promise<RotatedApiKey> {
  const { workspaceId, id, overlapSeconds, actor } = input;
  if (!(overlapSeconds >= 0 && overlapSeconds <= overlapMaxSeconds)) {
    const message = `overlapSeconds must be between 0 and ${overlapMaxSeconds} (30 days)`;
    throw new InputError('invalid', message, 'overlapSeconds');
  }
  return await inTransaction(deps.db, async (trx) => {
    const old = await lockApiKey(trx, { workspaceId, id });
    if (old === undefined) throw new InputError('not_found', 'There is no such API key');
    const now = deps.clock.now();
    if (old.revokedAt !== null || (old.expiresAt !== null && old.expiresAt <= now)) {
      throw new InputError('conflict', 'This API key is no longer valid; create a new one');
    }
    const until = new Date(now.getTime() + overlapSeconds * 1000);
    const oldExpiresAt = old.expiresAt !== null && old.expiresAt < until ? old.expiresAt : until;
    await changeApiKey(trx, { workspaceId, id }, { expiresAt: oldExpiresAt });
    const { name, scopes } = old;
    const { made, audit } = await makeApiKey(trx, deps, { workspaceId, name, scopes, actor });
    const detail = { replacedBy: made.id, oldExpiresAt: oldExpiresAt.toISOString() };
    const rotated = { ...audit, action: 'api_key.rotated', subjectId: id, detail };
    await appendAudit(trx, deps, [audit, rotated]);
    return { ...made, oldExpiresAt };
  });
}
