// Something about people changed: decides which of them are due in Lever now and asks for their records to be worked on.

import type { Trx } from '../db/connect.ts';
import { findConnectionQueue } from '../db/queries/connection-queue.ts';
import { listDueRecords, listOpenCandidacies, triggerCandidacies } from '../db/queries/triggers.ts';
import { decideTrigger } from '../core/sync/trigger.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Lane } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { Deps } from './deps.ts';

export interface NoticedPeople {
  workspaceId: string;
  personIds: readonly string[];
  because: string;
  /** Of the work that follows: see engine/lanes.ts. */
  lane: Lane;
}

/** Joins the caller's transaction; the caller appends the returned audit entries last and wakes the workers after it. */
export async function noticePerson(
  trx: Trx,
  deps: Deps,
  noticed: NoticedPeople,
): Promise<AuditEntry[]> {
  const { workspaceId, personIds } = noticed;
  if (personIds.length === 0) return [];
  const open = await listOpenCandidacies(trx, { workspaceId, personIds });
  const due = open.flatMap((candidacy) => {
    const because = decideTrigger(candidacy.trigger, candidacy.facts);
    return because === null ? [] : [{ ...candidacy, because }];
  });
  if (due.length > 0) {
    const newRecordIds = due.map(() => deps.ids.next());
    await triggerCandidacies(trx, { workspaceId, due, newRecordIds, now: deps.clock.now() });
  }
  await requestRecordWork(trx, deps, {
    workspaceId,
    recordIds: await listDueRecords(trx, { workspaceId, personIds }),
    because: noticed.because,
    lane: noticed.lane,
  });
  return due.map((candidacy) => ({
    workspaceId,
    actor: 'system',
    action: 'candidacy.triggered',
    subjectKind: 'job',
    subjectId: candidacy.jobId,
    personId: candidacy.personId,
    detail: { trigger: candidacy.trigger, because: candidacy.because },
  }));
}

/** Asks for these records to be compared with Lever now; without a connection the wish is made when one is set up. */
export async function requestRecordWork(
  trx: Trx,
  deps: Deps,
  input: { workspaceId: string; recordIds: readonly string[]; because: string; lane: Lane },
): Promise<void> {
  if (input.recordIds.length === 0) return;
  const queueKey = await findConnectionQueue(trx, input.workspaceId);
  if (queueKey === undefined) return;
  const dueAt = deps.clock.now();
  await requestWorks(
    trx,
    input.recordIds.map((recordId) => ({
      workspaceId: input.workspaceId,
      kind: 'record',
      subjectId: recordId,
      queueKey,
      lane: input.lane,
      dueAt,
      because: input.because,
    })),
  );
}
