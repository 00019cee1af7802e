// NDJSON over real sockets: answered while it comes, committed in chunks, ended with a summary.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../test/databases.ts';
import { openApi, profileOf, touchOf } from './api.fixture.ts';
import type { Api } from './api.fixture.ts';

interface ResultLine {
  line?: number;
  result: string;
  field?: string;
  message?: string;
  accepted?: number;
  duplicates?: number;
  rejected?: number;
  contentDiffers?: boolean;
}

async function listen(api: Api): Promise<number> {
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  return (api.app.server.address() as AddressInfo).port;
}

function post(api: Api, port: number, path: string) {
  return httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.keys.intake}`,
      'content-type': 'application/x-ndjson',
    },
  });
}

async function sendAll(api: Api, path: string, lines: string): Promise<ResultLine[]> {
  const port = await listen(api);
  const sending = post(api, port, path);
  sending.end(lines);
  const [answer] = await once(sending, 'response');
  assert.equal(answer.statusCode, 200);
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultLine);
}

const toLines = (items: unknown[]): string =>
  `${items.map((item) => JSON.stringify(item)).join('\n')}\n`;

eachDatabase((_kind, open) => {
  test('a stream of 2,500 profiles is stored, each line answered in order', async () => {
    const api = await openApi(await open());
    const items = Array.from({ length: 2500 }, (_, index) => profileOf(`${index}`));
    const results = await sendAll(api, '/v1/profiles', toLines(items));
    const summary = results.pop();
    assert.deepEqual(summary, { result: 'end', accepted: 2500, duplicates: 0, rejected: 0 });
    assert.deepEqual(
      results.map((one) => one.line),
      items.map((_, index) => index + 1),
    );
    const stored = await sql<{ n: number }>`select count(*) as n from profiles`.execute(
      api.deps.db,
    );
    assert.equal(stored.rows[0]?.n, 2500);
    await api.close();
  });

  test('bad lines are answered by their number and refuse nothing else', async () => {
    const api = await openApi(await open());
    const lines = [
      JSON.stringify(touchOf('1')),
      '{"broken":',
      '',
      JSON.stringify(touchOf('2', { kind: 'fax' })),
      `"${'x'.repeat(17 * 1024 * 1024)}"`,
      JSON.stringify(touchOf('1')),
      JSON.stringify(touchOf('3')),
    ].join('\n');
    const results = await sendAll(api, '/v1/touches', lines);
    assert.deepEqual(
      results.map((one) => [one.line, one.result, one.field]),
      [
        [1, 'accepted', undefined],
        [2, 'rejected', ''],
        [4, 'rejected', 'kind'],
        [5, 'rejected', ''],
        [6, 'duplicate', undefined],
        [7, 'accepted', undefined],
        [undefined, 'end', undefined],
      ],
    );
    assert.match(results[1]?.message ?? '', /The line is not valid JSON/);
    assert.match(results[3]?.message ?? '', /longer than 16 MB/);
    await api.close();
  });

  test('with results=problems only what needs a look is answered', async () => {
    const api = await openApi(await open());
    await api.call('POST', '/v1/profiles', { body: profileOf('1') });
    const items = [
      profileOf('1'),
      profileOf('1', { title: 'CTO' }),
      profileOf('2'),
      { source: 'pin' },
    ];
    const results = await sendAll(api, '/v1/profiles?results=problems', toLines(items));
    assert.deepEqual(
      results.map((one) => [one.line, one.result]),
      [
        [2, 'duplicate'],
        [4, 'rejected'],
        [undefined, 'end'],
      ],
    );
    await api.close();
  });
});

embeddedDatabase((open) => {
  test('a line is acknowledged while the sender pauses and the stream stays open', async () => {
    const api = await openApi(await open());
    const sending = post(api, await listen(api), '/v1/profiles');
    sending.write(toLines([profileOf('1')]));
    const [answer] = await once(sending, 'response');
    const [first] = await once(answer, 'data');
    assert.equal((JSON.parse(String(first)) as ResultLine).result, 'accepted');
    sending.end(toLines([profileOf('2')]));
    let rest = '';
    for await (const chunk of answer) rest += String(chunk);
    assert.match(rest, /"result":"accepted"/);
    assert.match(rest, /"result":"end","accepted":2/);
    await api.close();
  });

  test('a stream that stalls is ended with what was taken in', async () => {
    const api = await openApi(await open(), { times: { bodyMs: 30_000, idleMs: 60 } });
    const sending = post(api, await listen(api), '/v1/profiles');
    sending.on('error', () => {});
    sending.write(toLines([profileOf('1')]));
    const [answer] = await once(sending, 'response');
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as ResultLine;
    assert.deepEqual([last.result, last.accepted], ['stopped', 1]);
    assert.match(last.message ?? '', /Nothing arrived for 0.06 seconds/);
    sending.destroy();
    await api.close();
  });

  test('a closing server ends open streams and says what to send again', async () => {
    const api = await openApi(await open());
    const sending = post(api, await listen(api), '/v1/profiles');
    sending.on('error', () => {});
    sending.write(toLines([profileOf('1')]));
    const [answer] = await once(sending, 'response');
    const closing = api.app.close();
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    assert.match(text, /"result":"stopped","accepted":1.*The server is closing/);
    sending.destroy();
    await closing;
    await api.close();
  });

  test('408: a body that trickles is refused and the connection closed', async () => {
    const api = await openApi(await open(), { times: { bodyMs: 60, idleMs: 30_000 } });
    const socket = connect(await listen(api), '127.0.0.1');
    socket.write(
      `POST /v1/profiles HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${api.keys.intake}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a`,
    );
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    assert.match(text, /^HTTP\/1\.1 408 /);
    assert.match(text, /did not arrive within 0.06 seconds/);
    await api.close();
  });

  test('a sender that breaks off loses nothing that was answered', async () => {
    const api = await openApi(await open());
    const port = await listen(api);
    const sending = post(api, port, '/v1/profiles');
    sending.on('error', () => {});
    sending.write(toLines([profileOf('1'), profileOf('2')]) + '{"source":"pin","sou');
    const [answer] = await once(sending, 'response');
    await once(answer, 'data');
    answer.on('error', () => {});
    sending.destroy();
    const again = await api.call('POST', '/v1/profiles', { body: profileOf('2') });
    assert.equal(again.body.result, 'duplicate');
    await api.close();
  });
});
