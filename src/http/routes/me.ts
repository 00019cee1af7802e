// /v1/me: one's own password and second factor.
import { changePassword } from '../../flows/change-password.ts';
import {
  confirmSecondFactor,
  dropSecondFactor,
  offerSecondFactor,
} from '../../flows/second-factor.ts';
import { callerOf, personOf, type Caller } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  factorCodeBody,
  offeredFactor,
  passwordBody,
  provenBody,
  recoveryAnswer,
} from '../contract/user.ts';

const tags = ['me'];

export function meRoutes(app: App, { deps }: HttpParts): void {
  app.put(
    '/v1/me/password',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Change your password; other sessions end', body: passwordBody },
    },
    async (request, reply) => {
      const { sessionId, ...person } = meOf(callerOf(request));
      await changePassword(deps, { ...request.body, ...person, sessionId });
      return await reply.code(204).send();
    },
  );
  app.post(
    '/v1/me/second-factor',
    {
      config: { scope: 'read', isOwn: true },
      schema: {
        tags,
        summary: 'Begin a second factor: an authenticator app',
        body: provenBody,
        response: { 201: offeredFactor },
      },
    },
    async (request, reply) => {
      const { password } = request.body;
      const offered = await offerSecondFactor(deps, meOf(callerOf(request)), password);
      void reply.code(201);
      return { secret: offered.secret.reveal(), address: offered.address.reveal() };
    },
  );
  app.post(
    '/v1/me/second-factor/confirm',
    {
      config: { scope: 'read', isOwn: true },
      schema: {
        tags,
        summary: 'Turn the second factor on with a first code',
        body: factorCodeBody,
        response: { 200: recoveryAnswer },
      },
    },
    async (request) => {
      const { code } = request.body;
      const confirmed = await confirmSecondFactor(deps, meOf(callerOf(request)), code);
      return { recoveryCodes: confirmed.recoveryCodes.map((each) => each.reveal()) };
    },
  );
  app.post(
    '/v1/me/second-factor/drop',
    {
      config: { scope: 'read', isOwn: true },
      schema: { tags, summary: 'Turn the second factor off', body: provenBody },
    },
    async (request, reply) => {
      await dropSecondFactor(deps, meOf(callerOf(request)), request.body.password);
      return await reply.code(204).send();
    },
  );
}

function meOf(caller: Caller) {
  const { workspaceId, id: userId, accountId, sessionId } = personOf(caller);
  return { workspaceId, userId, accountId, sessionId };
}
