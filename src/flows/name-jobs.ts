// Finds the jobs that sources name, adding those that are named for the first time.
import type { Trx } from '../db/connect.ts';
import { findJobs, insertJobs } from '../db/queries/intake.ts';
import type { Deps } from './deps.ts';

interface JobKey {
  source: string;
  externalId: string;
}

/** Joins the caller's transaction; the answer gives the id of every job named. */
export async function nameJobs(
  trx: Trx,
  deps: Deps,
  given: { workspaceId: string; jobs: readonly (JobKey & { name?: string })[] },
): Promise<(key: JobKey) => string | null> {
  const { workspaceId } = given;
  const wanted = new Map<string, JobKey & { name: string }>();
  for (const { source, externalId, name } of given.jobs) {
    const known = wanted.get(textOf({ source, externalId }));
    wanted.set(textOf({ source, externalId }), {
      source,
      externalId,
      name: name ?? known?.name ?? externalId,
    });
  }
  // Sorted, so that two transactions that add the same jobs never wait for each other in a circle.
  const keys = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, job]) => job);
  let found = await findJobs(trx, { workspaceId, keys });
  if (found.length < keys.length) {
    const known = new Set(found.map(textOf));
    const missing = keys.filter((job) => !known.has(textOf(job)));
    const jobs = missing.map((job) => ({ ...job, id: deps.ids.next() }));
    await insertJobs(trx, { workspaceId, now: deps.clock.now(), jobs });
    found = await findJobs(trx, { workspaceId, keys });
  }
  const idByKey = new Map(found.map((job) => [textOf(job), job.id]));
  return (key) => idByKey.get(textOf(key)) ?? null;
}

function textOf(key: JobKey): string {
  return `${key.source}\n${key.externalId}`;
}
