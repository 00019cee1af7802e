// Changes how the columns of a kept sheet are read, before the import is started.
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockImport, setImportMapping } from '../db/queries/imports.ts';
import { columnTargets } from '../ports/sheets.ts';
import type { SheetColumn } from '../ports/sheets.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { inTransaction } from './in-transaction.ts';
import { nameJobs } from './name-jobs.ts';

export interface ImportMappingChange {
  workspaceId: string;
  importId: string;
  actor: string;
  /** By header; headers that are not named stay as they are. null leaves a column out. */
  columns?: Record<string, string | null>;
  source?: string;
  job?: { externalId: string; name?: string } | null;
}

/** Throws InputError where a header or target is unknown or the import was started. */
export async function mapImport(deps: ImportDeps, change: ImportMappingChange): Promise<void> {
  const { workspaceId, importId, actor } = change;
  await inTransaction(deps.db, async (trx) => {
    const found = await lockImport(trx, { workspaceId, importId });
    if (found === undefined) throw new InputError('not_found', 'There is no such import');
    if (found.state !== 'ready') {
      throw new InputError('conflict', `The import is ${found.state}; upload the file again`);
    }
    const mapping = found.mapping as ImportMapping;
    const columns = changedColumns(mapping.layout.columns, change.columns ?? {});
    const job = change.job === undefined ? mapping.job : change.job;
    const source = change.source ?? found.source;
    const jobs = job === null ? [] : [{ source, ...job }];
    const idOf = await nameJobs(trx, deps, { workspaceId, jobs });
    await setImportMapping(
      trx,
      { workspaceId, importId },
      {
        source,
        jobId: job === null ? null : idOf({ source, externalId: job.externalId }),
        mapping: { ...mapping, job, layout: { ...mapping.layout, columns } },
      },
    );
    const detail = { source, targets: columns.map((column) => column.target) };
    const subject = { subjectKind: 'import', subjectId: importId };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'import.mapped', ...subject, detail },
    ]);
  });
}

function changedColumns(
  columns: readonly SheetColumn[],
  change: Record<string, string | null>,
): SheetColumn[] {
  for (const [header, target] of Object.entries(change)) {
    if (!columns.some((column) => column.header === header)) {
      throw new InputError('invalid', `The file has no column "${header}"`, `columns.${header}`);
    }
    if (target !== null && !columnTargets.some((known) => known === target)) {
      const message = `"${target}" is no target; use one of ${columnTargets.join(', ')} or null`;
      throw new InputError('invalid', message, `columns.${header}`);
    }
  }
  return columns.map((column) => {
    const target = change[column.header];
    return target === undefined ? column : { ...column, target: target as SheetColumn['target'] };
  });
}
