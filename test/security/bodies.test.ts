// Bodies made to hurt: too large, packed, deep, slow, or in the place of something else.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Api } from '../../src/http/api.fixture.ts';
import { openApi, profileOf } from '../../src/http/api.fixture.ts';
import { embeddedDatabase } from '../databases.ts';

const json = 'application/json';
const megabyte = 1024 * 1024;

async function storedCount(api: Api): Promise<number> {
  return (await api.call('GET', '/v1/status')).body.profiles as number;
}

embeddedDatabase((open) => {
  test('a packed body is refused unread, whatever it packs and wherever it is sent', async () => {
    const api = await openApi(await open());
    const bomb = Buffer.alloc(64 * megabyte, ' ');
    const packed = {
      gzip: gzipSync(bomb),
      deflate: deflateSync(bomb),
      br: brotliCompressSync(bomb),
    };
    const places = [
      ['/v1/profiles', json],
      ['/v1/profiles', 'application/x-ndjson'],
      ['/v1/touches', json],
      ['/v1/imports?source=pin', 'text/csv'],
      ['/v1/imports?source=pin', 'multipart/form-data; boundary=b'],
    ] as const;
    for (const [encoding, content] of Object.entries(packed)) {
      for (const [url, type] of places) {
        const headers = { 'content-encoding': encoding };
        const answer = await api.call('POST', url, { raw: { type, content }, headers });
        assert.equal(answer.status, 415, `${encoding} ${type} to ${url}: ${answer.text}`);
        assert.match(answer.body.message, /content-encoding/i);
      }
    }
    const plain = await api.call('POST', '/v1/profiles', {
      body: profileOf('1'),
      headers: { 'content-encoding': 'identity' },
    });
    assert.equal(plain.status, 201, plain.text);
    assert.equal(await storedCount(api), 1);
    await api.close();
  });

  test('a body that is too large is refused with 413 and nothing of it is kept', async () => {
    const api = await openApi(await open());
    const content = `{"items":[${'1,'.repeat(9 * megabyte)}1]}`;
    const answer = await api.call('POST', '/v1/profiles', { raw: { type: json, content } });
    assert.equal(answer.status, 413);
    const many = { items: Array.from({ length: 1_001 }, (_, index) => profileOf(String(index))) };
    const tooMany = await api.call('POST', '/v1/profiles', { body: many });
    assert(tooMany.status >= 400 && tooMany.status < 500, tooMany.text);
    assert.equal(await storedCount(api), 0);
    await api.close();
  });

  test('deep, odd and poisoned JSON is refused in words and changes no object of ours', async () => {
    const api = await openApi(await open());
    const texts = [
      `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
      '{"__proto__":{"isAdmin":true},"source":"pin"}',
      '{"constructor":{"prototype":{"isAdmin":true}},"source":"pin"}',
      '{"source":"pin","sourceEventId":"1","custom":{"__proto__":{"isAdmin":true}}}',
      '{"source":"pin","source":"other","sourceEventId":{"toString":"x"}}',
      '{"source":"pin","sourceEventId":"\\u0000"}',
      '{"source":"pin","sourceEventId":"\\ud800"}',
      '{"source":"pin","sourceEventId":"1","score":1e999}',
      'null',
      '0',
      '"x"',
      '[]',
      '',
    ];
    for (const content of texts) {
      const answer = await api.call('POST', '/v1/profiles', { raw: { type: json, content } });
      const what = `${content.slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 200)}`;
      assert(answer.status < 500, what);
      if (answer.status >= 400) assert(typeof answer.body.message === 'string', what);
    }
    assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
    assert.deepEqual(api.errors, []);
    await api.close();
  });

  test('a header that says another request begins, or ends early, splits nothing', async () => {
    const api = await openApi(await open());
    for (const id of ['a\r\nset-cookie: x=1', 'a\nb', 'ä', 'x'.repeat(500), '"><script>']) {
      const answer = await api.app.inject({
        method: 'GET',
        url: '/healthz',
        headers: { 'x-request-id': id },
      });
      assert.notEqual(answer.headers['x-request-id'], id);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
    const double = [
      'POST /v1/profiles HTTP/1.1',
      'Host: localhost',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      '',
      '0',
      '',
      'GET /v1/status HTTP/1.1',
      'Host: localhost',
      '',
      '',
    ].join('\r\n');
    const answered = await rawAnswer(url, double);
    assert.match(answered, /^HTTP\/1\.1 400/u);
    assert.equal(answered.split('HTTP/1.1').length, 2, 'one answer, then the end');
    await api.close();
  });

  test('headers and bodies that trickle have an end', async () => {
    const api = await openApi(await open(), { times: { bodyMs: 200, idleMs: 200 } });
    const { server } = api.app;
    assert(server.headersTimeout > 0 && server.headersTimeout <= 10_000);
    const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
    const head = (type: string, path: string): string =>
      [
        `POST ${path} HTTP/1.1`,
        'Host: localhost',
        `Authorization: Bearer ${api.keys.admin}`,
        `Content-Type: ${type}`,
        'Content-Length: 100000',
        '',
        '{"items":',
      ].join('\r\n');
    assert.match(await rawAnswer(url, head(json, '/v1/profiles')), /^HTTP\/1\.1 408/u);
    assert.match(
      await rawAnswer(url, head('text/csv', '/v1/imports?source=pin')),
      /^HTTP\/1\.1 408/u,
    );
    const stream = await rawAnswer(url, head('application/x-ndjson', '/v1/profiles'));
    assert.match(stream, /^HTTP\/1\.1 (?:200|408)/u);
    assert.equal(await storedCount(api), 0);
    await api.close();
  });
});

/** Sends the bytes and nothing more; resolves with everything that came until the server ended the connection. */
async function rawAnswer(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (data) => (text += data.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}
