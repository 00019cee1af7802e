// What surprises integrators, 18 to 35: webhooks, limits, keys, postings, sign-in.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createSandbox } from '../sandbox.ts';
import {
  anOpportunity,
  aPosting,
  ask,
  assertRefused,
  aUser,
  basic,
  delivered,
  freshEmail,
  get,
  NOBODY,
  reads,
  staged,
  writes,
  type Json,
} from './target.ts';

writes('surprise 18: the signature token is shown at creation and never again', async () => {
  const url = 'https://hooks.example/surprise-18';
  const made = await ask('POST', '/webhooks', { body: { url, event: 'candidateHired' } });
  const { id, configuration } = made.body['data'];
  assert.match(String(configuration?.['signatureToken']), /^[0-9a-f]{48}$/);
  const listed = (await get('/webhooks')).body['data'].find((each: Json) => each['id'] === id);
  assert.ok(listed && !('signatureToken' in listed['configuration']));
  assert.equal((await ask('DELETE', `/webhooks/${id}`)).status, 204);
});

staged('surprise 19: the signature covers token and time, not the data', async (sandbox) => {
  const url = 'https://hooks.example/surprise-19';
  const made = await ask('POST', '/webhooks', { body: { url, event: 'candidateStageChange' } });
  const secret = String(made.body['data']['configuration']['signatureToken']);
  const row = await anOpportunity();
  sandbox.control.moveStage({ opportunity: row['id'], stage: 'lead-responded' });
  await sandbox.control.settleWebhooks();
  const body = delivered.find((each) => each.url === url)?.body;
  const mac = createHmac('sha256', secret)
    .update(`${body['token']}${body['triggeredAt']}`)
    .digest('hex');
  assert.equal(body['signature'], mac);
  assert.equal(body['data']['toStageId'], 'lead-responded');
});

writes(
  'surprise 20: PUT webhooks is a bulk call; the same subscription may exist twice',
  async () => {
    const body = { url: 'https://hooks.example/surprise-20', event: 'candidateHired' };
    const one = (await ask('POST', '/webhooks', { body })).body['data'];
    const two = (await ask('POST', '/webhooks', { body })).body['data'];
    assert.notEqual(one['id'], two['id']);
    const put = await ask('PUT', '/webhooks', {
      body: { data: [{ id: one['id'], url: 'https://hooks.example/moved' }] },
    });
    assert.equal(put.status, 200);
    assert.equal(put.body['data'][0]?.['url'], 'https://hooks.example/moved');
    assert.equal((await ask('PUT', `/webhooks/${one['id']}`, { body: {} })).status, 404);
    for (const each of [one, two]) await ask('DELETE', `/webhooks/${each['id']}`);
  },
);

staged('surprise 21: a redirect is a failed delivery and is tried again', async () => {
  const statuses = [301, 200];
  const asked: string[] = [];
  const own = createSandbox({
    startAt: 1_790_000_000_000,
    webhooksOn: true,
    limits: null,
    post: (url) => {
      asked.push(url);
      return Promise.resolve({ status: statuses[asked.length - 1] ?? 200 });
    },
  });
  const headers = { authorization: basic(own.apiKey), 'content-type': 'application/json' };
  const post = (path: string, body: object) =>
    own.fetch(`http://x/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await post('/webhooks', { url: 'https://hooks.example/21', event: 'contactCreated' });
  await post(`/opportunities?perform_as=${own.control.users()[0]?.id}`, { name: 'A' });
  await own.control.settleWebhooks();
  assert.equal(own.control.deliveries()[0]?.state, 'waiting');
  own.control.advanceClock({ ms: 60_000 });
  await own.control.settleWebhooks();
  assert.equal(own.control.deliveries()[0]?.state, 'delivered');
  assert.equal(asked.length, 2);
});

staged(
  'surprise 22: notes, tags, owner and a candidacy without posting send no webhook',
  async (sandbox) => {
    const events = [
      'applicationCreated',
      'candidateStageChange',
      'candidateArchiveChange',
      'candidateHired',
    ];
    const url = 'https://hooks.example/surprise-22';
    for (const event of events) await ask('POST', '/webhooks', { body: { url, event } });
    const row = await anOpportunity();
    const path = `/opportunities/${row['id']}`;
    await ask('POST', `${path}/notes`, { body: { value: 'x' } });
    await ask('POST', `${path}/addTags`, { body: { tags: ['quiet'] } });
    sandbox.control.setOwner({ opportunity: row['id'], owner: await aUser() });
    await sandbox.control.settleWebhooks();
    assert.equal(delivered.filter((each) => each.url === url).length, 0);
  },
);

staged('surprise 23: the limit is a bucket of 20 and 10 a second for each key', async () => {
  const own = createSandbox({ startAt: 1_790_000_000_000 });
  const other = own.control.addKey({}).apiKey;
  const call = async (secret: string) => {
    const reply = await own.fetch('http://x/v1/stages', {
      headers: { authorization: basic(secret) },
    });
    return reply.status;
  };
  const burst = [];
  for (let at = 0; at < 21; at += 1) burst.push(await call(own.apiKey));
  assert.deepEqual(burst, [...Array<number>(20).fill(200), 429]);
  assert.equal(await call(other), 200, 'another key has its own bucket');
  own.control.advanceClock({ ms: 99 });
  assert.equal(await call(own.apiKey), 429);
  own.control.advanceClock({ ms: 1 });
  assert.equal(await call(own.apiKey), 200);
});

staged(
  'surprise 24: a key has its permissions for good; a missing one is a 403',
  async (sandbox) => {
    const { apiKey } = sandbox.control.addKey({ permissions: ['opportunities:read'] });
    assert.equal((await ask('GET', '/opportunities', { key: apiKey })).status, 200);
    assertRefused(await ask('GET', '/users', { key: apiKey }), 403);
    assertRefused(await ask('POST', '/opportunities', { key: apiKey, body: {} }), 403);
  },
);

staged('surprise 25: the users list hides deactivated users', async (sandbox) => {
  const user = (await get('/users')).body['data'].at(-1);
  sandbox.control.setUserActive({ user: user['id'], active: false });
  const has = async (query: Record<string, boolean>) =>
    (await get('/users', query)).body['data'].some((each: Json) => each['id'] === user['id']);
  assert.equal(await has({}), false);
  assert.equal(await has({ includeDeactivated: true }), true);
  sandbox.control.setUserActive({ user: user['id'], active: true });
});

reads('surprise 26: published means the public site; unlisted postings are internal', async () => {
  const publicOnly = (await get('/postings', { state: 'published' })).body['data'];
  assert.ok(publicOnly.every((each: Json) => each['distributionChannels'].includes('public')));
  const both = await get('/postings', {
    state: 'published',
    distributionChannel: ['public', 'internal'],
  });
  assert.ok(both.body['data'].length >= publicOnly.length);
  const unlisted = (await get('/postings', { state: 'internal' })).body['data'];
  assert.ok(
    unlisted.every(
      (each: Json) => each['state'] === 'internal' && each['distributionChannels'] === null,
    ),
  );
});

writes('surprise 27: postings is an array that takes one id', async () => {
  const { id } = await aPosting();
  const query = { perform_as: await aUser() };
  assertRefused(await ask('POST', '/opportunities', { query, body: { postings: [id, id] } }), 400);
});

writes(
  'surprise 28: apply returns an application id only; own-domain addresses become internal',
  async () => {
    const posting = await aPosting();
    const company = String((await get('/users')).body['data'][0]?.['email']).split('@')[1];
    const cases: [string, string][] = [
      [freshEmail(), 'applied'],
      [`${freshEmail().split('@')[0]}@${company}`, 'internal'],
    ];
    for (const [email, origin] of cases) {
      const personalInformation = [
        { name: 'fullName', value: 'Applying Person' },
        { name: 'email', value: email },
      ];
      const applied = await ask('POST', `/postings/${posting['id']}/apply`, {
        body: { personalInformation },
      });
      assert.equal(applied.status, 201, applied.text);
      assert.deepEqual(Object.keys(applied.body['data']), ['applicationId']);
      const found = await get('/opportunities', { email, posting_id: posting['id'] });
      assert.equal(found.body['data'][0]?.['origin'], origin);
      assert.equal(found.body['data'][0]?.['stage'], 'applicant-new');
    }
  },
);

writes(
  'surprise 29: retitling an unlisted posting by API makes it a draft without locations',
  async () => {
    const query = { perform_as: await aUser() };
    const categories = { location: 'Lisbon' };
    const made = await ask('POST', '/postings', {
      query,
      body: { text: 'Unlisted', state: 'internal', categories },
    });
    const path = `/postings/${made.body['data']['id']}`;
    const changed = await ask('POST', path, { query, body: { text: 'Unlisted, new title' } });
    assert.equal(changed.status, 200);
    assert.equal(changed.body['data']['state'], 'draft');
    assert.equal(changed.body['data']['urls'], null);
    assert.deepEqual(changed.body['data']['categories']['allLocations'], []);
  },
);

writes('surprise 30: requisition writes answer with an internal record', async () => {
  const code = `CONF-${freshEmail().split('@')[0]}`;
  const body = { name: 'Conformance', requisitionCode: code, headcountTotal: 1 };
  const made = await ask('POST', '/requisitions', { body });
  assert.equal(made.status, 201, made.text);
  assert.ok('accountId' in made.body['data'] && !('status' in made.body['data']));
  const path = `/requisitions/${made.body['data']['id']}`;
  assert.equal((await get(path)).body['data']['status'], 'open');
  assert.equal((await ask('DELETE', path)).status, 204);
});

writes('surprise 31: origin, owner and sourcedBy are fixed at creation', async () => {
  const performer = await aUser();
  const row = await anOpportunity({ origin: 'sourced', owner: performer });
  assert.equal(row['origin'], 'sourced');
  assert.equal(row['sourcedBy'], performer);
  assert.equal((await anOpportunity({ origin: 'referred' }))['sourcedBy'], null);
  assert.equal(
    (await ask('PUT', `/opportunities/${row['id']}`, { body: { origin: 'applied' } })).status,
    404,
  );
});

staged(
  'surprise 32: refresh tokens rotate; the second to use one is locked out',
  async (sandbox) => {
    const { refreshOnce, first } = await oauth(sandbox);
    const good = await refreshOnce(first);
    assert.equal(good.status, 200);
    assert.notEqual(good.body['refresh_token'], first);
    assert.equal((await refreshOnce(first)).status, 400);
    assert.equal((await refreshOnce(good.body['refresh_token'])).status, 200);
  },
);

staged('surprise 33: an account on the basic package has no API', async (sandbox) => {
  sandbox.control.setSwitches({ basicPackage: true });
  assertRefused(await get('/opportunities'), 403);
  sandbox.control.setSwitches({ basicPackage: false });
});

reads('surprise 34: the lead stages come first and are told from applicants by id', async () => {
  const { stages } = (await get('/disposition_stages')).body['data'];
  const ids = stages?.map((stage: Json) => stage['id']) ?? [];
  for (const id of ['lead-new', 'applicant-new', 'offer']) assert.ok(ids.includes(id), id);
  const pipeline = new Map(stages?.map((stage: Json) => [stage['id'], stage['pipeline']]));
  assert.equal(pipeline.get('lead-new'), 'lead');
  assert.equal(pipeline.get('applicant-new'), 'applicant');
});

writes('surprise 35: setting the present stage again is a silent no-op', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row['id']}`;
  await ask('PUT', `${path}/stage`, { body: { stage: 'lead-responded' } });
  const before = (await get(path)).body['data'];
  const again = await ask('PUT', `${path}/stage`, { body: { stage: 'lead-responded' } });
  assert.equal(again.status, 200);
  const after = (await get(path)).body['data'];
  assert.equal(after['stageChanges'].length, before['stageChanges'].length);
  assert.equal(after['lastAdvancedAt'], before['lastAdvancedAt']);
});

async function oauth(sandbox: ReturnType<typeof createSandbox>) {
  const redirect = 'https://app.example/back';
  const app = sandbox.control.addOAuthApp({ redirectUris: [redirect] });
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirect,
    response_type: 'code',
    state: NOBODY,
    audience: app.audience,
    scope: 'offline_access opportunities:write:admin',
  });
  const back = await sandbox.fetch(`http://x/authorize?${query.toString()}`);
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const token = async (form: Record<string, string>) => {
    const client = { client_id: app.clientId, client_secret: app.clientSecret };
    const body = new URLSearchParams({ ...client, ...form });
    const reply = await sandbox.fetch('http://x/oauth/token', { method: 'POST', body });
    return { status: reply.status, body: (await reply.json()) as Json };
  };
  const granted = await token({ grant_type: 'authorization_code', code, redirect_uri: redirect });
  const refreshOnce = (refresh: string) =>
    token({ grant_type: 'refresh_token', refresh_token: refresh });
  return { first: String(granted.body['refresh_token']), refreshOnce };
}
