// The control calls over HTTP: POST /<name> with a JSON object, or GET /<name>?… for the same.
import { ZodError, z } from 'zod';
import type { SandboxRequest, SandboxResponse } from '../wire/message.ts';
import { Refusal } from '../wire/refusal.ts';
import type { Control } from './control.ts';

/** Answers control requests; GET / lists the calls with their schemas. */
export function controlHandler(control: Control) {
  return async (request: SandboxRequest): Promise<SandboxResponse> => {
    const url = new URL(request.path, 'http://sandbox.invalid');
    const name = url.pathname.slice(1);
    // Another site open in the same browser must not reach in.
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`)
      return json(403, { error: 'Wrong origin' });
    if (name === 'calls') return json(200, describe(control));
    const found = Object.hasOwn(control.table, name) ? control.table[name] : undefined;
    if (!found) return json(404, { error: `There is no call ${name}; GET /calls lists them` });
    try {
      const input = request.method === 'GET' ? fromQuery(url) : fromBody(request.body);
      return json(200, (await found.run(found.input.parse(input))) ?? {});
    } catch (error) {
      if (error instanceof ZodError) return json(400, { error: z.prettifyError(error) });
      if (error instanceof SyntaxError) return json(400, { error: 'The body is not valid JSON' });
      if (error instanceof Refusal) return json(error.status, { error: error.message });
      return json(409, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

function fromQuery(url: URL): unknown {
  return Object.fromEntries(url.searchParams);
}

function fromBody(body: Buffer | undefined): unknown {
  return body && body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
}

function describe(control: Control) {
  return Object.entries(control.table).map(([name, { about, input }]) => ({
    name,
    about,
    input: z.toJSONSchema(input, { io: 'input' }),
  }));
}

function json(status: number, value: unknown): SandboxResponse {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}
