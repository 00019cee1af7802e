// /v1/session and /v1/setup: signing in and out, switching workspaces, the first owner.
import { permissionsOfRole } from '../../core/governance/permissions.ts';
import { assert } from '../../core/assert.ts';
import { InputError } from '../../core/input-error.ts';
import { findAccount, hasAccounts, listSeats } from '../../db/queries/accounts.ts';
import { isBoundSession, listSessions } from '../../db/queries/sessions.ts';
import { findOldestWorkspace } from '../../db/queries/workspaces.ts';
import { checkSession } from '../../flows/check-session.ts';
import { endSession } from '../../flows/end-session.ts';
import { setUpOwner } from '../../flows/set-up-owner.ts';
import { signIn } from '../../flows/sign-in.ts';
import { switchWorkspace } from '../../flows/switch-workspace.ts';
import { callerOf, personOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  codeNeededAnswer,
  endedAnswer,
  sessionAnswer,
  sessionsAnswer,
  setupAnswer,
  setupBody,
  signInBody,
  switchBody,
} from '../contract/session.ts';
import { idParams } from '../contract/page.ts';
import { giveCookie, takeCookie } from '../cookies.ts';
import { RequestError } from '../request-error.ts';

const tags = ['session'];
const sessionsMax = 200;

export function sessionRoutes(app: App, { deps, options }: HttpParts): void {
  const cookie = { isSecure: options.secureCookies };

  app.get(
    '/v1/setup',
    {
      config: { isOpen: true },
      schema: {
        tags,
        summary: 'Whether the first owner is missing',
        response: { 200: setupAnswer },
      },
    },
    async () => ({ isNeeded: !(await hasAccounts(deps.db)) }),
  );
  app.post(
    '/v1/setup',
    {
      config: { isOpen: true },
      schema: {
        tags,
        summary: 'Become the first owner, with the code from the console',
        body: setupBody,
        response: { 201: sessionAnswer },
      },
    },
    async (request, reply) => {
      const workspace = await findOldestWorkspace(deps.db);
      assert(workspace !== undefined, 'a server starts with a workspace');
      const userAgent = request.headers['user-agent'] ?? '';
      const session = await setUpOwner(deps, {
        ...request.body,
        workspaceId: workspace.id,
        userAgent,
      });
      giveCookie(reply, { token: session.token.reveal(), expiresAt: session.expiresAt }, cookie);
      void reply.code(201);
      return await describeSession(session.token.reveal());
    },
  );
  app.post(
    '/v1/session',
    {
      config: { isOpen: true },
      schema: {
        tags,
        summary: 'Sign in',
        body: signInBody,
        response: { 200: sessionAnswer, 401: codeNeededAnswer },
      },
    },
    async (request, reply) => {
      const signedIn = await signIn(deps, {
        ...request.body,
        address: request.ip,
        userAgent: request.headers['user-agent'] ?? '',
      });
      if (signedIn.did === 'codeNeeded') {
        const message = 'Enter the code of your authenticator app, or a recovery code';
        throw new RequestError({ statusCode: 401, code: 'code_needed', message, field: 'code' });
      }
      const { token, expiresAt } = signedIn.session;
      giveCookie(reply, { token: token.reveal(), expiresAt }, cookie);
      return await describeSession(token.reveal());
    },
  );
  app.get(
    '/v1/session',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Who is signed in', response: { 200: sessionAnswer } },
    },
    async (request) => {
      const { accountId, workspaceId, sessionId } = personOf(callerOf(request));
      return await sessionView({ accountId, workspaceId, sessionId });
    },
  );
  app.delete(
    '/v1/session',
    { config: { scope: 'read', isOwn: true }, schema: { tags, summary: 'Sign out' } },
    async (request, reply) => {
      const { sessionId, accountId, id: userId, workspaceId } = personOf(callerOf(request));
      await endSession(deps, { workspaceId, userId, accountId, which: { id: sessionId } });
      takeCookie(reply);
      return await reply.code(204).send();
    },
  );
  app.post(
    '/v1/session/workspace',
    {
      config: { scope: 'read', isOwn: true },
      schema: {
        tags,
        summary: 'Go on in another workspace of yours',
        body: switchBody,
        response: { 200: sessionAnswer },
      },
    },
    async (request) => {
      const { sessionId, accountId } = personOf(callerOf(request));
      const { slug } = request.body;
      const seat = await switchWorkspace(deps, { sessionId, accountId, slug });
      return await sessionView({ accountId, sessionId, workspaceId: seat.workspaceId });
    },
  );
  app.get(
    '/v1/sessions',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Where you are signed in', response: { 200: sessionsAnswer } },
    },
    async (request) => {
      const { accountId, sessionId } = personOf(callerOf(request));
      const page = { accountId, now: deps.clock.now(), limit: sessionsMax };
      const open = await listSessions(deps.db, page);
      return {
        items: open.map(({ workspaceId: _workspace, ...session }) => ({
          ...session,
          isThisOne: session.id === sessionId,
        })),
      };
    },
  );
  app.delete(
    '/v1/sessions/:id',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Sign one of your devices out', params: idParams },
    },
    async (request, reply) => {
      const { accountId, id: userId, workspaceId } = personOf(callerOf(request));
      const which = { id: request.params.id };
      const ended = await endSession(deps, { workspaceId, userId, accountId, which });
      if (ended === 0) throw new InputError('not_found', 'You have no such open session');
      return await reply.code(204).send();
    },
  );
  app.delete(
    '/v1/sessions',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Sign out everywhere else', response: { 200: endedAnswer } },
    },
    async (request) => {
      const { accountId, id: userId, workspaceId, sessionId } = personOf(callerOf(request));
      const which = { exceptId: sessionId };
      return { ended: await endSession(deps, { workspaceId, userId, accountId, which }) };
    },
  );

  async function describeSession(token: string) {
    const { accountId, workspaceId, id: sessionId } = await checkSession(deps, token);
    return await sessionView({ accountId, workspaceId, sessionId });
  }

  async function sessionView(which: { accountId: string; workspaceId: string; sessionId: string }) {
    const account = await findAccount(deps.db, which.accountId);
    const all = await listSeats(deps.db, which.accountId);
    // A session through a workspace's own provider knows of no other.
    const isBound = await isBoundSession(deps.db, which.sessionId);
    const seats = all.filter((each) => !isBound || each.workspaceId === which.workspaceId);
    const seat = seats.find((each) => each.workspaceId === which.workspaceId);
    const page = { accountId: which.accountId, now: deps.clock.now(), limit: sessionsMax };
    const session = (await listSessions(deps.db, page)).find((each) => each.id === which.sessionId);
    if (account === undefined || seat === undefined || session === undefined) {
      throw new InputError('unauthorized', 'Your session has ended; sign in again');
    }
    return {
      user: {
        id: seat.userId,
        name: account.name,
        email: account.email,
        role: seat.role,
        timeZone: account.timeZone,
        hasSecondFactor: account.totpConfirmedAt !== null,
      },
      workspace: { id: seat.workspaceId, slug: seat.slug, name: seat.workspaceName },
      workspaces: seats.map((each) => ({
        slug: each.slug,
        name: each.workspaceName,
        role: each.role,
      })),
      permissions: [...permissionsOfRole[seat.role]],
      expiresAt: session.expiresAt,
    };
  }
}
