// What we remember may be older than what we did: from now on every write that is not repeatable is looked for first.

import { startCold, startLookingFirst } from '../db/queries/cold-mode.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { Deps } from './deps.ts';

/** A step that a lost commit had made due again may wait this long for its window. */
const lookFirstMs = 7 * 24 * 60 * 60_000;
/** What left just before the backup was put back stands in Sent by then. */
const quietMs = 16 * 60_000;

/** Safe to repeat. It ends by itself with the polls (see poll-lever.ts), not before `forMs` have passed. */
export async function setColdMode(
  deps: Pick<Deps, 'db' | 'clock' | 'sealer' | 'log'>,
  input: { because: string; forMs: number; wasRestored?: boolean },
): Promise<void> {
  const since = deps.clock.now();
  const until = new Date(since.getTime() + input.forMs);
  await deps.db.transaction().execute(async (trx) => {
    const workspaceIds = await startCold(trx, { since, until });
    const quietUntil = input.wasRestored === true ? new Date(since.getTime() + quietMs) : null;
    await startLookingFirst(trx, { until: new Date(since.getTime() + lookFirstMs), quietUntil });
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
