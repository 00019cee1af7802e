// For the operator: is the process alive, may it get traffic, and its numbers.
import { sql } from 'kysely';
import type { App, HttpParts } from '../app.ts';

const readyWithinMs = 2_000;

export function operationRoutes(app: App, { deps, metrics, closing }: HttpParts): void {
  const hidden = { schema: { hide: true } };
  app.get('/healthz', hidden, async () => ({ status: 'alive' }));
  app.get('/readyz', hidden, async (_request, reply) => {
    const because = closing.aborted ? 'closing' : await whyNotReady(deps.db);
    if (because === null) return { status: 'ready' };
    void reply.code(503);
    return { status: 'not ready', because };
  });
  app.get('/metrics', hidden, async (_request, reply) => {
    void reply.type(metrics.registry.contentType);
    return await reply.serializer(String).send(await metrics.registry.metrics());
  });
  app.get('/openapi.json', hidden, async () => app.swagger());
}

async function whyNotReady(db: HttpParts['deps']['db']): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('the database does not answer'), readyWithinMs);
  });
  const asked = sql`select 1`.execute(db).then(
    () => null,
    () => 'the database refuses',
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
