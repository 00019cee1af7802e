// The mass-update brake on an import: before its first row is taken in, what it would change in Lever is counted, and
// too much of that waits for an admin. Nothing of a held import is taken in or written.

import { decideBrake, type RunSize } from '../core/sync/brake.ts';
import { isChange } from '../core/sync/outline.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockImport, setImportState } from '../db/queries/imports.ts';
import type { ImportRow } from '../db/queries/imports.ts';
import { findRunOfImport, hasMoreStanding, insertRun } from '../db/queries/runs.ts';
import { wouldNeedSecondPerson } from './approval-guard.ts';
import { getBrakeLimits } from './brake-limits.ts';
import { dryRun } from './dry-run.ts';
import type { ImportDeps } from './import-deps.ts';
import { importProfiles } from './import-profiles.ts';
import { inTransaction } from './in-transaction.ts';

/** True where the import is held now. Looks only before the first row; safe to repeat. */
export async function holdImport(deps: ImportDeps, found: ImportRow): Promise<boolean> {
  if (found.nextRow > 0 || found.state !== 'running') return false;
  const { workspaceId, id: importId, createdBy: actor } = found;
  const limits = await getBrakeLimits(deps.db, workspaceId);
  if (!(await hasMoreStanding(deps.db, { workspaceId, than: limits.countFree }))) return false;
  const run = await findRunOfImport(deps.db, { workspaceId, importId });
  const confirmedCount = run?.state === 'started' ? run.confirmedCount : null;
  const size = { ...(await sizeOf(deps, found)), confirmedCount };
  const brake = decideBrake(size, limits);
  if (brake.decide === 'hold') return await hold(deps, { found, because: brake.because, size });
  const { changedCount } = size;
  const second = { workspaceId, kind: 'back_fill' as const, size: changedCount, actor };
  if (confirmedCount !== null || !(await wouldNeedSecondPerson(deps, second))) return false;
  const because = `${brake.because}; a second person has to agree`;
  return await hold(deps, { found, because, size });
}

/** Every record counts once, however many rows are about it. */
async function sizeOf(
  deps: ImportDeps,
  found: ImportRow,
): Promise<Pick<RunSize, 'standingCount' | 'changedCount'>> {
  const standing = new Set<string>();
  const changed = new Set<string>();
  const profiles = importProfiles(deps, found);
  await dryRun(deps, {
    workspaceId: found.workspaceId,
    change: { kind: 'import', profiles, isKnownOnly: true },
    itemsMax: 0,
    onItem: ({ recordId, isNew, outcomes }) => {
      if (recordId === null || isNew) return;
      standing.add(recordId);
      if (outcomes.some(isChange)) changed.add(recordId);
    },
  });
  return { standingCount: standing.size, changedCount: changed.size };
}

async function hold(
  deps: ImportDeps,
  given: {
    found: ImportRow;
    because: string;
    size: Pick<RunSize, 'standingCount' | 'changedCount'>;
  },
): Promise<boolean> {
  const { found, because, size } = given;
  const { workspaceId, id: importId, createdBy } = found;
  const { standingCount, changedCount } = size;
  const runId = deps.ids.next();
  const isHeld = await inTransaction(deps.db, async (trx) => {
    const locked = await lockImport(trx, { workspaceId, importId });
    if (locked?.state !== 'running' || locked.nextRow > 0) return false;
    await insertRun(trx, {
      workspaceId,
      id: runId,
      kind: 'import',
      state: 'held',
      change: { kind: 'import', importId },
      because,
      standingCount,
      changedCount,
      createdAt: deps.clock.now(),
      createdBy,
    });
    const told = `${because}; an admin confirms or cancels run ${runId}`;
    const key = { workspaceId, importId };
    await setImportState(trx, key, { state: 'held', because: told, finishedAt: null });
    const detail = { kind: 'import', importId, standingCount, changedCount, because };
    const entry = { workspaceId, actor: createdBy, subjectKind: 'run', subjectId: runId, detail };
    await appendAudit(trx, deps, [{ ...entry, action: 'run.held' }]);
    return true;
  });
  if (isHeld) deps.log.warn('run.held', { workspaceId, runId, changedCount, standingCount });
  return isHeld;
}
