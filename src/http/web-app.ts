// Serves the built web app: hashed files for ever, the page itself never from a cache, and nothing foreign inside it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { App } from './app.ts';

// Styles may stand in elements: the component library sets sizes and colours that way. Scripts may not.
const contentPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'cache-control': 'no-cache',
  'content-security-policy': contentPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Paths that are never the app's own: unknown ones there stay a 404 for programs. */
const programPaths = /^\/(?:v1|hooks|auth|openapi\.json|metrics|healthz|readyz)(?:[/?]|$)/u;

/** True where a built app is in the folder; without one a person is told how to build it. */
export async function serveWebApp(app: App, folder: string): Promise<boolean> {
  const indexPath = join(folder, 'index.html');
  const isBuilt = existsSync(indexPath);
  const page = isBuilt ? readFileSync(indexPath) : Buffer.from(unbuilt);
  if (isBuilt) {
    await app.register(staticFiles, {
      root: folder,
      wildcard: false,
      index: false,
      globIgnore: ['index.html'],
      cacheControl: false,
      preCompressed: true,
      setHeaders(reply, path) {
        const isHashed = path.startsWith(join(folder, 'assets'));
        void reply.header(
          'cache-control',
          isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
        );
        void reply.header('x-content-type-options', 'nosniff');
      },
    });
  }
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const isPage = !programPaths.test(request.url) && !request.url.startsWith('/assets/');
    if (!isPage) return reply.callNotFound();
    return await sendPage(reply, page);
  });
  return isBuilt;
}

async function sendPage(reply: FastifyReply, page: Buffer): Promise<FastifyReply> {
  return await reply.headers(pageHeaders).type('text/html; charset=utf-8').send(page);
}

const unbuilt = `<!doctype html><html lang="en"><title>Fulcrum</title>
<p>Fulcrum runs; its web app is not built yet. Run <code>npm run build</code> and start again.</p></html>`;
