// /u/:token: the unsubscribe link of a message. GET and HEAD show a page and change nothing; POST unsubscribes (RFC 8058).
import { z } from 'zod';
import { isUnsubscribeToken, unsubscribe } from '../../flows/unsubscribe.ts';
import type { App, HttpParts } from '../app.ts';

const params = z.object({ token: z.string().min(1).max(100) });
const bodyBytesMax = 16 * 1024;

/** Registered apart and open: no key, no cookie, bodies of any type. */
export function unsubscribeRoutes(app: App, { deps }: HttpParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    (_request, body, done) => done(null, body),
  );
  app.get('/u/:token', { schema: { hide: true, params } }, async (request, reply) => {
    const isKnown = await isUnsubscribeToken(deps, request.params.token);
    void reply.code(isKnown ? 200 : 404).headers(pageHeaders);
    return isKnown ? page(askText) : page(unknownText);
  });
  app.post('/u/:token', { schema: { hide: true, params } }, async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    // Multipart or urlencoded: the words are the same.
    const isOneClick = /List-Unsubscribe/iu.test(body);
    const done = await unsubscribe(deps, {
      token: request.params.token,
      cause: isOneClick ? 'one_click' : 'page',
    });
    void reply.code(done === 'done' ? 200 : 404).headers(pageHeaders);
    return done === 'done' ? page(doneText) : page(unknownText);
  });
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
};

const askText =
  '<h1>No more messages?</h1><p>Press the button and nobody here writes to you again.</p>' +
  '<form method="post"><button name="confirm" value="yes">Yes, stop</button></form>';
const doneText = '<h1>Done</h1><p>You will not hear from us again. Nothing more is needed.</p>';
const unknownText =
  '<h1>We do not know this link</h1><p>Please copy the whole link from the message, or answer the message with the word STOP.</p>';

function page(content: string): string {
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<title>Messages</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}' +
    `button{font:inherit;padding:.5rem 1.5rem}</style><main>${content}</main></html>`
  );
}
