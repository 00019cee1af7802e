// Who knows more together than each part alone is compared again with the people around, soon and not at once: an
// arrival waits for its own person only.

import type { Trx } from '../db/connect.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { Deps } from './deps.ts';

export const recheckWorkKind = 'match_recheck';

/** Joins the caller's transaction. */
export async function requestRechecks(
  trx: Trx,
  deps: Pick<Deps, 'clock'>,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<void> {
  const { workspaceId, personIds } = input;
  const dueAt = deps.clock.now();
  await requestWorks(
    trx,
    [...new Set(personIds)].map((subjectId) => ({
      workspaceId,
      kind: recheckWorkKind,
      subjectId,
      queueKey: 'match',
      lane: lanes.reconcile,
      dueAt,
      because: 'a person became known under keys that no single hit had',
    })),
  );
}
