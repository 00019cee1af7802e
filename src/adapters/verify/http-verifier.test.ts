// The verifier against a local server that speaks the documented form.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Secret } from '../../core/secret.ts';
import type { ContactVerifier } from '../../ports/contact-verifier.ts';
import { httpVerifier } from './http-verifier.ts';

async function withService(
  reply: { status: number; body: string },
  act: (verifier: ContactVerifier, asked: unknown[]) => Promise<void>,
): Promise<void> {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push([request.method, request.headers.authorization, JSON.parse(text)]);
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/verify`;
  await act(httpVerifier({ name: 'local', url, apiKey: new Secret('key') }), asked);
  server.closeAllConnections();
  server.close();
}

test('the address is asked for with the key, and the answer is read', async () => {
  const body = JSON.stringify({ verdict: 'catch_all', method: 'smtp', costCents: 1.5, more: 1 });
  await withService({ status: 200, body }, async (verifier, asked) => {
    const answer = await verifier.verify('ada@target.example');
    assert.deepEqual(answer, { verdict: 'catch_all', method: 'smtp', costCents: 1.5 });
    assert.deepEqual(asked, [['POST', 'Bearer key', { email: 'ada@target.example' }]]);
  });
});

for (const [status, kind] of [
  [401, 'unauthorized'],
  [402, 'unauthorized'],
  [404, 'rejected'],
  [429, 'unreachable'],
  [503, 'unreachable'],
] as const) {
  test(`status ${status} is ${kind}, and the address is in no message`, async () => {
    await withService({ status, body: '{}' }, async (verifier) => {
      await assert.rejects(verifier.verify('ada@target.example'), (error) => {
        assert.equal((error as { kind?: string }).kind, kind);
        return !JSON.stringify(error).includes('ada@') && !String(error).includes('ada@');
      });
    });
  });
}

test('an answer in another form is not guessed at', async () => {
  for (const body of ['', 'yes', '{"verdict":"maybe"}', '[]']) {
    await withService({ status: 200, body }, async (verifier) => {
      await assert.rejects(verifier.verify('a@target.example'), { kind: 'unexpectedAnswer' });
    });
  }
});
