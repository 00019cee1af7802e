// /v1/workspaces: those one belongs to, and making another one.
import { listSeats } from '../../db/queries/accounts.ts';
import { isBoundSession } from '../../db/queries/sessions.ts';
import { createWorkspace } from '../../flows/create-workspace.ts';
import { actorOf, callerOf, personOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { madeWorkspace, workspaceBody, workspacesAnswer } from '../contract/workspace.ts';

const tags = ['workspaces'];

export function workspaceRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/workspaces',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Your workspaces', response: { 200: workspacesAnswer } },
    },
    async (request) => {
      const { accountId, sessionId, workspaceId } = personOf(callerOf(request));
      const seats = await listSeats(deps.db, accountId);
      const isBound = await isBoundSession(deps.db, sessionId);
      const shown = seats.filter((seat) => !isBound || seat.workspaceId === workspaceId);
      const items = shown.map(({ workspaceId: id, slug, workspaceName: name, role }) => {
        return { id, slug, name, role };
      });
      return { items };
    },
  );
  app.post(
    '/v1/workspaces',
    {
      config: { scope: 'admin', permission: 'workspaces.write' },
      schema: {
        tags,
        summary: 'Make another workspace; you become its owner',
        body: workspaceBody,
        response: { 201: madeWorkspace },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { accountId: ownerAccountId } = personOf(caller);
      const { slug } = request.body;
      // The entry stands in the new workspace's own log, where this user is nobody yet.
      const actor = actorOf(caller);
      const id = await createWorkspace(deps, { ...request.body, actor, ownerAccountId });
      void reply.code(201);
      return { id, slug };
    },
  );
}
