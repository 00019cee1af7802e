// /v1/inbox: list, look, take on, put off, mark, say what it really was, answer.
import { nameOf, withNames } from '../../db/queries/person-names.ts';
import { answerInbound } from '../../flows/answer-inbound.ts';
import { changeInbound } from '../../flows/change-inbound.ts';
import { readInbox, readInboxMessage } from '../../flows/read-inbox.ts';
import { relabelInbound } from '../../flows/relabel-inbound.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  answerInboxAnswer,
  answerInboxBody,
  changeInboxBody,
  inboxAnswer,
  inboxDone,
  inboxMessageAnswer,
  inboxQuery,
  relabelBody,
} from '../contract/inbox.ts';
import { idParams } from '../contract/page.ts';
import { idCursor, pageOf } from '../cursor.ts';
import { actingEmail } from '../sending.ts';

const tags = ['inbox'];
const reading = { scope: 'read', permission: 'inbox.read' } as const;
const writing = { scope: 'admin', permission: 'inbox.write' } as const;

export function inboxRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/inbox',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Received mail, newest first',
        querystring: inboxQuery,
        response: { 200: inboxAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, state, assignee, personId, kind } = request.query;
      const items = await readInbox(deps, {
        workspaceId,
        state: state === 'all' ? null : state,
        assignee: assignee ?? null,
        personId: personId ?? null,
        kinds: kind === undefined ? [] : [kind],
        beforeId: idCursor(cursor),
        limit: limit + 1,
      });
      const page = pageOf(items, limit, (item) => item.id);
      return { ...page, items: await withNames(deps.db, workspaceId, page.items) };
    },
  );
  app.get(
    '/v1/inbox/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One received mail with everything it was taken for',
        params: idParams,
        response: { 200: inboxMessageAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await readInboxMessage(deps, { workspaceId, inboundId: request.params.id });
      const personName = await nameOf(deps.db, { ...found.item, workspaceId });
      return { ...found, item: { ...found.item, personName } };
    },
  );
  writingRoutes(app, deps);
}

function writingRoutes(app: App, deps: HttpParts['deps']): void {
  app.put(
    '/v1/inbox/:id',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Assign it, snooze it, mark it done or open',
        params: idParams,
        body: changeInboxBody,
        response: { 200: inboxDone },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const { assignee, state, snoozedUntil } = request.body;
      await changeInbound(deps, {
        workspaceId: caller.workspaceId,
        inboundId: id,
        ...(assignee === undefined ? {} : { assignee }),
        ...(state === undefined ? {} : { state }),
        ...(snoozedUntil === undefined ? {} : { snoozedUntil: new Date(snoozedUntil) }),
        actor: actorOf(caller),
      });
      return { id };
    },
  );
  app.post(
    '/v1/inbox/:id/label',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Say what it really was; a false bounce gives the address back',
        params: idParams,
        body: relabelBody,
        response: { 200: inboxDone },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const { kind, intent, because, givesRunBack } = request.body;
      await relabelInbound(deps, {
        workspaceId: caller.workspaceId,
        inboundId: id,
        ...(kind === undefined ? {} : { kind }),
        ...(intent === undefined ? {} : { intent }),
        ...(givesRunBack === undefined ? {} : { givesRunBack }),
        because,
        actor: actorOf(caller),
      });
      return { id };
    },
  );
  app.post(
    '/v1/inbox/:id/answer',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Answer it in its thread, from the mailbox it came to',
        params: idParams,
        body: answerInboxBody,
        response: { 200: answerInboxAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { text, userEmail } = request.body;
      return await answerInbound(deps, {
        text,
        userEmail: await actingEmail(deps, caller, userEmail),
        workspaceId: caller.workspaceId,
        inboundId: request.params.id,
        actor: actorOf(caller),
      });
    },
  );
}
