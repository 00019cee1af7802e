// Connecting a mailbox at Google or Microsoft: the way to the consent page, and back from it.
import { z } from 'zod';
import { InputError } from '../../core/input-error.ts';
import { finishMailOAuth, startMailOAuth } from '../../flows/mail-oauth.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { mailConsentAnswer, mailConsentBody } from '../contract/mailbox.ts';
import { actingEmail, sendingDeps } from '../sending.ts';

export function mailboxConsentRoutes(app: App, parts: HttpParts): void {
  app.post(
    '/v1/mailboxes/oauth',
    {
      config: { scope: 'admin', permission: 'outreach.write' },
      schema: {
        tags: ['mailboxes'],
        summary: 'Connect a mailbox at Google or Microsoft: gives the address of its consent page',
        body: mailConsentBody,
        response: { 200: mailConsentAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { userEmail, ...consent } = request.body;
      return startMailOAuth(sendingDeps(parts), {
        ...consent,
        workspaceId: caller.workspaceId,
        ownerEmail: await actingEmail(parts.deps, caller, userEmail),
        actor: actorOf(caller),
      });
    },
  );
}

const given = z.string().max(8_000).optional();
const comeBack = z.object({ state: given, code: given, error: given });

/** Where the provider sends the owner's browser. The sealed state is the credential; nothing sent is shown again. */
export function mailConsentBackRoutes(app: App, parts: HttpParts): void {
  const schema = { hide: true, querystring: comeBack };
  app.get('/oauth/mail/callback', { schema }, async (request, reply) => {
    const { state, code, error } = request.query;
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    void reply.type('text/plain; charset=utf-8').serializer(String);
    try {
      await finishMailOAuth(sendingDeps(parts), { state, code, error });
      return 'The mailbox is connected. You can close this page.';
    } catch (failure) {
      if (!(failure instanceof InputError)) throw failure;
      void reply.code(400);
      return failure.message;
    }
  });
}
