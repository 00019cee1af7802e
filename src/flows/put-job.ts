// A person names a job before any profile does, or says more about it.
import { findJobByExternalId } from '../db/queries/jobs.ts';
import { changeJob } from './change-job.ts';
import type { JobChange, JobChangeResult } from './change-job.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { nameJobs } from './name-jobs.ts';
import { InputError } from '../core/input-error.ts';

/** Makes the job where there is none, then changes it as changeJob does; with `preview` nothing is changed. */
export async function putJob(
  deps: Deps,
  input: {
    workspaceId: string;
    source: string;
    externalId: string;
    change: JobChange;
    preview: boolean;
    actor: string;
  },
): Promise<JobChangeResult> {
  const { workspaceId, source, externalId, change, preview, actor } = input;
  const key = { workspaceId, source, externalId };
  const before = await findJobByExternalId(deps.db, key);
  if (before === undefined && preview) {
    throw new InputError('not_found', 'There is no such job yet, so nobody is due by the change');
  }
  const jobId = before?.id ?? (await makeJob(deps, { ...key, name: change.name }));
  return await changeJob(deps, { workspaceId, jobId, change, preview, actor });
}

async function makeJob(
  deps: Deps,
  key: { workspaceId: string; source: string; externalId: string; name: string | undefined },
): Promise<string> {
  const { workspaceId, source, externalId, name } = key;
  return await inTransaction(deps.db, async (trx) => {
    const job = { source, externalId, ...(name === undefined ? {} : { name }) };
    const idOf = await nameJobs(trx, deps, { workspaceId, jobs: [job] });
    const jobId = idOf(job);
    if (jobId === null) throw new InputError('not_found', 'There is no such workspace');
    return jobId;
  });
}
