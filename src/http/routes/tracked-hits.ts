// /t/o and /t/c: the picture and the links of tracked messages. Nothing is here unless tracking is on; a link that was
// sent while it was keeps leading where it led.
import { z } from 'zod';
import { recordBeacon, recordHit } from '../../flows/record-hit.ts';
import type { App, HttpParts } from '../app.ts';

const querystring = z.object({ k: z.string().min(1).max(8_000) });
const bodyBytesMax = 16 * 1024;
const picture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const never = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** Registered apart and open: no key, no cookie. */
export function trackedHitRoutes(app: App, { deps }: HttpParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    (_request, body, done) => done(null, body),
  );
  const schema = { hide: true, querystring };
  app.get('/t/o', { schema }, async (request, reply) => {
    const taken = await recordHit(deps, { ...hitOf(request), kind: 'open' });
    void reply.headers(never);
    if (taken.did !== 'recorded') return await reply.code(404).send('');
    return await reply.type('image/gif').send(picture);
  });
  app.get('/t/c', { schema }, async (request, reply) => {
    const taken = await recordHit(deps, { ...hitOf(request), kind: 'click' });
    void reply.headers(never);
    if (taken.did === 'unknown' || taken.url === null) return await reply.code(404).send('');
    if (taken.did === 'off') return await reply.redirect(taken.url, 302);
    const nonce = deps.ids.next();
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; connect-src 'self'; frame-ancestors 'none'`;
    void reply.header('content-security-policy', policy).type('text/html; charset=utf-8');
    return await reply.send(page(taken.url, nonce));
  });
  app.post('/t/c', { schema }, async (request, reply) => {
    const isKnown = await recordBeacon(deps, request.query.k);
    return await reply
      .headers(never)
      .code(isKnown ? 204 : 404)
      .send();
  });
}

function hitOf(request: {
  query: { k: string };
  method: string;
  headers: { 'user-agent'?: string | undefined };
}): { key: string; method: string; userAgent: string } {
  return {
    key: request.query.k,
    method: request.method,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

/** Leads on at once; what only loads the address and shows nothing says nothing back. */
function page(url: string, nonce: string): string {
  const shown = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const quoted = JSON.stringify(url).replaceAll('<', '\\u003c');
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>One moment</title>' +
    `<noscript><meta http-equiv="refresh" content="0;url=${shown}"></noscript>` +
    `<script nonce="${nonce}">navigator.sendBeacon(location.href);location.replace(${quoted})</script>` +
    `<p><a href="${shown}" rel="noreferrer">Continue</a></p></html>`
  );
}
