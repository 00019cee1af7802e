// POST /sms/:numberId/received and /status: what a text message provider tells us. Its signature is the credential.
import { z } from 'zod';
import { receiveSmsCall } from '../../flows/receive-sms.ts';
import type { App, HttpParts } from '../app.ts';
import { sendingDeps } from '../sending.ts';

const params = z.object({ numberId: z.uuid(), event: z.enum(['received', 'status']) });
const bodyBytesMax = 64 * 1024;
const fieldsMax = 200;

/** Registered apart and open: bodies are form fields, whatever their type says. */
export function smsCallRoutes(app: App, parts: HttpParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    (_request, body, done) => done(null, body),
  );
  const schema = { hide: true, params };
  app.post('/sms/:numberId/:event', { schema }, async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    const fields = [...new URLSearchParams(body)].slice(0, fieldsMax);
    const signature = request.headers['x-twilio-signature'];
    const taken = await receiveSmsCall(sendingDeps(parts), {
      numberId: request.params.numberId,
      event: request.params.event,
      path: request.url,
      fields: Object.fromEntries(fields),
      signature: typeof signature === 'string' ? signature : '',
    });
    void reply.header('cache-control', 'no-store').serializer(String);
    if (taken.did === 'refused') {
      void reply.code(403).type('text/plain; charset=utf-8');
      return 'This call is not signed as it should be.';
    }
    void reply.type(taken.answer.type);
    return taken.answer.body;
  });
}
