// A person holds outreach to somebody by hand.
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import type { Deps } from './deps.ts';
import { holdOutreach } from './hold-outreach.ts';
import { inTransaction } from './in-transaction.ts';

/** The sources are told at once. Returns the person held, who may be another after a merge. */
export async function placeHold(
  deps: Deps,
  input: {
    workspaceId: string;
    personId: string;
    effect: 'pause' | 'stop';
    because: string;
    actor: string;
  },
): Promise<{ personId: string }> {
  const { workspaceId, effect, because, actor } = input;
  const personId = await inTransaction(deps.db, async (trx) => {
    const live = await findLivePerson(trx, input);
    if (live === undefined)
      throw new InputError('not_found', 'There is no such person', 'personId');
    const wish = { workspaceId, personId: live, effect, cause: 'manual', because, actor } as const;
    await appendAudit(trx, deps, await holdOutreach(trx, deps, wish));
    return live;
  });
  deps.wake();
  return { personId };
}
