// The model against a local server that speaks the documented form.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Secret } from '../../core/secret.ts';
import type { IntentModel } from '../../ports/intent-model.ts';
import { httpIntentModel } from './http-intent-model.ts';

async function withModel(
  reply: { status: number; body: string },
  act: (model: IntentModel, asked: { key: string | undefined; body: unknown }[]) => Promise<void>,
): Promise<void> {
  const asked: { key: string | undefined; body: unknown }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ key: request.headers.authorization, body: JSON.parse(text) });
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  await act(httpIntentModel({ name: 'local', url, apiKey: new Secret('key') }), asked);
  server.closeAllConnections();
  server.close();
}

test('it is given what was said and the intents to choose from, and its reading says who read', async () => {
  const body = JSON.stringify({ intent: 'later', confidence: 0.8, because: 'names next spring' });
  await withModel({ status: 200, body }, async (model, asked) => {
    const read = await model.read({ said: 'x'.repeat(9_000), subject: 'Re: A role' });
    assert.deepEqual(read, {
      intent: 'later',
      confidence: 0.8,
      because: 'read by local: names next spring',
    });
    const [first] = asked;
    assert.equal(first?.key, 'Bearer key');
    const sent = first.body as { said: string; subject: string; intents: string[] };
    assert.deepEqual([sent.said.length, sent.subject], [4_000, 'Re: A role']);
    assert.ok(sent.intents.includes('interested'));
  });
});

for (const reply of [
  { status: 500, body: '{}' },
  { status: 200, body: 'yes' },
  { status: 200, body: '{"intent":"glad","confidence":1}' },
  { status: 200, body: '{"intent":"later","confidence":7}' },
]) {
  test(`${reply.status} ${reply.body} is no reading`, async () => {
    await withModel(reply, async (model) => {
      await assert.rejects(model.read({ said: 'hm', subject: '' }), { name: 'PortFailure' });
    });
  });
}
