// An admin changes how people are matched: a new version, from the next profile on. What is one stays one; what the
// new rules would make of history is for `replayMatchRules` to say beforehand.

import { InputError } from '../core/input-error.ts';
import { checkMatchRules } from '../core/people/match-rules.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { refuseOutdated } from './refuse-outdated.ts';

export async function changeMatchRules(
  deps: Deps,
  change: { workspaceId: string; body: unknown; actor: string; basedOn?: number | undefined },
): Promise<{ version: number }> {
  const checked = checkMatchRules(change.body);
  if ('problems' in checked) {
    const [first] = checked.problems;
    const text = checked.problems.map(({ at, message }) => `${at}: ${message}`).join('; ');
    throw new InputError('invalid', text, first?.at);
  }
  const { workspaceId, actor, basedOn } = change;
  const version = await deps.db.transaction().execute(async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind: 'match', basedOn });
    const now = deps.clock.now();
    const body = checked.rules;
    const added = await addRules(trx, { workspaceId, kind: 'match', body, createdBy: actor, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'match_rules.changed',
        subjectKind: 'match_rules',
        subjectId: String(added),
        detail: { ...body, version: added },
      },
    ]);
    return added;
  });
  return { version };
}
