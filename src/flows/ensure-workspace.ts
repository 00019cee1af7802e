// Makes sure that the installation's first workspace is there.

import { appendAudit } from '../db/queries/audit.ts';
import { addWorkspace, findWorkspace } from '../db/queries/workspaces.ts';
import { assert } from '../core/assert.ts';
import type { Deps } from './deps.ts';

/** The short name of the workspace that a single-customer installation works in. */
export const mainWorkspaceSlug = 'main';

/** Its id. Safe to repeat, and for several processes at once; an existing workspace keeps its settings. */
export async function ensureWorkspace(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'sealer'>,
  { defaultRegion, defaultTrigger }: { defaultRegion: string; defaultTrigger: string },
): Promise<string> {
  const defaults = { defaultRegion, defaultTrigger };
  const known = await findWorkspace(deps.db, mainWorkspaceSlug);
  if (known !== undefined) return known.id;
  const id = deps.ids.next();
  await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    const isAdded = await addWorkspace(trx, {
      id,
      slug: mainWorkspaceSlug,
      name: 'Main',
      ...defaults,
      now,
    });
    if (!isAdded) return;
    await appendAudit(trx, deps, [
      {
        workspaceId: id,
        actor: 'system',
        action: 'workspace.created',
        subjectKind: 'workspace',
        subjectId: id,
        detail: defaults,
      },
    ]);
  });
  const made = await findWorkspace(deps.db, mainWorkspaceSlug);
  assert(made !== undefined, 'the workspace was just made');
  return made.id;
}
