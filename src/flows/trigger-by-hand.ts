// A person decides that these people go to Lever now, whatever the job's rule says.

import { appendAudit } from '../db/queries/audit.ts';
import { findJob } from '../db/queries/jobs.ts';
import { addRunRecords } from '../db/queries/runs.ts';
import { listLivePersons, triggerCandidacies } from '../db/queries/triggers.ts';
import { InputError } from '../core/input-error.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { requestRecordWork } from './notice-person.ts';
import { refuseBraked } from './refuse-braked.ts';

/** Returns how many records were asked for; people who are not considered for the job are left out. */
export async function triggerByHand(
  deps: Deps,
  input: {
    workspaceId: string;
    jobId: string;
    personIds: readonly string[];
    /** The run it is part of, so that it can be taken back as a whole. */
    runId?: string;
    actor: string;
  },
): Promise<{ recordCount: number }> {
  const { workspaceId, jobId, runId, actor } = input;
  const job = await findJob(deps.db, { workspaceId, jobId });
  if (job === undefined)
    throw new InputError('not_found', 'There is no such job; list the jobs to see their ids.');
  if (runId === undefined) {
    const change = { kind: 'by_hand' as const, jobId, personIds: input.personIds };
    await refuseBraked(deps, { workspaceId, change });
  }
  const because = 'decided by hand';
  const recordCount = await deps.db.transaction().execute(async (trx) => {
    // A page may name somebody who has been merged since it was loaded: a second record would be a second opportunity.
    const personIds = await listLivePersons(trx, { workspaceId, personIds: input.personIds });
    const recordIds = await triggerCandidacies(trx, {
      workspaceId,
      due: personIds.map((personId) => ({ personId, jobId, postingId: job.postingId, because })),
      newRecordIds: personIds.map(() => deps.ids.next()),
      now: deps.clock.now(),
    });
    if (runId !== undefined) await addRunRecords(trx, { workspaceId, runId, recordIds });
    // Many at once must not keep the people waiting who are decided one by one.
    const lane = runId === undefined ? lanes.interactive : lanes.backfill;
    await requestRecordWork(trx, deps, { workspaceId, recordIds, because, lane });
    await appendAudit(
      trx,
      deps,
      personIds.map((personId) => ({
        workspaceId,
        actor,
        action: 'candidacy.triggered',
        subjectKind: 'job',
        subjectId: jobId,
        personId,
        detail: { trigger: 'by_hand', because },
      })),
    );
    return recordIds.length;
  });
  deps.wake();
  return { recordCount };
}
