// Field by field where a person stands between both sides: per record in Lever what is agreed, ours, theirs, and why.

import { fieldStandings, type FieldStanding } from '../core/sync/field-states.ts';
import { mergedFields } from '../core/sync/preview-record.ts';
import { listRecords } from '../db/queries/lists.ts';
import type { Deps } from './deps.ts';
import { loadRecordFacts } from './load-record-facts.ts';
import { openRun } from './preview-run.ts';

export interface RecordFields {
  recordId: string;
  opportunityId: string | null;
  /** False before Lever was read since we wrote: then `theirs` is what was last agreed. */
  isRead: boolean;
  fields: FieldStanding[];
}

const recordsMax = 50;

/** Makes no call: Lever is as it was last read. */
export async function readPersonFields(
  deps: Deps,
  key: { workspaceId: string; personId: string },
): Promise<RecordFields[]> {
  const { workspaceId } = key;
  const run = await openRun(deps, workspaceId);
  const records = await listRecords(deps.db, { ...key, beforeId: null, limit: recordsMax });
  const shown: RecordFields[] = [];
  for (const { id: recordId, opportunityId } of records) {
    const loaded = await loadRecordFacts(deps.db, { workspaceId, recordId }, run);
    if (loaded === undefined) continue;
    const { facts, mapped } = loaded;
    const fields = fieldStandings(mergedFields(facts, mapped), { mapped, frozen: facts.frozen });
    const isRead = facts.opportunity !== null || facts.contact !== null;
    shown.push({ recordId, opportunityId, isRead, fields });
  }
  return shown;
}
