// Keeps an uploaded sheet and proposes how its columns are read; nothing of it is taken in yet.
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findImport, insertImport } from '../db/queries/imports.ts';
import type { ImportRow } from '../db/queries/imports.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { inTransaction } from './in-transaction.ts';
import { nameJobs } from './name-jobs.ts';

export interface NewImport {
  workspaceId: string;
  actor: string;
  /** A function where the name is known only once the content is read. */
  fileName: string | (() => string);
  /** The tool the sheet came from; rows with a source column say their own. */
  source: string;
  job: { externalId: string; name?: string } | null;
  content: AsyncIterable<Uint8Array>;
}

/** Throws InputError where the file is too large, empty or has no header. */
export async function createImport(deps: ImportDeps, input: NewImport): Promise<ImportRow> {
  const { workspaceId, actor, source, job } = input;
  const id = deps.ids.next();
  const kept = await deps.sheets.keep(input.content, id);
  try {
    const layout = await deps.sheets.look(kept.path);
    const { encoding, byteCount } = kept;
    const mapping: ImportMapping = { layout, job, encoding, byteCount };
    return await inTransaction(deps.db, async (trx) => {
      const idOf = await nameJobs(trx, deps, {
        workspaceId,
        jobs: job === null ? [] : [{ source, ...job }],
      });
      await insertImport(trx, {
        workspaceId,
        id,
        fileName: nameOf(input.fileName).slice(0, 255),
        fileHash: kept.hash,
        filePath: kept.path,
        source,
        jobId: job === null ? null : idOf({ source, externalId: job.externalId }),
        mapping,
        createdBy: actor,
        createdAt: deps.clock.now(),
      });
      const made = await findImport(trx, { workspaceId, importId: id });
      if (made === undefined) throw new InputError('not_found', 'The import is gone');
      const detail = { fileHash: Buffer.from(kept.hash).toString('hex'), byteCount, encoding };
      const subject = { subjectKind: 'import', subjectId: id };
      await appendAudit(trx, deps, [
        { workspaceId, actor, action: 'import.created', ...subject, detail },
      ]);
      return made;
    });
  } catch (error) {
    await deps.sheets.remove(kept.path);
    throw error;
  }
}

function nameOf(fileName: string | (() => string)): string {
  return typeof fileName === 'string' ? fileName : fileName();
}
