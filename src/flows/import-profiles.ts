// The rows of a kept sheet as profiles, as taking them in would read them; for a dry run and for the brake.

import type { ReceivedProfile } from '../core/people/received.ts';
import type { ImportRow } from '../db/queries/imports.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { readImportRow } from './read-import-row.ts';
import { impossibleInstant } from './take-intake.ts';

/** Rows that would be refused are left out. */
export async function* importProfiles(
  deps: Pick<ImportDeps, 'sheets' | 'checkProfile' | 'clock'>,
  found: ImportRow,
): AsyncGenerator<ReceivedProfile> {
  const { layout, job } = found.mapping as ImportMapping;
  const defaults = { source: found.source, job };
  const now = deps.clock.now();
  for await (const row of deps.sheets.rows(found.filePath, layout, { byte: 0, row: 0 })) {
    const item = readImportRow(deps.checkProfile, row, defaults);
    if (!item.isFit) continue;
    const { profile, foundAt } = item.item;
    if (foundAt !== null && impossibleInstant('foundAt', foundAt, now) !== null) continue;
    yield { ...profile, foundAt: foundAt ?? now.toISOString() };
  }
}
