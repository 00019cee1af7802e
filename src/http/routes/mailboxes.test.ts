import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSmtpSink } from '../../../sandbox/mail/smtp-sink.ts';
import { eachDatabase } from '../../../test/databases.ts';
import { openApi } from '../api.fixture.ts';
import { outreachAtHand } from '../outreach.fixture.ts';

const password = 'a long password';
const texts = {
  'acme.example': ['v=spf1 ip4:192.0.2.1 ~all'],
  '_dmarc.acme.example': ['v=DMARC1; p=reject'],
  'ours._domainkey.acme.example': ['v=DKIM1; p=MIIB'],
};

eachDatabase((_kind, open) => {
  async function scene() {
    const sink = await startSmtpSink({ users: { 'sam@acme.example': password } });
    const outreach = outreachAtHand(texts);
    const api = await openApi(await open(), { outreach: outreach.ports });
    const smtp = { host: '127.0.0.1', port: sink.port, security: 'none' };
    return {
      api,
      sink,
      body: {
        userEmail: 'Sam@acme.example',
        address: 'sam@acme.example',
        senderName: 'Sam Sender',
        smtp,
        imap: null,
        password,
        zone: 'Europe/Lisbon',
      },
      close: async () => {
        await api.close();
        await outreach.close();
        await sink.close();
      },
    };
  }

  test('a mailbox is connected after its sign-in worked, and its password never comes out', async () => {
    const { api, body, close } = await scene();
    const made = await api.call('POST', '/v1/mailboxes', { body });
    assert.equal(made.status, 201, made.text);
    const again = await api.call('POST', '/v1/mailboxes', { body });
    assert.equal(again.status, 409);
    const listed = await api.call('GET', '/v1/mailboxes?limit=1');
    assert.deepEqual(
      listed.body.items.map((one: { ownerEmail: string }) => one.ownerEmail),
      ['sam@acme.example'],
    );
    const one = await api.call('GET', `/v1/mailboxes/${made.body.id}`);
    assert.equal(one.body.mailbox.state, 'on');
    assert.deepEqual(one.body.week, { sends: 0, bounces: 0, policyBlocks: 0, complaints: 0 });
    for (const answer of [listed, one]) {
      assert.doesNotMatch(answer.text, /sealed|credential|a long/iu);
    }
    const tried = await api.call('POST', `/v1/mailboxes/${made.body.id}/test`);
    assert.deepEqual(tried.body.tries, [{ side: 'smtp', isGood: true, because: 'signed in' }]);
    await close();
  });

  test('a wrong password or a server that is not there connects nothing', async () => {
    const { api, body, close } = await scene();
    const wrong = await api.call('POST', '/v1/mailboxes', { body: { ...body, password: 'no' } });
    assert.equal(wrong.status, 422, wrong.text);
    assert.equal(wrong.body.field, 'smtp');
    assert.doesNotMatch(wrong.text, /"no"/u);
    const absent = { host: '127.0.0.1', port: 1, security: 'none' };
    const silent = await api.call('POST', '/v1/mailboxes', { body: { ...body, imap: absent } });
    assert.equal(silent.status, 422, silent.text);
    assert.equal(silent.body.field, 'imap');
    const nobody = await api.call('POST', '/v1/mailboxes', {
      body: { ...body, userEmail: undefined },
    });
    assert.equal(nobody.body.field, 'userEmail');
    const reader = await api.call('POST', '/v1/mailboxes', { body, key: api.keys.read });
    assert.equal(reader.status, 403);
    assert.deepEqual((await api.call('GET', '/v1/mailboxes')).body.items, []);
    await close();
  });

  test('caps are changed, the mailbox is paused, resumed, lent and taken back', async () => {
    const { api, body, close } = await scene();
    const { id } = (await api.call('POST', '/v1/mailboxes', { body })).body;
    const path = `/v1/mailboxes/${id}`;
    const changed = await api.call('PATCH', path, { body: { newDayCap: 7, hourCap: 2 } });
    assert.equal(changed.status, 200, changed.text);
    const gaps = await api.call('PATCH', path, { body: { gapMaxSeconds: 1 } });
    assert.equal(gaps.status, 422);
    for (const set of [{}, { newDayCap: 0 }, { hourCap: 0 }, { gapMinSeconds: 0 }]) {
      assert.equal((await api.call('PATCH', path, { body: set })).status, 422, JSON.stringify(set));
    }
    const because = 'on leave';
    const paused = await api.call('POST', `${path}/pause`, { body: { because } });
    assert.deepEqual(paused.body, { id, alreadySent: [] });
    await api.call('POST', `${path}/lend`, {
      body: { userEmail: 'Kim@acme.example', isLent: true },
    });
    const one = (await api.call('GET', path)).body;
    assert.deepEqual(
      [one.mailbox.newDayCap, one.mailbox.hourCap, one.mailbox.state, one.mailbox.because],
      [7, 2, 'paused', because],
    );
    assert.deepEqual(one.lentTo, ['kim@acme.example']);
    await api.call('POST', `${path}/resume`, { body: { because: 'back' } });
    await api.call('POST', `${path}/lend`, {
      body: { userEmail: 'kim@acme.example', isLent: false },
    });
    const later = (await api.call('GET', path)).body;
    assert.deepEqual([later.mailbox.state, later.lentTo], ['on', []]);
    await close();
  });

  test('the health of the domain names what is missing, and looks where the selector says', async () => {
    const { api, body, close } = await scene();
    const { id } = (await api.call('POST', '/v1/mailboxes', { body })).body;
    const statesAt = async (query: string): Promise<string[]> => {
      const answer = await api.call('GET', `/v1/mailboxes/${id}/health${query}`);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.checks.map((one: { state: string }) => one.state);
    };
    assert.deepEqual(await statesAt(''), ['good', 'good', 'unknown', 'good']);
    assert.deepEqual(await statesAt('?selector=ours'), ['good', 'good', 'good', 'good']);
    await close();
  });
});
