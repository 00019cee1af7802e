// The refused rows of an import as CSV: the reason first, then the cells as they were, to fix and import again.
import { InputError } from '../core/input-error.ts';
import { findImport, listImportErrors } from '../db/queries/imports.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';

const pageRows = 500;

/** Lines of CSV, in the order of the file, in bounded memory. */
export async function* exportImportErrors(
  deps: ImportDeps,
  input: { workspaceId: string; importId: string },
): AsyncGenerator<string> {
  const found = await findImport(deps.db, input);
  if (found === undefined) throw new InputError('not_found', 'There is no such import');
  const { layout } = found.mapping as ImportMapping;
  yield deps.sheets.line(['Import error', ...layout.columns.map((column) => column.header)]);
  let afterRow = 0;
  for (;;) {
    const page = await listImportErrors(deps.db, { ...input, afterRow, limit: pageRows });
    for (const row of page) {
      yield deps.sheets.line([`Row ${row.rowNumber}: ${row.message}`, ...row.cells]);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return;
    afterRow = last.rowNumber;
  }
}
