// Lever refuses the credential: the connection waits, with one alert, until somebody connects again.

import { appendAudit } from '../db/queries/audit.ts';
import { listWorkspacesOnQueue, switchConnection } from '../db/queries/lever-connections.ts';
import type { Deps } from './deps.ts';

/** Safe to repeat: only the first refusal changes, logs and audits anything. */
export async function noteUnauthorized(
  deps: Deps,
  input: { queueKey: string; because: string },
): Promise<void> {
  for (const workspaceId of await listWorkspacesOnQueue(deps.db, input.queueKey)) {
    const isNews = await deps.db.transaction().execute(async (trx) => {
      const hasChanged = await switchConnection(trx, {
        workspaceId,
        state: 'unauthorized',
        because: input.because,
        now: deps.clock.now(),
      });
      if (hasChanged) {
        await appendAudit(trx, deps, [
          {
            workspaceId,
            actor: 'lever',
            action: 'connection.refused',
            subjectKind: 'connection',
            subjectId: workspaceId,
            detail: { because: input.because },
          },
        ]);
      }
      return hasChanged;
    });
    if (isNews) deps.log.error('connection.refused', { workspaceId });
  }
}
