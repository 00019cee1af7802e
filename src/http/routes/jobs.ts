// /v1/jobs: list, make, change with a count before it counts, and send people to Lever by hand.
import { changeJob } from '../../flows/change-job.ts';
import type { JobChange } from '../../flows/change-job.ts';
import { putJob } from '../../flows/put-job.ts';
import { triggerByHand } from '../../flows/trigger-by-hand.ts';
import { listJobs } from '../../db/queries/lists.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import {
  jobChange,
  jobChangeAnswer,
  jobChangeQuery,
  jobsAnswer,
  jobsQuery,
  newJob,
  triggerAnswer,
  triggerBody,
} from '../contract/job.ts';
import { idParams } from '../contract/page.ts';

const tags = ['jobs'];

export function jobRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/jobs',
    {
      config: { scope: 'read', permission: 'sync.read' },
      schema: { tags, summary: 'List jobs', querystring: jobsQuery, response: { 200: jobsAnswer } },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, source } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1, source };
      return pageOf(await listJobs(deps.db, page), limit, (row) => row.id);
    },
  );
  app.put(
    '/v1/jobs',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Make or change a job by the id its source gives it',
        querystring: jobChangeQuery,
        body: newJob,
        response: { 200: jobChangeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { source, externalId, ...change } = request.body;
      return await putJob(deps, {
        workspaceId: caller.workspaceId,
        source,
        externalId,
        change: given(change),
        preview: request.query.preview === 'true',
        actor: actorOf(caller),
      });
    },
  );
  app.put(
    '/v1/jobs/:id',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Change a job; with preview=true only count whom the change makes due in Lever',
        params: idParams,
        querystring: jobChangeQuery,
        body: jobChange,
        response: { 200: jobChangeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return await changeJob(deps, {
        workspaceId: caller.workspaceId,
        jobId: request.params.id,
        change: given(request.body),
        preview: request.query.preview === 'true',
        actor: actorOf(caller),
      });
    },
  );
  triggerRoute(app, deps);
}

function triggerRoute(app: App, deps: HttpParts['deps']): void {
  app.post(
    '/v1/jobs/:id/trigger',
    {
      config: { scope: 'admin', permission: 'sync.write' },
      schema: {
        tags,
        summary: 'Send these people to Lever now, whatever the trigger says',
        params: idParams,
        body: triggerBody,
        response: { 200: triggerAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return await triggerByHand(deps, {
        workspaceId: caller.workspaceId,
        jobId: request.params.id,
        personIds: request.body.personIds,
        actor: actorOf(caller),
      });
    },
  );
}

/** Only what the caller said; a field that is left out stays as it is. */
function given(change: { [Field in keyof JobChange]: JobChange[Field] | undefined }): JobChange {
  const said = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}
