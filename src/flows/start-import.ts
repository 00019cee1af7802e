// Starts and cancels an import; a worker does the rows.
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockImport, setImportState } from '../db/queries/imports.ts';
import { cancelRunOfImport } from '../db/queries/runs.ts';
import { lanes } from '../engine/lanes.ts';
import { cancelWork, requestWork } from '../engine/work.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { inTransaction } from './in-transaction.ts';
import { namesPeople } from './preview-import.ts';

export const importWorkKind = 'import';

/** Starting again while it runs changes nothing; an ended import cannot be started. */
export async function startImport(
  deps: ImportDeps,
  input: { workspaceId: string; importId: string; actor: string },
): Promise<void> {
  const { workspaceId, importId, actor } = input;
  await inTransaction(deps.db, async (trx) => {
    const found = await lockImport(trx, { workspaceId, importId });
    if (found === undefined) throw new InputError('not_found', 'There is no such import');
    if (found.state === 'running') return;
    if (found.state === 'held')
      throw new InputError('conflict', `The import is held: ${found.because ?? ''}`);
    if (found.state !== 'ready') {
      throw new InputError('conflict', `The import is ${found.state}; upload the file again`);
    }
    if (!namesPeople((found.mapping as ImportMapping).layout)) {
      const message =
        'No column names a person; map one to a name, email, phone, profile URL or externalId first';
      throw new InputError('invalid', message, 'columns');
    }
    await setImportState(
      trx,
      { workspaceId, importId },
      {
        state: 'running',
        because: null,
        finishedAt: null,
      },
    );
    await requestWork(trx, {
      workspaceId,
      kind: importWorkKind,
      subjectId: importId,
      queueKey: 'import',
      lane: lanes.backfill,
      dueAt: deps.clock.now(),
      because: 'the import was started',
    });
    const subject = { subjectKind: 'import', subjectId: importId };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'import.started', ...subject, detail: {} },
    ]);
  });
  deps.wake();
}

/** What was taken in before stays; cancelling again changes nothing. */
export async function cancelImport(
  deps: ImportDeps,
  input: { workspaceId: string; importId: string; actor: string },
): Promise<void> {
  const { workspaceId, importId, actor } = input;
  const path = await inTransaction(deps.db, async (trx) => {
    const found = await lockImport(trx, { workspaceId, importId });
    if (found === undefined) throw new InputError('not_found', 'There is no such import');
    if (found.state === 'cancelled') return null;
    if (found.state !== 'ready' && found.state !== 'running' && found.state !== 'held') {
      throw new InputError('conflict', `The import is ${found.state} already`);
    }
    const finishedAt = deps.clock.now();
    await setImportState(
      trx,
      { workspaceId, importId },
      {
        state: 'cancelled',
        because: 'cancelled by a person',
        finishedAt,
      },
    );
    await cancelWork(trx, { workspaceId, kind: importWorkKind, subjectId: importId });
    await cancelRunOfImport(trx, { workspaceId, importId, by: actor, now: finishedAt });
    const detail = { nextRow: found.nextRow };
    const subject = { subjectKind: 'import', subjectId: importId };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'import.cancelled', ...subject, detail },
    ]);
    return found.filePath;
  });
  if (path !== null) await deps.sheets.remove(path);
}
