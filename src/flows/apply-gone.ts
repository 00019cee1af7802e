// An opportunity of ours that Lever no longer has, or has without the person: outreach stops and the record is closed.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import {
  findRecordByOpportunity,
  lockRecord,
  storeGone,
} from '../db/queries/records-by-opportunity.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { askToEraseGone } from './erase-gone.ts';
import { holdOutreach } from './hold-outreach.ts';
import { requestRecordWork } from './notice-person.ts';

export interface GoneOpportunity {
  workspaceId: string;
  opportunityId: string;
  gone: 'deleted' | 'anonymized';
  because: string;
}

/**
 * Joins the caller's transaction; safe to repeat. Nothing that comes later brings the record back.
 * The caller appends the returned audit entries last and wakes the workers.
 */
export async function applyGone(
  trx: Trx,
  deps: Deps,
  input: GoneOpportunity,
): Promise<AuditEntry[]> {
  const { workspaceId, gone, because } = input;
  const found = await findRecordByOpportunity(trx, input);
  if (found === undefined) return [];
  await lockPersonForOutreach(trx, { workspaceId, personId: found.personId });
  const record = await lockRecord(trx, { workspaceId, recordId: found.id });
  if (record === undefined || record.gone !== null) return [];
  await storeGone(trx, { workspaceId, recordId: record.id, gone, now: deps.clock.now() });
  await requestRecordWork(trx, deps, {
    workspaceId,
    recordIds: [record.id],
    because,
    lane: lanes.reconcile,
  });
  await askToEraseGone(trx, deps, { workspaceId, personId: record.personId });
  const held = await holdOutreach(trx, deps, {
    workspaceId,
    personId: record.personId,
    effect: 'stop',
    cause: 'status',
    because,
    recordId: record.id,
    actor: 'lever',
  });
  return [
    {
      workspaceId,
      actor: 'lever',
      action: 'record.gone',
      subjectKind: 'record',
      subjectId: record.id,
      personId: record.personId,
      detail: { gone, because },
    },
    ...held,
  ];
}
