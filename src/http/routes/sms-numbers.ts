// /v1/sms-numbers: list, connect, look, change, pause, resume and disconnect the numbers that text messages go out from.
import { InputError } from '../../core/input-error.ts';
import { Secret } from '../../core/secret.ts';
import { findNumber, listNumbers } from '../../db/queries/sms-numbers.ts';
import type { SmsNumber } from '../../db/queries/sms-numbers.ts';
import { smsCallUrl } from '../../flows/receive-sms.ts';
import {
  changeSmsNumber,
  connectSmsNumber,
  setSmsNumberState,
} from '../../flows/save-sms-number.ts';
import { PortFailure } from '../../ports/failure.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import {
  changeSmsNumberBody,
  connectSmsNumberAnswer,
  connectSmsNumberBody,
  smsNumberAnswer,
  smsNumberDone,
  smsNumbersAnswer,
  smsNumbersQuery,
  smsNumberStateBody,
} from '../contract/sms-number.ts';
import { fromCursor, pageOf } from '../cursor.ts';
import { sendingDeps } from '../sending.ts';

const tags = ['sms numbers'];
const reading = { scope: 'read', permission: 'outreach.read' } as const;
const writing = { scope: 'admin', permission: 'outreach.override' } as const;
const numberForm = /^\+\d{5,20}$/u;

export function smsNumberRoutes(app: App, parts: HttpParts): void {
  readingRoutes(app, parts);
  connectRoute(app, parts);
  changeRoutes(app, parts);
}

function readingRoutes(app: App, { deps }: HttpParts): void {
  const shown = ({
    sealedSecret: _sealed,
    epoch: _epoch,
    nextFreeAt: _next,
    ...one
  }: SmsNumber) => ({
    ...one,
    receivedUrl: smsCallUrl(deps, { numberId: one.id, event: 'received' }),
  });
  app.get(
    '/v1/sms-numbers',
    {
      config: reading,
      schema: {
        tags,
        summary: 'List numbers that text messages go out from',
        querystring: smsNumbersQuery,
        response: { 200: smsNumbersAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const after = fromCursor(cursor, numberForm);
      const rows = await listNumbers(deps.db, { workspaceId, after, limit: limit + 1 });
      const page = pageOf(rows, limit, (row) => row.number);
      return { ...page, items: page.items.map(shown) };
    },
  );
  app.get(
    '/v1/sms-numbers/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One number: its registration, its limit, where the provider reaches us',
        params: idParams,
        response: { 200: smsNumberAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await findNumber(deps.db, { workspaceId, id: request.params.id });
      if (found === undefined) throw new InputError('not_found', 'There is no such number.');
      return { smsNumber: shown(found) };
    },
  );
}

function connectRoute(app: App, parts: HttpParts): void {
  app.post(
    '/v1/sms-numbers',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Connect a number; the account is asked for first, nothing is sent',
        body: connectSmsNumberBody,
        response: { 201: connectSmsNumberAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const deps = sendingDeps(parts);
      const { baseUrl, accountId } = request.body;
      const secret = new Secret(request.body.secret);
      try {
        await deps.smsSender.check({ baseUrl, accountId, secret });
      } catch (error) {
        if (!(error instanceof PortFailure)) throw error;
        throw new InputError('invalid', error.message, 'baseUrl');
      }
      const { numberId } = await connectSmsNumber(deps, {
        ...request.body,
        secret,
        workspaceId: caller.workspaceId,
        actor: actorOf(caller),
      });
      void reply.code(201);
      return { id: numberId, receivedUrl: smsCallUrl(deps, { numberId, event: 'received' }) };
    },
  );
}

const changes = [
  { word: 'pause', state: 'paused', summary: 'Pause it: once this answers, nothing goes out' },
  { word: 'resume', state: 'on', summary: 'Let it send again' },
  {
    word: 'disconnect',
    state: 'off',
    summary: 'Neither send from it nor listen to its provider any more',
  },
] as const;

function changeRoutes(app: App, { deps }: HttpParts): void {
  app.patch(
    '/v1/sms-numbers/:id',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Change its registration, its consent text or its limit',
        params: idParams,
        body: changeSmsNumberBody,
        response: { 200: smsNumberDone },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const set = Object.fromEntries(
        Object.entries(request.body).filter(([, value]) => value !== undefined),
      );
      const actor = actorOf(caller);
      await changeSmsNumber(deps, { workspaceId: caller.workspaceId, numberId: id, set, actor });
      return { id };
    },
  );
  for (const { word, state, summary } of changes) {
    app.post(
      `/v1/sms-numbers/:id/${word}`,
      {
        config: writing,
        schema: {
          tags,
          summary,
          params: idParams,
          body: smsNumberStateBody,
          response: { 200: smsNumberDone },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { id } = request.params;
        const { because } = request.body;
        await setSmsNumberState(deps, {
          workspaceId: caller.workspaceId,
          numberId: id,
          state,
          because,
          actor: actorOf(caller),
        });
        return { id };
      },
    );
  }
}
