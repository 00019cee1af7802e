// /v1/mailboxes: list, connect, look, change, pause and resume, lend, try, and the health of the domain.
import { InputError } from '../../core/input-error.ts';
import { Secret } from '../../core/secret.ts';
import {
  findMailbox,
  findMailboxWeek,
  listMailboxes,
  listMailboxGrants,
} from '../../db/queries/mailboxes.ts';
import type { Mailbox } from '../../db/queries/mailboxes.ts';
import { checkMailboxDomain, testMailbox, trySignIn } from '../../flows/check-mailbox.ts';
import { giveBackMailAccess } from '../../flows/mail-oauth.ts';
import {
  changeMailbox,
  connectMailbox,
  lendMailbox,
  setMailboxState,
} from '../../flows/save-mailbox.ts';
import { signMailbox, stopSigning } from '../../flows/sign-mailbox.ts';
import { actorOf, callerOf } from '../access.ts';
import type { Caller } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  acknowledgedAnswer,
  changeMailboxBody,
  connectMailboxAnswer,
  connectMailboxBody,
  lendMailboxBody,
  mailboxAnswer,
  mailboxDone,
  mailboxesAnswer,
  mailboxesQuery,
  mailboxHealthAnswer,
  mailboxHealthQuery,
  mailboxStateBody,
  signMailboxAnswer,
  signMailboxBody,
  testMailboxAnswer,
} from '../contract/mailbox.ts';
import { idParams } from '../contract/page.ts';
import { fromCursor, pageOf } from '../cursor.ts';
import { actingEmail, sendingDeps } from '../sending.ts';

const tags = ['mailboxes'];
const reading = { scope: 'read', permission: 'outreach.read' } as const;
const writing = { scope: 'admin', permission: 'outreach.write' } as const;
const addressForm = /^\S{3,320}$/u;
const weekMs = 7 * 24 * 3_600_000;

export function mailboxRoutes(app: App, parts: HttpParts): void {
  readingRoutes(app, parts);
  connectRoute(app, parts);
  changeRoutes(app, parts);
  stateRoutes(app, parts);
  signingRoutes(app, parts);
}

/** What anybody may see: no credential, sealed or not. */
function shown(mailbox: Mailbox): object {
  const entries = Object.entries(mailbox).filter(([name]) => !name.startsWith('sealed'));
  return Object.fromEntries(entries);
}

function readingRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.get(
    '/v1/mailboxes',
    {
      config: reading,
      schema: {
        tags,
        summary: 'List mailboxes by address',
        querystring: mailboxesQuery,
        response: { 200: mailboxesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const after = fromCursor(cursor, addressForm);
      const rows = await listMailboxes(deps.db, { workspaceId, after, limit: limit + 1 });
      const page = pageOf(rows, limit, (row) => row.address);
      return { ...page, items: page.items.map(shown) };
    },
  );
  app.get(
    '/v1/mailboxes/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One mailbox: its settings, who may send from it, its week',
        params: idParams,
        response: { 200: mailboxAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const key = { workspaceId, mailboxId: request.params.id };
      const mailbox = await findMailbox(deps.db, key);
      if (mailbox === undefined) throw new InputError('not_found', 'There is no such mailbox.');
      const since = new Date(deps.clock.now().getTime() - weekMs);
      return {
        mailbox: shown(mailbox),
        lentTo: await listMailboxGrants(deps.db, key),
        week: await findMailboxWeek(deps.db, { ...key, since }),
      };
    },
  );
  app.get(
    '/v1/mailboxes/:id/health',
    {
      config: reading,
      schema: {
        tags,
        summary: 'MX, SPF, DKIM and DMARC of its domain, asked now',
        params: idParams,
        querystring: mailboxHealthQuery,
        response: { 200: mailboxHealthAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const selector = request.query.selector ?? null;
      const asked = { workspaceId, mailboxId: request.params.id, selector };
      return await checkMailboxDomain(sendingDeps(parts), asked);
    },
  );
}

function connectRoute(app: App, parts: HttpParts): void {
  app.post(
    '/v1/mailboxes',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Connect a mailbox by SMTP and IMAP; its sign-in is tried first',
        body: connectMailboxBody,
        response: { 201: connectMailboxAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { userEmail, password, signInAs, signature, filesSent, ...body } = request.body;
      const ownerEmail = await actingEmail(parts.deps, caller, userEmail);
      const credential = new Secret(password);
      const user = signInAs ?? body.address;
      const deps = sendingDeps(parts);
      await trySignIn(deps, { smtp: body.smtp, imap: body.imap, user, password: credential });
      const { mailboxId } = await connectMailbox(deps, {
        ...body,
        workspaceId: caller.workspaceId,
        ownerEmail,
        auth: 'password',
        signInAs: user,
        credential,
        ...(signature === undefined ? {} : { signature }),
        ...(filesSent === undefined ? {} : { filesSent }),
        actor: actorOf(caller),
      });
      void reply.code(201);
      return { id: mailboxId };
    },
  );
}

/** A colleague's mailbox is changed by its owner and by whoever may override; keys act for the workspace. */
async function refuseForeign(
  { deps }: HttpParts,
  caller: Caller,
  mailboxId: string,
): Promise<{ workspaceId: string; mailboxId: string; actor: string }> {
  const key = { workspaceId: caller.workspaceId, mailboxId };
  const mailbox = await findMailbox(deps.db, key);
  if (mailbox === undefined) throw new InputError('not_found', 'There is no such mailbox.');
  const mayAny = caller.by.kind === 'apiKey' || caller.permissions.has('outreach.override');
  if (!mayAny && (await actingEmail(deps, caller, undefined)) !== mailbox.ownerEmail.toLowerCase())
    throw new InputError(
      'forbidden',
      `This is the mailbox of ${mailbox.ownerEmail}; ask them or an admin.`,
    );
  return { ...key, actor: actorOf(caller) };
}

function changeRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.patch(
    '/v1/mailboxes/:id',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Change its caps, warm-up, gaps, name, zone or signature',
        params: idParams,
        body: changeMailboxBody,
        response: { 200: mailboxDone },
      },
    },
    async (request) => {
      const key = await refuseForeign(parts, callerOf(request), request.params.id);
      const set = Object.fromEntries(
        Object.entries(request.body).filter(([, value]) => value !== undefined),
      );
      await changeMailbox(deps, { ...key, set });
      return { id: key.mailboxId };
    },
  );
  app.post(
    '/v1/mailboxes/:id/lend',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Let a colleague send from it, or no longer',
        params: idParams,
        body: lendMailboxBody,
        response: { 200: mailboxDone },
      },
    },
    async (request) => {
      const key = await refuseForeign(parts, callerOf(request), request.params.id);
      const { userEmail, isLent } = request.body;
      await lendMailbox(deps, { ...key, userEmail: userEmail.toLowerCase(), isLent });
      return { id: key.mailboxId };
    },
  );
  app.post(
    '/v1/mailboxes/:id/test',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Sign in to its servers now; nothing is sent',
        params: idParams,
        response: { 200: testMailboxAnswer },
      },
    },
    async (request) => {
      const key = await refuseForeign(parts, callerOf(request), request.params.id);
      return { tries: await testMailbox(sendingDeps(parts), key) };
    },
  );
}

const changes = [
  { word: 'pause', state: 'paused', summary: 'Pause it: once this answers, nothing goes out' },
  { word: 'resume', state: 'on', summary: 'Let it send again; what closed it is forgotten' },
  { word: 'disconnect', state: 'off', summary: 'Neither send from it nor read it any more' },
] as const;

function stateRoutes(app: App, parts: HttpParts): void {
  for (const { word, state, summary } of changes) {
    app.post(
      `/v1/mailboxes/:id/${word}`,
      {
        config: writing,
        schema: {
          tags,
          summary,
          params: idParams,
          body: mailboxStateBody,
          response: { 200: acknowledgedAnswer },
        },
      },
      async (request) => {
        const key = await refuseForeign(parts, callerOf(request), request.params.id);
        const { because } = request.body;
        const done = await setMailboxState(parts.deps, { ...key, state, because });
        if (state === 'off') await giveBackMailAccess(sendingDeps(parts), key);
        return { id: key.mailboxId, ...done };
      },
    );
  }
}

function signingRoutes(app: App, parts: HttpParts): void {
  app.post(
    '/v1/mailboxes/:id/dkim',
    {
      config: writing,
      schema: {
        tags,
        summary:
          'Sign its mails with a key of ours: gives the record to publish, and switches on once it is found',
        params: idParams,
        body: signMailboxBody,
        response: { 200: signMailboxAnswer },
      },
    },
    async (request) => {
      const key = await refuseForeign(parts, callerOf(request), request.params.id);
      return await signMailbox(sendingDeps(parts), { ...key, selector: request.body.selector });
    },
  );
  app.delete(
    '/v1/mailboxes/:id/dkim',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Sign no more, and forget the key',
        params: idParams,
        response: { 200: mailboxDone },
      },
    },
    async (request) => {
      const key = await refuseForeign(parts, callerOf(request), request.params.id);
      await stopSigning(parts.deps, key);
      return { id: key.mailboxId };
    },
  );
}
