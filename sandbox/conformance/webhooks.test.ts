// Webhook subscriptions, conditions, and the data of every event.
import assert from 'node:assert/strict';
import {
  anOpportunity,
  aPosting,
  ask,
  assertRefused,
  aUser,
  delivered,
  NOBODY,
  staged,
  writes,
  now,
} from './target.ts';

writes('a webhook without origins gets all six, in the recorded order', async () => {
  const body = { url: 'https://hooks.example/origins', event: 'applicationCreated' };
  const { data } = (await ask('POST', '/webhooks', { body })).body;
  const origins = ['applied', 'sourced', 'referred', 'university', 'internal', 'agency'];
  assert.deepEqual(data.configuration.conditions.origins, origins);
  const changed = { id: data.id, configuration: { conditions: { origins: ['sourced'] } } };
  const put = await ask('PUT', '/webhooks', { body: { data: [changed] } });
  assert.deepEqual(put.body.data[0].configuration.conditions.origins, ['sourced']);
  assert.equal((await ask('DELETE', `/webhooks/${data.id}`)).status, 204);
  assertRefused(await ask('DELETE', `/webhooks/${data.id}`), 404);
});

writes('webhooks need https, a known event, and no change of event', async () => {
  const post = (body: object) => ask('POST', '/webhooks', { body });
  assertRefused(await post({ url: 'http://hooks.example/x', event: 'candidateHired' }), 400);
  assertRefused(await post({ url: 'https://hooks.example/x', event: 'noteCreated' }), 400);
  assertRefused(await post({ url: 'nowhere', event: 'candidateHired' }), 400);
  assertRefused(await ask('PUT', '/webhooks', { body: { data: [{ id: NOBODY }] } }), 400);
});

staged('every event carries its documented data', async (sandbox) => {
  const url = 'https://hooks.example/every-event';
  sandbox.control.switchWebhooks({ on: true });
  const events = [
    'applicationCreated',
    'candidateStageChange',
    'candidateArchiveChange',
    'candidateHired',
    'candidateDeleted',
    'interviewCreated',
    'interviewUpdated',
    'interviewDeleted',
    'contactCreated',
    'contactUpdated',
  ];
  for (const event of events) await ask('POST', '/webhooks', { body: { url, event } });
  const performer = await aUser();
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  const base = `/opportunities/${row.id}`;
  await ask('PUT', `/contacts/${row.contact}`, { body: { headline: 'x' } });
  sandbox.control.moveStage({ opportunity: row.id, stage: 'offer' });
  const interview = { date: now() + 1e8, duration: 30, interviewers: [{ id: performer }] };
  const query = { perform_as: performer };
  const panel = await ask('POST', `${base}/panels`, {
    query,
    body: { timezone: 'UTC', interviews: [interview] },
  });
  const { id } = panel.body.data.interviews[0];
  await ask('PUT', `${base}/interviews/${id}`, { query, body: interview });
  await ask('DELETE', `${base}/interviews/${id}`, { query });
  sandbox.control.hire({ opportunity: row.id });
  sandbox.control.deleteOpportunity({ opportunity: row.id });
  await sandbox.control.settleWebhooks();
  const ids = ['candidateId', 'contactId', 'opportunityId'];
  const wanted: Record<string, string[]> = {
    applicationCreated: ['applicationId', ...ids],
    candidateStageChange: [...ids.slice(0, 2), 'fromStageId', 'opportunityId', 'toStageId'],
    candidateArchiveChange: [...ids.slice(0, 2), 'fromArchived', 'opportunityId', 'toArchived'],
    candidateHired: ids,
    candidateDeleted: ['candidateId', 'contactId', 'deletedBy', 'opportunityId'],
    interviewCreated: ['createdAt', 'interviewId', 'opportunityId', 'panelId'],
    interviewUpdated: ['interviewId', 'opportunityId', 'panelId', 'updatedAt'],
    interviewDeleted: ['deletedAt', 'interviewId', 'opportunityId', 'panelId'],
    contactCreated: ['accountId', 'contactId', 'createdAt'],
    contactUpdated: ['accountId', 'contactId', 'updatedAt'],
  };
  const got = new Map(
    delivered.filter((each) => each.url === url).map((each) => [each.body.event, each]),
  );
  for (const [event, fields] of Object.entries(wanted)) {
    const request = got.get(event);
    assert.deepEqual(Object.keys(request?.body.data ?? {}).sort(), fields, event);
    assert.equal(request?.headers['user-agent'], 'Lever-Webhooks');
    assert.equal(typeof request?.body.triggeredAt, 'number');
    assert.match(request?.body.token, /^[0-9a-f]{48}$/);
  }
});

staged('conditions keep other origins away', async (sandbox) => {
  const url = 'https://hooks.example/conditions';
  const configuration = { conditions: { origins: ['referred'] } };
  await ask('POST', '/webhooks', { body: { url, event: 'candidateStageChange', configuration } });
  const sourced = await anOpportunity({ origin: 'sourced' });
  const referred = await anOpportunity({ origin: 'referred' });
  for (const row of [sourced, referred])
    sandbox.control.moveStage({ opportunity: row.id, stage: 'offer' });
  await sandbox.control.settleWebhooks();
  const got = delivered.filter((each) => each.url === url);
  assert.deepEqual(
    got.map((each) => each.body.data.opportunityId),
    [referred.id],
  );
});

staged('the test call is candidateHired with empty data', async (sandbox) => {
  const url = 'https://hooks.example/test-call';
  const made = await ask('POST', '/webhooks', { body: { url, event: 'contactCreated' } });
  sandbox.control.testWebhook({ webhook: made.body.data.id });
  await sandbox.control.settleWebhooks();
  const got = delivered.find((each) => each.url === url);
  assert.deepEqual([got?.body.event, got?.body.data], ['candidateHired', {}]);
});

staged('a webhook made by hand cannot be changed or deleted by API', async (sandbox) => {
  const url = 'https://hooks.example/by-hand';
  const { id } = sandbox.control.addWebhook({ event: 'candidateHired', url });
  assertRefused(await ask('PUT', '/webhooks', { body: { data: [{ id, url }] } }), 403);
  assertRefused(await ask('DELETE', `/webhooks/${id}`), 403);
});
