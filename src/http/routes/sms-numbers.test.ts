// Numbers for text messages over the API, and the provider's calls over the open door, against a local service.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { openApi } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

/** A service that knows one account. */
async function startService(): Promise<{ url: string; close: () => void }> {
  const wanted = `Basic ${Buffer.from('AC1:token').toString('base64')}`;
  const server = createServer((request, response) => {
    const isKnown =
      request.headers.authorization === wanted && request.url === '/2010-04-01/Accounts/AC1.json';
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(isKnown ? '{"sid":"AC1"}' : '{"code":20003}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function connect(api: Api, url: string, more: object = {}) {
  const body = {
    number: '+1 415 555 0100',
    baseUrl: url,
    accountId: 'AC1',
    secret: 'token',
    ...more,
  };
  return await api.call('POST', '/v1/sms-numbers', { key: api.keys.admin, body });
}

eachDatabase((_kind, open) => {
  test('201, 200, 409, 422: a number is connected, shown without its secret, changed and paused', async () => {
    const service = await startService();
    const api = await openApi(await open(), {}, { publicUrl: 'https://go.example' });
    const refused = await connect(api, service.url, { secret: 'wrong' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /account id and the secret/u);
    const made = await connect(api, service.url, { campaignId: 'CM1' });
    assert.equal(made.status, 201, made.text);
    const id = String(made.body.id);
    assert.equal(made.body.receivedUrl, `https://go.example/sms/${id}/received`);
    assert.equal((await connect(api, service.url)).status, 409);
    const key = api.keys.admin;
    const set = { brandId: 'BN1', consentText: 'We text you about roles.', dayCap: 5 };
    const changed = await api.call('PATCH', `/v1/sms-numbers/${id}`, { key, body: set });
    assert.equal(changed.status, 200);
    const because = { because: 'a test' };
    const paused = await api.call('POST', `/v1/sms-numbers/${id}/pause`, { key, body: because });
    assert.equal(paused.status, 200);
    const list = await api.call('GET', '/v1/sms-numbers', { key: api.keys.read });
    const [one] = list.body.items;
    assert.deepEqual(
      [one.number, one.campaignId, one.brandId, one.dayCap, one.state],
      ['+14155550100', 'CM1', 'BN1', 5, 'paused'],
    );
    assert.ok(!list.text.includes('token') && !/sealed|secret/iu.test(list.text));
    const detail = await api.call('GET', `/v1/sms-numbers/${id}`, { key: api.keys.read });
    assert.equal(detail.body.smsNumber.consentText, 'We text you about roles.');
    service.close();
    await api.close();
  });

  test('200, 400, 403: the provider’s calls need its signature and nothing else', async () => {
    const service = await startService();
    const api = await openApi(await open(), {}, { publicUrl: 'https://go.example/' });
    const { id } = (await connect(api, service.url)).body;
    const fields = { Body: 'STOP', From: '+4930901821', MessageSid: 'SM1', To: '+14155550100' };
    const tell = async (signature: string, event = 'received') => {
      const content = new URLSearchParams(fields).toString();
      return await api.call('POST', `/sms/${id}/${event}`, {
        key: null,
        raw: { type: 'application/x-www-form-urlencoded', content },
        headers: { 'x-twilio-signature': signature },
      });
    };
    const signed = Object.entries(fields).map(([name, value]) => name + value);
    const text = `https://go.example/sms/${id}/received${signed.join('')}`;
    const signature = createHmac('sha1', 'token').update(text).digest('base64');
    assert.equal((await tell('')).status, 403);
    assert.equal((await tell(signature, 'status')).status, 403);
    assert.equal((await tell(signature, 'else')).status, 400);
    const taken = await tell(signature);
    assert.deepEqual(
      [taken.status, taken.headers['content-type']],
      [200, 'text/xml; charset=utf-8'],
    );
    assert.match(taken.text, /<Response><\/Response>$/u);
    const list = await api.call('GET', '/v1/suppressions', { key: api.keys.admin });
    assert.deepEqual(
      list.body.items.map((one: { kind: string; cause: string }) => `${one.kind} ${one.cause}`),
      ['phone sms_stop'],
    );
    service.close();
    await api.close();
  });
});
