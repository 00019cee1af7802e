// Ends an API key at once.
import { InputError } from '../core/input-error.ts';
import { changeApiKey, lockApiKey } from '../db/queries/api-keys.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** Revoking again changes nothing. */
export async function revokeApiKey(
  deps: Deps,
  input: { workspaceId: string; id: string; actor: string },
): Promise<void> {
  const { workspaceId, id, actor } = input;
  await inTransaction(deps.db, async (trx) => {
    const key = await lockApiKey(trx, { workspaceId, id });
    if (key === undefined) throw new InputError('not_found', 'There is no such API key');
    if (key.revokedAt !== null) return;
    await changeApiKey(trx, { workspaceId, id }, { revokedAt: deps.clock.now() });
    const detail = { hint: key.hint };
    const subject = { subjectKind: 'api_key', subjectId: id };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'api_key.revoked', ...subject, detail },
    ]);
  });
}
