// The drift report: per candidate the fields in which Lever differs from what both sides last agreed, and why.

import { driftedFields, type DriftedField } from '../core/sync/drift-report.ts';
import { mergedFields } from '../core/sync/preview-record.ts';
import { listRecordsInLever } from '../db/queries/run-scope.ts';
import type { Deps } from './deps.ts';
import { loadRecordFacts } from './load-record-facts.ts';
import { openRun } from './preview-run.ts';

export interface DriftedRecord {
  recordId: string;
  personId: string;
  fields: DriftedField[];
}

export interface DriftPage {
  records: DriftedRecord[];
  /** Give it back for the next page; null at the end. */
  next: string | null;
}

const lookedAtMax = 500;

/** Looks at a bounded number of records per page, so a page may be empty and have a next one. Makes no call. */
export async function readDriftPage(
  deps: Deps,
  input: { workspaceId: string; after: string | null; limit?: number },
): Promise<DriftPage> {
  const { workspaceId, after } = input;
  const limit = Math.min(input.limit ?? lookedAtMax, lookedAtMax);
  const run = await openRun(deps, workspaceId);
  const ids = await listRecordsInLever(deps.db, { workspaceId, after, limit });
  const records: DriftedRecord[] = [];
  for (const recordId of ids) {
    const loaded = await loadRecordFacts(deps.db, { workspaceId, recordId }, run);
    if (loaded === undefined) continue;
    const fields = driftedFields(mergedFields(loaded.facts, loaded.mapped));
    if (fields.length > 0) records.push({ recordId, personId: loaded.record.personId, fields });
  }
  return { records, next: ids.length < limit ? null : (ids.at(-1) ?? null) };
}
