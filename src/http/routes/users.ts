// /v1/users and /v1/invitations: who works here, in which role, and who is asked in.
import type { Role } from '../../core/governance/permissions.ts';
import { listInvitations, listUsers, type User } from '../../db/queries/users.ts';
import { acceptInvitation } from '../../flows/accept-invitation.ts';
import { changeUser } from '../../flows/change-user.ts';
import { inviteUser, revokeInvitation } from '../../flows/invite-user.ts';
import { resetPassword } from '../../flows/reset-password.ts';
import { actorOf, callerOf, personOf, type Caller } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import {
  acceptBody,
  acceptedAnswer,
  invitationBody,
  invitationsAnswer,
  madeInvitation,
  resetAnswer,
  resetBody,
  user,
  userChangeBody,
  usersAnswer,
} from '../contract/user.ts';
import { giveCookie } from '../cookies.ts';
import { fromCursor, idCursor, pageOf } from '../cursor.ts';

const tags = ['users'];
const emailForm = /^.{1,320}$/su;

export function userRoutes(app: App, { deps, options }: HttpParts): void {
  app.get(
    '/v1/users',
    {
      config: { scope: 'read', permission: 'users.read' },
      schema: {
        tags,
        summary: 'The users of the workspace',
        querystring: pageQuery,
        response: { 200: usersAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const afterEmail = fromCursor(cursor, emailForm);
      const rows = await listUsers(deps.db, { workspaceId, afterEmail, limit: limit + 1 });
      const page = pageOf(rows, limit, (row) => row.email);
      return { ...page, items: page.items.map(shownUser) };
    },
  );
  app.patch(
    '/v1/users/:id',
    {
      config: { scope: 'admin', permission: 'users.write' },
      schema: {
        tags,
        summary: 'Give a user another role, or no access any more',
        params: idParams,
        body: userChangeBody,
        response: { 200: user },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const changed = await changeUser(deps, {
        ...request.body,
        workspaceId: caller.workspaceId,
        id: request.params.id,
        ...actingAs(caller),
      });
      return shownUser(changed);
    },
  );
  app.post(
    '/v1/users/:id/reset-password',
    {
      config: { scope: 'admin', permission: 'users.write' },
      schema: {
        tags,
        summary: 'A new password for somebody who lost theirs; all their sessions end',
        params: idParams,
        body: resetBody,
        response: { 200: resetAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { role: actorRole } = personOf(caller);
      const { dropsSecondFactor } = request.body;
      const userId = request.params.id;
      const actor = actorOf(caller);
      const which = { workspaceId, userId, actor, actorRole, dropsSecondFactor };
      return { password: (await resetPassword(deps, which)).password.reveal() };
    },
  );
  app.get(
    '/v1/invitations',
    {
      config: { scope: 'admin', permission: 'users.write' },
      schema: {
        tags,
        summary: 'Invitations that are open',
        querystring: pageQuery,
        response: { 200: invitationsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const rows = await listInvitations(deps.db, {
        workspaceId,
        beforeId: idCursor(cursor),
        now: deps.clock.now(),
        limit: limit + 1,
      });
      const shown = rows.map(({ id, email, role, createdAt, createdBy, expiresAt }) => {
        return { id, email, role, createdAt, createdBy, expiresAt };
      });
      return pageOf(shown, limit, (row) => row.id);
    },
  );
  app.post(
    '/v1/invitations',
    {
      config: { scope: 'admin', permission: 'users.write' },
      schema: {
        tags,
        summary: 'Invite somebody',
        body: invitationBody,
        response: { 201: madeInvitation },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const made = await inviteUser(deps, { ...request.body, workspaceId, ...actingAs(caller) });
      void reply.code(201);
      return { ...made, token: made.token.reveal() };
    },
  );
  app.delete(
    '/v1/invitations/:id',
    {
      config: { scope: 'admin', permission: 'users.write' },
      schema: { tags, summary: 'Take an invitation back', params: idParams },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { id } = request.params;
      await revokeInvitation(deps, { workspaceId, id, actor: actorOf(caller) });
      return await reply.code(204).send();
    },
  );
  app.post(
    '/v1/invitations/accept',
    {
      config: { isOpen: true },
      schema: {
        tags,
        summary: 'Take an invitation and sign in',
        body: acceptBody,
        response: { 201: acceptedAnswer },
      },
    },
    async (request, reply) => {
      const userAgent = request.headers['user-agent'] ?? '';
      const session = await acceptInvitation(deps, { ...request.body, userAgent });
      const cookie = { isSecure: options.secureCookies };
      giveCookie(reply, { token: session.token.reveal(), expiresAt: session.expiresAt }, cookie);
      void reply.code(201);
      return { expiresAt: session.expiresAt };
    },
  );
}

function actingAs(caller: Caller): { actor: string; actorRole: Role | null } {
  const actorRole = caller.by.kind === 'user' ? caller.by.role : null;
  return { actor: actorOf(caller), actorRole };
}

function shownUser(row: User) {
  const { accountId, ...shown } = row;
  return { ...shown, canSignIn: accountId !== null && row.disabledAt === null };
}
