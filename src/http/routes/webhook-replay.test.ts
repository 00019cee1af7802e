// What a webhook said, and sending it again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { openApi, profileOf, type Api } from '../api.fixture.ts';

/** One delivery to one address, about one person. */
async function addDelivery(api: Api): Promise<{ id: string; endpointId: string }> {
  await api.call('POST', '/v1/profiles', { body: profileOf('1') });
  await identifyAll(api.deps);
  const people = await api.call('GET', '/v1/people');
  const personId = String(people.body.items[0].id);
  const endpoint = await api.call('POST', '/v1/webhook-endpoints', {
    body: { url: 'https://pin.example/hooks', events: ['outreach.stop'] },
  });
  await api.call('POST', '/v1/holds', { body: { personId, effect: 'stop', because: 'asked' } });
  const list = await api.call('GET', '/v1/webhook-deliveries');
  return { id: String(list.body.items[0].id), endpointId: String(endpoint.body.id) };
}

/** As after a delivery that the receiver answered. */
async function endAll({ deps }: Api): Promise<void> {
  const deliveredAt = deps.clock.now();
  const end = { state: 'delivered', attempts: 1, lastStatus: 200, deliveredAt } as const;
  await deps.db.updateTable('webhookDeliveries').set(end).execute();
}

eachDatabase((_kind, open) => {
  test('a delivery shows what it says; while it waits it cannot be sent again', async () => {
    const api = await openApi(await open());
    try {
      const { id } = await addDelivery(api);
      const shown = await api.call('GET', `/v1/webhook-deliveries/${id}`);
      assert.equal(shown.status, 200, shown.text);
      assert.equal(shown.body.url, 'https://pin.example/hooks');
      assert.equal(shown.body.body.type, 'outreach.stop');
      const waiting = await api.call('POST', `/v1/webhook-deliveries/${id}/replay`);
      assert.equal(waiting.status, 409, waiting.text);
    } finally {
      await api.close();
    }
  });

  test('one that was delivered is sent again under the same id, once, and it is on record who asked', async () => {
    const api = await openApi(await open());
    try {
      const { id } = await addDelivery(api);
      await endAll(api);
      const replayed = await api.call('POST', `/v1/webhook-deliveries/${id}/replay`);
      assert.equal(replayed.status, 204, replayed.text);
      const shown = await api.call('GET', `/v1/webhook-deliveries/${id}`);
      assert.deepEqual([shown.body.state, shown.body.attempts], ['pending', 0]);
      assert.equal((await api.call('POST', `/v1/webhook-deliveries/${id}/replay`)).status, 409);
      const audit = await api.call('GET', `/v1/audit?subjectKind=delivery&subjectId=${id}`);
      const actions = audit.body.items.map((entry: { action: string }) => entry.action);
      assert.ok(actions.includes('webhook.replayed'), audit.text);
    } finally {
      await api.close();
    }
  });

  test('what was erased, or whose address is gone, is not sent again; a reader may look and not send', async () => {
    const api = await openApi(await open());
    try {
      const { id, endpointId } = await addDelivery(api);
      const path = `/v1/webhook-deliveries/${id}/replay`;
      await endAll(api);
      assert.equal((await api.call('POST', path, { key: api.keys.read })).status, 403);
      await api.deps.db.updateTable('webhookDeliveries').set({ payload: '{}' }).execute();
      assert.match((await api.call('POST', path)).body.message, /erased with the person/u);
      const shown = await api.call('GET', `/v1/webhook-deliveries/${id}`, { key: api.keys.read });
      assert.equal(shown.body.body, null);
      await api.call('DELETE', `/v1/webhook-endpoints/${endpointId}`);
      assert.match((await api.call('POST', path)).body.message, /address was removed/u);
    } finally {
      await api.close();
    }
  });
});
