import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { openApi, profileOf } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

const userEmail = 'sam@acme.example';
const identity = { organisation: 'Acme', postalAddress: '1 Main St, Springfield' };
const call = {
  steps: [
    {
      id: 'first',
      channel: 'call',
      delay: { amount: 0, unit: 'hours' },
      variants: [{ id: 'a', text: 'Call {{ first_name }}.' }],
    },
  ],
};

/** Two people and a sequence of one call, which waits for approval. */
async function prepare(api: Api): Promise<{ people: string[]; sequenceId: string }> {
  const policy = await api.call('PUT', '/v1/outreach/policy', { body: { body: { identity } } });
  assert.equal(policy.status, 200, policy.text);
  await api.call('POST', '/v1/profiles', {
    body: { items: ['1', '2'].map((id) => profileOf(id)) },
  });
  await identifyAll(api.deps);
  const people = (await api.call('GET', '/v1/people')).body.items.map(
    (one: { id: string }) => one.id,
  );
  const made = await api.call('POST', '/v1/sequences', {
    body: { name: 'Calls', userEmail, body: call },
  });
  await api.call('POST', `/v1/sequences/${made.body.id}/publish`);
  return { people, sequenceId: made.body.id };
}

eachDatabase((_kind, open) => {
  test('a dry run changes nothing; enrolling says who is in, and why not for whom is not', async () => {
    const api = await openApi(await open());
    const { people, sequenceId } = await prepare(api);
    const missing = '0190f3c4-0000-7000-8000-00000000dead';
    const body = { sequenceId, personIds: [...people, missing], userEmail };
    const dry = await api.call('POST', '/v1/enrollments?preview=true', { body });
    assert.deepEqual([dry.body.isPreview, dry.body.enrolledCount], [true, 2], dry.text);
    assert.deepEqual((await api.call('GET', '/v1/enrollments')).body.items, []);
    const done = await api.call('POST', '/v1/enrollments', { body });
    assert.equal(done.body.enrolledCount, 2, done.text);
    assert.equal(done.body.items[2].because, 'There is no such person.');
    const again = await api.call('POST', '/v1/enrollments', { body });
    assert.equal(again.body.enrolledCount, 0);
    assert.match(again.body.items[0].because, /sam@acme\.example has them in “Calls” since/u);
    const nobody = await api.call('POST', '/v1/enrollments', {
      body: { ...body, userEmail: undefined },
    });
    assert.equal(nobody.body.field, 'userEmail');
    await api.close();
  });

  test('a run is approved, paused, resumed and stopped, and its task is looked at', async () => {
    const api = await openApi(await open());
    const { people, sequenceId } = await prepare(api);
    const body = { sequenceId, personIds: [people[0]], userEmail };
    const { enrollmentId } = (await api.call('POST', '/v1/enrollments', { body })).body.items[0];
    const why = await api.call('GET', `/v1/people/${people[0]}/contact`);
    assert.equal(why.body.because, `the next message waits for ${userEmail} to approve it`);
    const tasks = await api.call('GET', `/v1/tasks?assignee=${userEmail}`);
    assert.deepEqual(
      tasks.body.items.map((one: { kind: string }) => one.kind),
      ['approve'],
    );
    const task = await api.call('GET', `/v1/tasks/${tasks.body.items[0].id}`);
    assert.deepEqual([task.body.task.enrollmentId, task.body.content], [enrollmentId, null]);
    const yes = await api.call('POST', `/v1/tasks/${tasks.body.items[0].id}/done`);
    assert.equal(yes.status, 200, yes.text);
    const path = `/v1/enrollments/${enrollmentId}`;
    assert.equal((await api.call('POST', `${path}/approve`)).status, 409, 'it is approved already');
    const because = 'they are on leave';
    for (const [word, state] of [
      ['pause', 'paused'],
      ['resume', 'active'],
      ['stop', 'stopped'],
    ]) {
      const changed = await api.call('POST', `${path}/${word}`, { body: { because } });
      assert.equal(changed.status, 200, changed.text);
      assert.equal((await api.call('GET', path)).body.state, state);
    }
    assert.equal((await api.call('POST', `${path}/resume`, { body: { because } })).status, 409);
    await api.close();
  });

  test('who is on the list is not enrolled, and only a reason takes somebody off it', async () => {
    const api = await openApi(await open());
    const { people, sequenceId } = await prepare(api);
    const items = [
      { kind: 'domain', value: 'initech.example', because: 'a client' },
      { kind: 'person', value: people[1], because: 'asked by telephone' },
    ];
    const added = await api.call('POST', '/v1/suppressions', { body: { cause: 'client', items } });
    assert.deepEqual(added.body, { addedCount: 2 }, added.text);
    const again = await api.call('POST', '/v1/suppressions', { body: { cause: 'client', items } });
    assert.deepEqual(again.body, { addedCount: 0 });
    const body = { sequenceId, personIds: people, userEmail };
    const done = await api.call('POST', '/v1/enrollments', { body });
    assert.equal(done.body.enrolledCount, 0, done.text);
    const listed = await api.call('GET', '/v1/suppressions');
    assert.equal(listed.body.items.length, 2);
    assert.doesNotMatch(listed.text, /initech|hash/iu);
    const domain = listed.body.items.find((one: { kind: string }) => one.kind === 'domain');
    const lift = `/v1/suppressions/${domain.id}/lift`;
    assert.equal((await api.call('POST', lift, { body: {} })).status, 422);
    assert.equal((await api.call('POST', lift, { body: { because: 'it ended' } })).status, 200);
    assert.equal((await api.call('POST', lift, { body: { because: 'it ended' } })).status, 404);
    const explained = await api.call('POST', `/v1/people/${people[0]}/explain`);
    assert.deepEqual(explained.body, { items: [] });
    await api.close();
  });

  test('the switch stops everything and says why until somebody lets it go on', async () => {
    const api = await openApi(await open());
    const { people } = await prepare(api);
    await api.call('POST', '/v1/outreach/stop', { body: { because: 'a wrong list' } });
    const why = await api.call('GET', `/v1/people/${people[0]}/contact`);
    assert.equal(why.body.because, 'all outreach is stopped: a wrong list');
    const on = await api.call('POST', '/v1/outreach/resume', { body: { because: 'mended' } });
    assert.equal(on.status, 200, on.text);
    const now = await api.call('GET', '/v1/outreach');
    assert.deepEqual([now.body.stoppedBecause, now.body.missing], [null, []]);
    await api.close();
  });
});
