// What we remember may be older than what we did: from now on every write that is not repeatable is looked for first.

import { startCold } from '../db/queries/cold-mode.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { Deps } from './deps.ts';

/** Safe to repeat. It ends by itself with the polls (see poll-lever.ts), not before `forMs` have passed. */
export async function setColdMode(
  deps: Pick<Deps, 'db' | 'clock' | 'sealer' | 'log'>,
  input: { because: string; forMs: number },
): Promise<void> {
  const since = deps.clock.now();
  const until = new Date(since.getTime() + input.forMs);
  await deps.db.transaction().execute(async (trx) => {
    const workspaceIds = await startCold(trx, { since, until });
    await appendAudit(
      trx,
      deps,
      workspaceIds.map((workspaceId) => ({
        workspaceId,
        actor: 'system',
        action: 'connection.cooled',
        subjectKind: 'connection',
        subjectId: workspaceId,
        detail: { because: input.because, until: until.toISOString() },
      })),
    );
  });
  deps.log.warn('connection.cooled', { because: input.because, until: until.toISOString() });
}
