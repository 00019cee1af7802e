import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TouchBody } from './plan-touches.ts';
import { postTouches } from './post-touches.ts';

const touch = { source: 'pin', sourceEventId: 'touch-1', kind: 'sent' } as TouchBody;

test('a batch is sent until it is acknowledged: after a refusal for now, and after a cut connection', async () => {
  const answers = ['busy', 'cut', 'ok'];
  const bodies: string[] = [];
  await withServer(
    (body) => {
      bodies.push(body);
      return answers.shift() ?? 'ok';
    },
    (url) => postTouches({ url, apiKey: 'fk_x' }, [touch, touch]),
  );
  assert.equal(bodies.length, 3);
  assert.deepEqual(JSON.parse(bodies[2] ?? ''), { items: [touch, touch] });
});

test('one touch is sent as one item', async () => {
  let seen = '';
  await withServer(
    (body) => {
      seen = body;
      return 'ok';
    },
    (url) => postTouches({ url, apiKey: 'fk_x' }, [touch]),
  );
  assert.deepEqual(JSON.parse(seen), touch);
});

test('a refused item stops the source with the reason', async () => {
  await assert.rejects(
    withServer(
      () => 'rejected',
      (url) => postTouches({ url, apiKey: 'fk_x' }, [touch, touch]),
    ),
    /no such kind/,
  );
});

async function withServer(
  answer: (body: string) => string,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const how = answer(body);
      if (how === 'cut') return request.socket.destroy();
      if (how === 'busy') return response.writeHead(503, { 'retry-after': '0' }).end();
      const result =
        how === 'ok' ? { result: 'accepted' } : { result: 'rejected', message: 'no such kind' };
      return response.writeHead(200).end(JSON.stringify({ items: [result, result] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
