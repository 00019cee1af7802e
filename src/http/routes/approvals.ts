// /v1/approvals: changes that wait for a second person, and that person's answer.
import { listApprovals } from '../../db/queries/approvals.ts';
import { approve, getApproval, refuse } from '../../flows/approvals.ts';
import { actorOf, callerOf, personOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  approvalAnswer,
  approvalsAnswer,
  approvalsQuery,
  approveBody,
  refuseBody,
} from '../contract/approval.ts';
import { idParams } from '../contract/page.ts';
import { idCursor, pageOf } from '../cursor.ts';

const tags = ['approvals'];
const reading = { scope: 'read', permission: 'approvals.read' } as const;
const giving = { scope: 'admin', permission: 'approvals.give' } as const;

export function approvalRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/approvals',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Changes that wait for a second person, newest first',
        querystring: approvalsQuery,
        response: { 200: approvalsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, state } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const chosen = state === undefined ? {} : { state };
      const rows = await listApprovals(deps.db, { ...page, ...chosen });
      return pageOf(rows, limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/approvals/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One of them, with the change as it will be made',
        params: idParams,
        response: { 200: approvalAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await getApproval(deps, { workspaceId, id: request.params.id });
    },
  );
  app.post(
    '/v1/approvals/:id/approve',
    {
      config: giving,
      schema: {
        tags,
        summary: 'Agree; never to what you asked for yourself',
        params: idParams,
        body: approveBody,
        response: { 200: approvalAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = personOf(caller);
      const because = request.body.because ?? null;
      const { id } = request.params;
      return await approve(deps, { workspaceId, id, actor: actorOf(caller), because });
    },
  );
  app.post(
    '/v1/approvals/:id/refuse',
    {
      config: giving,
      schema: {
        tags,
        summary: 'Refuse, or take your own request back',
        params: idParams,
        body: refuseBody,
        response: { 200: approvalAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = personOf(caller);
      const { because } = request.body;
      const { id } = request.params;
      return await refuse(deps, { workspaceId, id, actor: actorOf(caller), because });
    },
  );
}
