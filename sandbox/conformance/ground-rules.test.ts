// Envelopes, headers, errors, keys, pages and orders.
import assert from 'node:assert/strict';
import {
  anOpportunity,
  ask,
  assertRefused,
  aUser,
  basic,
  create,
  freshEmail,
  get,
  NOBODY,
  reads,
  sandbox,
  staged,
  writes,
  type Json,
} from './target.ts';

reads('replies are JSON in UTF-8 with Lever’s own headers', async () => {
  const { headers } = await get('/stages');
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  if (!sandbox) return;
  assert.equal(headers.get('server'), 'lever-data-api');
  assert.equal(headers.get('x-stream-path'), 'dapi');
  assert.equal(headers.get('x-lever-region'), 'global');
});

reads('a single resource comes in data', async () => {
  assert.deepEqual(Object.keys((await get('/stages/offer')).body), ['data']);
});

writes('creating an opportunity puts deduped beside data', async () => {
  const made = await create({ emails: [freshEmail()] });
  assert.deepEqual(Object.keys(made.body).sort(), ['data', 'deduped']);
});

writes('a 204 has an empty body', async () => {
  const row = await anOpportunity();
  const note = await ask('POST', `/opportunities/${row.id}/notes`, { body: { value: 'x' } });
  const gone = await ask('DELETE', `/opportunities/${row.id}/notes/${note.body.data.id}`);
  assert.equal(gone.status, 204);
  assert.equal(gone.text, '');
});

reads('times are whole milliseconds and ids are lower-case UUIDs', async () => {
  const [row] = (await get('/opportunities', { limit: 1 })).body.data;
  for (const field of ['createdAt', 'lastAdvancedAt', 'lastInteractionAt']) {
    assert.ok(Number.isInteger(row[field]) && row[field] > 1e12, field);
  }
  assert.match(row.id, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
});

reads('no key and a wrong key are 401', async () => {
  assertRefused(await ask('GET', '/stages', { key: null }), 401);
  assertRefused(await ask('GET', '/stages', { key: 'wrong' }), 401);
});

reads('the key is the user name of Basic with an empty password', async () => {
  assert.equal((await get('/stages')).status, 200);
});

staged('Bearer with the raw key works too', async (local) => {
  const headers = { authorization: `Bearer ${local.apiKey}` };
  assert.equal((await ask('GET', '/stages', { key: null, headers })).status, 200);
});

staged('a revoked key is a 401', async (local) => {
  const { apiKey } = local.control.addKey({});
  assert.equal((await ask('GET', '/stages', { key: apiKey })).status, 200);
  local.control.revokeKey({ apiKey });
  assertRefused(await ask('GET', '/stages', { key: apiKey }), 401);
});

staged('a key with one action may do that one only', async (local) => {
  const { apiKey } = local.control.addKey({
    permissions: ['POST /opportunities/:opportunity/notes'],
  });
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  assert.equal((await ask('POST', path, { key: apiKey, body: { value: 'x' } })).status, 201);
  assertRefused(await ask('GET', path, { key: apiKey }), 403);
});

staged('a key that may apply may also upload', async (local) => {
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4']), 'cv.pdf');
  const { apiKey } = local.control.addKey({ permissions: ['apply:write'] });
  assert.equal((await ask('POST', '/uploads', { key: apiKey, form })).status, 201);
});

reads('an unknown path and an unknown object are 404', async () => {
  assertRefused(await get('/nothing'), 404);
  assertRefused(await get(`/opportunities/${NOBODY}`), 404);
  assertRefused(await get(`/contacts/${NOBODY}`), 404);
});

staged('a missing stage is named the documented way', async () => {
  const { body } = await get(`/stages/${NOBODY}`);
  assert.deepEqual(body, { code: 'ResourceNotFound', message: `stages ${NOBODY} was not found` });
});

staged('the other recorded 404 code is a switch', async (local) => {
  local.control.setSwitches({ notFoundCode: 'NotFoundError' });
  assert.equal((await get(`/stages/${NOBODY}`)).body.code, 'NotFoundError');
  local.control.setSwitches({ notFoundCode: 'ResourceNotFound' });
});

reads('malformed JSON, an array and another content type are 400', async () => {
  const query = { perform_as: await aUser() };
  const json = { 'content-type': 'application/json' };
  for (const raw of ['{', '[]', '"text"', '{"name":1}']) {
    assertRefused(await ask('POST', '/opportunities', { query, raw, headers: json }), 400);
  }
  const headers = { 'content-type': 'text/plain' };
  assertRefused(await ask('POST', '/opportunities', { query, raw: '{}', headers }), 400);
});

reads('limit is 1 to 100', async () => {
  assert.equal((await get('/opportunities', { limit: 1 })).body.data.length, 1);
  for (const limit of ['0', '101', 'ten', '-1', '1.5'])
    assertRefused(await get('/users', { limit }), 400);
});

reads('next is there only when hasNext is true', async () => {
  const all = await get('/stages');
  assert.deepEqual(Object.keys(all.body), ['data', 'hasNext']);
  const some = await get('/stages', { limit: 1 });
  assert.equal(some.body.hasNext, true);
  assert.equal(typeof some.body.next, 'string');
});

reads('the cursor is a percent-encoded JSON array and works encoded once or twice', async () => {
  const first = await get('/opportunities', { limit: 3 });
  if (!first.body.hasNext) return;
  const key = JSON.parse(decodeURIComponent(first.body.next));
  assert.deepEqual(
    key.map((part: Json) => typeof part),
    ['number', 'number', 'string'],
  );
  const twice = await get('/opportunities', { limit: 3, offset: first.body.next });
  const once = await ask('GET', `/opportunities?limit=3&offset=${first.body.next}`);
  assert.deepEqual(once.body, twice.body);
});

reads('users and postings have cursors of creation time and id', async () => {
  for (const path of ['/users', '/postings']) {
    const page = await get(path, { limit: 1 });
    if (!page.body.hasNext) continue;
    const key = JSON.parse(decodeURIComponent(page.body.next));
    assert.deepEqual(
      key.map((part: Json) => typeof part),
      ['number', 'string'],
      path,
    );
  }
});

reads('a token from elsewhere is refused', async () => {
  for (const offset of ['nonsense', '0.1414.abc', '%5B1%5D', '[]', '{}', '["a",1]']) {
    const answer = await get('/opportunities', { offset });
    assertRefused(answer, 400);
    assert.equal(answer.body.message, 'Invalid offset token');
  }
});

reads('pages hold every row once', async () => {
  const seen: string[] = [];
  let offset: string | undefined;
  for (let page = 0; page < 200; page += 1) {
    const answer = await get('/opportunities', { limit: 7, ...(offset ? { offset } : {}) });
    seen.push(...answer.body.data.map((row: Json) => row.id));
    if (!answer.body.hasNext || seen.length > 300) break;
    offset = answer.body.next;
  }
  assert.equal(new Set(seen).size, seen.length);
});

reads('users and postings are newest first', async () => {
  for (const path of ['/users', '/postings']) {
    const times = (await get(path)).body.data.map((row: Json) => row.createdAt);
    assert.deepEqual(
      times,
      times.toSorted((a: number, b: number) => b - a),
      path,
    );
  }
});

reads('tags and sources are ordered by text whatever the case', async () => {
  for (const path of ['/tags', '/sources']) {
    const texts = (await get(path)).body.data.map((row: Json) => row.text.toLowerCase());
    assert.deepEqual(texts, texts.toSorted(), path);
  }
});

reads('requisitions are ordered by id descending', async () => {
  const ids = (await get('/requisitions')).body.data.map((row: Json) => row.id);
  assert.deepEqual(ids, ids.toSorted().reverse());
});

reads('lists without hasNext: webhooks, requisition fields, disposition stages', async () => {
  for (const path of ['/webhooks', '/requisition_fields', '/disposition_stages']) {
    const { status, body } = await get(path);
    if (status === 403 && !sandbox) continue;
    assert.deepEqual(Object.keys(body), ['data'], path);
  }
});

reads('repeating a filter means or, with brackets or without', async () => {
  const query = 'stage_id=lead-new&stage_id=lead-responded&limit=100';
  const plain = await ask('GET', `/opportunities?${query}`);
  for (const row of plain.body.data) assert.ok(['lead-new', 'lead-responded'].includes(row.stage));
  const bracketed = await ask(
    'GET',
    `/opportunities?${query.replaceAll('stage_id', 'stage_id[]')}`,
  );
  assert.deepEqual(bracketed.body.data.length, plain.body.data.length);
});

reads('expand puts the object in place of the id', async () => {
  const expand = ['stage', 'contact', 'owner', 'applications'];
  const [row] = (await get('/opportunities', { limit: 1, expand })).body.data;
  assert.deepEqual(Object.keys(row.stage), ['id', 'text']);
  assert.equal(typeof row.contact.location, 'object');
  assert.equal(typeof row.owner.username, 'string');
  for (const each of row.applications) assert.equal(each.opportunityId, row.id);
});

reads('something not expandable is a 400', async () => {
  const answer = await get('/opportunities', { expand: 'posting' });
  assertRefused(answer, 400);
  assert.equal(answer.body.message, 'posting is not expandable');
});

reads('include is subtractive and expand wins over it', async () => {
  const [row] = (await get('/postings', { limit: 1, include: 'content' })).body.data;
  assert.ok('content' in row && !('followers' in row));
  const narrow = (await get('/form_templates', { include: 'text' })).body.data[0];
  if (narrow) assert.deepEqual(Object.keys(narrow), ['id', 'text']);
  const query = { limit: 1, include: 'content', expand: 'followers' };
  const [expanded] = (await get('/postings', query)).body.data;
  assert.ok('followers' in expanded);
});

reads('followers and content are there without asking', async () => {
  assert.ok('followers' in (await get('/opportunities', { limit: 1 })).body.data[0]);
  assert.ok('content' in (await get('/postings', { limit: 1 })).body.data[0]);
});

staged('confidential rows need the grant and the parameter', async (local) => {
  const posting = local.control
    .postings()
    .find((each) => each.confidential && each.state !== 'closed');
  const row = await anOpportunity({ postings: [posting?.id] });
  assert.equal(row.confidentiality, 'confidential');
  const { apiKey } = local.control.addKey({ confidential: false });
  assertRefused(
    await ask('GET', '/opportunities', { key: apiKey, query: { confidentiality: 'all' } }),
    403,
  );
  assertRefused(await ask('GET', `/opportunities/${row.id}`, { key: apiKey }), 403);
  const hidden = await get('/opportunities', { contact_id: row.contact });
  assert.equal(hidden.body.data.length, 0);
  const shown = await get('/opportunities', {
    contact_id: row.contact,
    confidentiality: 'confidential',
  });
  assert.equal(shown.body.data.length, 1);
  assertRefused(await get('/opportunities', { confidentiality: 'secret' }), 400);
});

writes('perform_as is required where Lever requires it', async () => {
  const row = await anOpportunity();
  const calls: [string, string][] = [
    ['POST', '/opportunities'],
    ['POST', `/opportunities/${row.id}/panels`],
    ['POST', `/opportunities/${row.id}/interviews`],
    ['POST', `/opportunities/${row.id}/feedback`],
    ['POST', '/postings'],
  ];
  for (const [method, path] of calls) {
    const answer = await ask(method, path, { body: {} });
    assertRefused(answer, 400);
    assert.equal(answer.body.message, 'Missing required parameter: perform_as', path);
  }
});

staged(
  'perform_as of an interviewer is accepted, of a stranger or a deactivated user not',
  async (local) => {
    const users = local.control.users();
    const interviewer = users.find((user) => user.accessRole === 'interviewer');
    const as = (id: string | undefined) =>
      ask('POST', '/opportunities', { query: { perform_as: id ?? '' }, body: {} });
    assert.equal((await as(interviewer?.id)).status, 201);
    assertRefused(await as(NOBODY), 400);
    local.control.setSwitches({ performAsUnknownStatus: 404 });
    assertRefused(await as(NOBODY), 404);
    local.control.setSwitches({ performAsUnknownStatus: 400 });
    local.control.setUserActive({ user: interviewer?.id ?? '', active: false });
    assertRefused(await as(interviewer?.id), 400);
    local.control.setUserActive({ user: interviewer?.id ?? '', active: true });
  },
);

staged('429 has the error body, and Retry-After only when switched on', async (local) => {
  const { apiKey } = local.control.addKey({});
  local.control.setLimits({ perSecond: 1, burst: 1 });
  assert.equal((await ask('GET', '/stages', { key: apiKey })).status, 200);
  const first = await ask('GET', '/stages', { key: apiKey });
  assertRefused(first, 429);
  assert.equal(first.headers.get('retry-after'), null);
  local.control.setSwitches({ retryAfter: true });
  assert.equal((await ask('GET', '/stages', { key: apiKey })).headers.get('retry-after'), '1');
  local.control.setSwitches({ retryAfter: false });
  local.control.setLimits({ off: true });
});

staged('OAuth scopes allow what they name and a write scope includes reading', async (local) => {
  const token = await accessToken(local, 'opportunities:write:admin');
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await ask('GET', '/opportunities', { key: null, headers })).status, 200);
  assertRefused(await ask('GET', '/stages', { key: null, headers }), 403);
  const query = { confidentiality: 'all' };
  assertRefused(await ask('GET', '/opportunities', { key: null, headers, query }), 403);
  assert.notEqual(headers.authorization, basic(local.apiKey));
});

staged('the authorisation answers with code and state, or with access_denied', async (local) => {
  const good = await authorize(local, 'stages:read:admin');
  assert.ok(good.searchParams.get('code'));
  assert.equal(good.searchParams.get('state'), 'kept');
  local.control.setSwitches({ oauthConsent: 'refuse' });
  const refused = await authorize(local, 'stages:read:admin');
  assert.equal(refused.searchParams.get('error'), 'access_denied');
  assert.equal(refused.searchParams.get('state'), 'kept');
  local.control.setSwitches({ oauthConsent: 'grant' });
});

staged(
  'the token reply has what is documented; refresh only with offline_access',
  async (local) => {
    const without = await tokenReply(local, 'stages:read:admin');
    assert.deepEqual(Object.keys(without).sort(), [
      'access_token',
      'expires_in',
      'scope',
      'token_type',
    ]);
    assert.equal(without.expires_in, 3600);
    assert.equal(without.token_type, 'Bearer');
    assert.equal(without.access_token.split('.').length, 3);
    assert.ok('refresh_token' in (await tokenReply(local, 'offline_access stages:read:admin')));
  },
);

const REDIRECT = 'https://app.example/return';
type Local = NonNullable<typeof sandbox>;
let app: { clientId: string; clientSecret: string; audience: string } | undefined;

async function authorize(local: Local, scope: string): Promise<URL> {
  app ??= local.control.addOAuthApp({ redirectUris: [REDIRECT] });
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    state: 'kept',
    audience: app.audience,
    scope,
  });
  const reply = await local.fetch(`http://x/authorize?${query.toString()}`);
  assert.equal(reply.status, 302);
  return new URL(reply.headers.get('location') ?? '');
}

async function tokenReply(local: Local, scope: string): Promise<Json> {
  const back = await authorize(local, scope);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: app?.clientId ?? '',
    client_secret: app?.clientSecret ?? '',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: REDIRECT,
  });
  const reply = await local.fetch('http://x/oauth/token', { method: 'POST', body });
  assert.equal(reply.status, 200);
  return reply.json();
}

async function accessToken(local: Local, scope: string): Promise<string> {
  return (await tokenReply(local, scope)).access_token;
}
