// POST /hooks/lever/:secret: what Lever tells us. The address is the credential; the body is checked by the flow.
import { receiveHook } from '../../flows/receive-hook.ts';
import { z } from 'zod';
import type { App, HttpParts } from '../app.ts';

const hookBytesMax = 1024 * 1024;
/** As `joinAccount` makes it; anything else is nobody's address. */
const params = z.object({ secret: z.string().regex(/^[\w-]{1,200}$/u) });

/** Registered apart: its bodies are raw bytes, whatever their type says. */
export function leverHookRoutes(app: App, { deps }: HttpParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: hookBytesMax },
    (_request, body, done) => done(null, body),
  );
  app.post('/hooks/lever/:secret', { schema: { hide: true, params } }, async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { secret } = request.params;
    const answer = await receiveHook(deps, { secret, body, receivedAt: deps.clock.now() });
    void reply.code(answer.status);
    return { because: answer.because };
  });
}
