// Changes a job: its posting, owner and trigger. People already past a new trigger follow, after it was shown how many.

import { appendAudit } from '../db/queries/audit.ts';
import { countTriggered, findJob, listCandidates, storeJob, type Job } from '../db/queries/jobs.ts';
import { findCatalogRow } from '../db/queries/lever-catalog.ts';
import { listOpenCandidacies } from '../db/queries/triggers.ts';
import { InputError } from '../core/input-error.ts';
import { decideTrigger, triggers, type Trigger } from '../core/sync/trigger.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { noticePerson } from './notice-person.ts';
import { refuseBraked } from './refuse-braked.ts';

/** People asked about in one transaction, so that a large job holds no lock for long. */
const sliceSize = 500;
const slicesMax = 10_000;

export interface JobChange {
  name?: string;
  /** A Lever posting id, or null for none. */
  postingId?: string | null;
  trigger?: Trigger;
  ownerEmail?: string | null;
}

export interface JobChangeResult {
  job: Job;
  /** People whom the changed trigger makes due now. */
  dueCount: number;
  isApplied: boolean;
}

/** With `preview` nothing is written. Throws InputError where the job, posting or trigger does not exist. */
export async function changeJob(
  deps: Deps,
  input: {
    workspaceId: string;
    jobId: string;
    change: JobChange;
    preview: boolean;
    /** It is part of a run, which asked the mass-update brake. */
    isRun?: boolean;
    actor: string;
  },
): Promise<JobChangeResult> {
  const { workspaceId, jobId } = input;
  const before = await findJob(deps.db, { workspaceId, jobId });
  if (before === undefined)
    throw new InputError('not_found', 'There is no such job; list the jobs to see their ids.');
  const job = changedJob(before, input.change);
  await checkChange(deps, { workspaceId, before, job });
  const open = await listOpenCandidacies(deps.db, { workspaceId, jobId });
  const dueCount = open.filter((one) => decideTrigger(job.trigger, one.facts) !== null).length;
  if (input.preview) return { job, dueCount, isApplied: false };
  if (input.isRun !== true && dueCount > 0 && job.trigger !== before.trigger) {
    const change = { kind: 'trigger' as const, jobId, trigger: job.trigger };
    await refuseBraked(deps, { workspaceId, change });
  }
  await deps.db.transaction().execute(async (trx) => {
    await storeJob(trx, { workspaceId, job, now: deps.clock.now() });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: input.actor,
        action: 'job.changed',
        subjectKind: 'job',
        subjectId: jobId,
        detail: { before, after: job, dueCount },
      },
    ]);
  });
  await backFill(deps, { workspaceId, jobId });
  return { job, dueCount, isApplied: true };
}

/** Everybody of the job is looked at again; safe to repeat and to break off, for it only adds what is missing. */
async function backFill(deps: Deps, key: { workspaceId: string; jobId: string }): Promise<void> {
  let afterPersonId: string | null = null;
  for (let slice = 0; slice < slicesMax; slice += 1) {
    const personIds: string[] = await listCandidates(deps.db, {
      ...key,
      afterPersonId,
      limit: sliceSize,
    });
    if (personIds.length === 0) break;
    await deps.db.transaction().execute(async (trx) => {
      const noticed = {
        workspaceId: key.workspaceId,
        personIds,
        because: 'the job changed',
        lane: lanes.backfill,
      };
      await appendAudit(trx, deps, await noticePerson(trx, deps, noticed));
    });
    afterPersonId = personIds.at(-1) ?? null;
  }
  deps.wake();
}

function changedJob(before: Job, change: JobChange): Job {
  return {
    ...before,
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.postingId === undefined ? {} : { postingId: change.postingId ?? '' }),
    ...(change.trigger === undefined ? {} : { trigger: change.trigger }),
    ...(change.ownerEmail === undefined ? {} : { ownerEmail: change.ownerEmail }),
  };
}

async function checkChange(
  deps: Deps,
  given: { workspaceId: string; before: Job; job: Job },
): Promise<void> {
  const { workspaceId, before, job } = given;
  if (!triggers.includes(job.trigger)) {
    throw new InputError(
      'invalid',
      `There is no trigger "${job.trigger}"; use one of ${triggers.join(', ')}.`,
      'trigger',
    );
  }
  if (job.postingId === before.postingId) return;
  if ((await countTriggered(deps.db, { workspaceId, jobId: job.id })) > 0) {
    throw new InputError(
      'conflict',
      'People of this job are in Lever already, and Lever cannot move them to another posting. Make a new job for the other posting.',
      'postingId',
    );
  }
  if (job.postingId === '') return;
  const posting = await findCatalogRow(deps.db, {
    workspaceId,
    kind: 'posting',
    id: job.postingId,
  });
  if (posting === undefined || !posting.isActive) {
    throw new InputError(
      'invalid',
      'Lever has no open posting with this id. Refresh the account’s lists if it is new, or choose another.',
      'postingId',
    );
  }
}
