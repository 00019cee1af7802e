// Ends an address for webhooks: nothing new is queued for it.

import { InputError } from '../core/input-error.ts';
import { isUuid } from '../core/ids.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { switchOffEndpoint } from '../db/queries/webhook-endpoints.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** Its deliveries stay in the log. Removing again changes nothing. */
export async function removeWebhookEndpoint(
  deps: Deps,
  input: { workspaceId: string; id: string; actor: string },
): Promise<void> {
  const { workspaceId, id, actor } = input;
  await inTransaction(deps.db, async (trx) => {
    const found = isUuid(id) ? await switchOffEndpoint(trx, { workspaceId, id }) : undefined;
    if (found === undefined) {
      throw new InputError('not_found', `There is no webhook endpoint ${id}. List them.`, 'id');
    }
    if (!found.wasActive) return;
    const subject = { subjectKind: 'webhook_endpoint', subjectId: id };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'webhook_endpoint.removed', ...subject, detail: {} },
    ]);
  });
}
