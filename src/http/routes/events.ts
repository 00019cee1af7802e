// /v1/events: tells a screen that something changed, so that it asks again; server-sent events.
import { Readable } from 'node:stream';
import { readAuditNews } from '../../db/queries/audit-news.ts';
import { InputError } from '../../core/input-error.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';

const lookEveryMs = 1_000;
/** A comment now and then keeps proxies from closing a quiet stream. */
const looksPerSignOfLife = 15;
/** After this long the browser connects anew, with a key or session that is checked again. */
const looksMax = 300;
const streamsMax = 500;

export function eventRoutes(app: App, { deps, closing }: HttpParts): void {
  let streams = 0;
  app.get(
    '/v1/events',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags: ['events'],
        summary: 'Server-sent events: which kinds of things changed, at most once a second',
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      if (streams >= streamsMax) {
        throw new InputError('conflict', 'Too many screens listen; close one or ask for pages');
      }
      streams += 1;
      const state = { isOver: false };
      const end = (): void => {
        state.isOver = true;
      };
      request.raw.once('close', end);
      const stream = Readable.from(news(workspaceId, state));
      stream.once('close', () => {
        end();
        streams -= 1;
      });
      void reply.headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      return await reply.send(stream);
    },
  );

  async function* news(workspaceId: string, state: { isOver: boolean }): AsyncGenerator<string> {
    let { seq } = await readAuditNews(deps.db, { workspaceId, afterSeq: null });
    yield `retry: 2000\ndata: ${JSON.stringify({ seq, kinds: [] })}\n\n`;
    for (let look = 1; look <= looksMax; look++) {
      await deps.clock.sleep(lookEveryMs, closing);
      if (state.isOver || closing.aborted) return;
      const found = await readAuditNews(deps.db, { workspaceId, afterSeq: seq });
      if (found.seq !== seq) {
        seq = found.seq;
        yield `data: ${JSON.stringify({ seq, kinds: found.subjectKinds })}\n\n`;
      } else if (look % looksPerSignOfLife === 0) yield ': quiet\n\n';
    }
  }
}
