// All jobs of a workspace, for lists people read.

import type { Conn } from '../connect.ts';

export interface ListedJob {
  id: string;
  source: string;
  externalId: string;
  name: string;
  /** '' where the job has no posting in Lever. */
  postingId: string;
  trigger: string;
  ownerEmail: string | null;
}

const jobsMax = 10_000;

/** By source and the source's own id. */
export async function listJobs(conn: Conn, key: { workspaceId: string }): Promise<ListedJob[]> {
  return await conn
    .selectFrom('jobs')
    .where('workspaceId', '=', key.workspaceId)
    .select(['id', 'source', 'externalId', 'name', 'postingId', 'trigger', 'ownerEmail'])
    .orderBy('source')
    .orderBy('externalId')
    .limit(jobsMax)
    .execute();
}
