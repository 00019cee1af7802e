// What holds for every route: keys, scopes, refusals in one form, bodies that are wrong, and what the operator sees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../test/databases.ts';
import { openApi, profileOf, touchOf } from './api.fixture.ts';

eachDatabase((_kind, open) => {
  test('401: without a key, with another text, with an unknown key', async () => {
    const api = await openApi(await open());
    for (const key of [null, 'fk_short', `fk_${'x'.repeat(43)}`]) {
      const answer = await api.call('GET', '/v1/status', { key });
      assert.equal(answer.status, 401);
      assert.equal(answer.body.code, 'unauthorized');
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
    await api.close();
  });

  test('403: a key without the scope of the route', async () => {
    const api = await openApi(await open());
    const { read, intake } = api.keys;
    const posted = await api.call('POST', '/v1/profiles', { key: read, body: profileOf('1') });
    assert.equal(posted.status, 403);
    assert.match(posted.body.message, /lacks the scope "intake"/);
    assert.equal((await api.call('GET', '/v1/status', { key: intake })).status, 403);
    assert.equal((await api.call('GET', '/v1/api-keys', { key: read })).status, 403);
    assert.equal((await api.call('GET', '/v1/status')).status, 200);
    await api.close();
  });

  test('every path under /v1 refuses a request without a key', async () => {
    const api = await openApi(await open());
    const document = (await api.call('GET', '/openapi.json', { key: null })).body;
    const paths = Object.entries<Record<string, unknown>>(document.paths);
    assert.ok(paths.length > 20);
    // Whoever is not signed in yet: the only ones that answer.
    const answering = [
      'get /v1/setup',
      'post /v1/setup',
      'post /v1/session',
      'post /v1/session/single-sign-on',
      'post /v1/session/passkey/begin',
      'post /v1/session/passkey',
      'post /v1/invitations/accept',
    ];
    for (const [path, methods] of paths) {
      assert.ok(path.startsWith('/v1/'), path);
      for (const method of Object.keys(methods)) {
        if (answering.includes(`${method} ${path}`)) continue;
        const url = path.replaceAll(/\{\w+\}/g, '0194a0a0-0000-7000-8000-000000000000');
        const call = api.call(method.toUpperCase() as 'GET', url, { key: null });
        assert.equal((await call).status, 401, `${method} ${path}`);
      }
    }
    await api.close();
  });

  test('a rotated key works beside the new one until the overlap ends; a revoked one ends at once', async () => {
    const api = await openApi(await open());
    const rotated = await api.call('POST', `/v1/api-keys/${api.keyIds.read}/rotate`, {
      body: { overlapSeconds: 60 },
    });
    assert.equal(rotated.status, 201);
    const key = rotated.body.key as string;
    assert.equal((await api.call('GET', '/v1/status', { key })).status, 200);
    assert.equal((await api.call('GET', '/v1/status', { key: api.keys.read })).status, 200);
    api.pass(61_000);
    const late = await api.call('GET', '/v1/status', { key: api.keys.read });
    assert.equal(late.status, 401);
    assert.match(late.body.message, /has expired/);
    const again = await api.call('POST', `/v1/api-keys/${api.keyIds.read}/rotate`, { body: {} });
    assert.equal(again.status, 409);
    const gone = await api.call('DELETE', `/v1/api-keys/${rotated.body.id}`);
    assert.equal(gone.status, 204);
    assert.equal((await api.call('GET', '/v1/status', { key })).status, 401);
    const list = await api.call('GET', '/v1/api-keys?limit=2');
    assert.equal(list.body.items.length, 2);
    const rest = await api.call('GET', `/v1/api-keys?limit=10&cursor=${list.body.next}`);
    assert.equal(rest.body.items.length, 2);
    assert.equal(rest.body.next, null);
    await api.close();
  });

  test('the database keeps no key, only its hash, and when it was used', async () => {
    const api = await openApi(await open());
    await api.call('GET', '/v1/status', { key: api.keys.read });
    const rows = await sql<{ text: string }>`select k::text as text from api_keys k`.execute(
      api.deps.db,
    );
    const audit = await sql<{ text: string }>`select a::text as text from audit_entries a`.execute(
      api.deps.db,
    );
    for (const { text } of [...rows.rows, ...audit.rows]) {
      for (const key of Object.values(api.keys)) assert.ok(!text.includes(key.slice(8)));
    }
    const used = await api.deps.db
      .selectFrom('apiKeys')
      .select('lastUsedAt')
      .where('id', '=', api.keyIds.read)
      .executeTakeFirstOrThrow();
    assert.ok(used.lastUsedAt !== null);
    await api.close();
  });

  test('two workspaces on one server never see each other', async () => {
    const opened = await open();
    const one = await openApi(opened);
    const two = await openApi(opened);
    const made = await one.call('POST', '/v1/profiles', { body: profileOf('1') });
    assert.equal(made.status, 201);
    const same = await two.call('POST', '/v1/profiles', { body: profileOf('1') });
    assert.equal(same.status, 201);
    assert.notEqual(same.body.id, made.body.id);
    assert.equal((await one.call('GET', '/v1/status')).body.profiles, 1);
    const foreign = await two.call('DELETE', `/v1/api-keys/${one.keyIds.read}`);
    assert.equal(foreign.status, 404);
    await one.close();
    await two.close();
  });
});

embeddedDatabase((open) => {
  test('bodies that cannot be read are refused with what to do', async () => {
    const api = await openApi(await open());
    const cases: [
      type: string,
      content: string | Buffer,
      status: number,
      code: string,
      message: RegExp,
    ][] = [
      ['application/json', '{"a":', 400, 'malformed', /not valid JSON/],
      ['application/json', '', 400, 'malformed', /body is empty/],
      ['application/json', Buffer.from([0x22, 0xff, 0x22]), 400, 'malformed', /not valid UTF-8/],
      ['application/json', '[]', 422, 'invalid', /must be an object/],
      ['application/json', '"x"', 422, 'invalid', /must be an object/],
      ['application/json', '{"items":{}}', 422, 'invalid', /items must be an array/],
      ['application/json', '{"items":[]}', 422, 'invalid', /at least one/],
      ['application/json', '{"items":[],"more":1}', 422, 'invalid', /no field "more"/],
      [
        'application/json',
        `{"items":[${'0,'.repeat(1000)}0]}`,
        413,
        'too_large',
        /1001 entries, 1000 at most/,
      ],
      [
        'application/json',
        `{"a":"${'x'.repeat(16 * 1024 * 1024)}"}`,
        413,
        'too_large',
        /too large/,
      ],
      ['text/plain', 'hello', 415, 'unsupported_media_type', /openapi/],
      ['application/xml', '<a/>', 415, 'unsupported_media_type', /openapi/],
    ];
    for (const [type, content, status, code, message] of cases) {
      const answer = await api.call('POST', '/v1/profiles', { raw: { type, content } });
      const said = `${type} ${String(content).slice(0, 30)}`;
      assert.equal(answer.status, status, said);
      assert.equal(answer.body.code, code, said);
      assert.match(answer.body.message, message);
    }
    assert.deepEqual(api.errors, []);
    await api.close();
  });

  test('a single item that is wrong is 422 with its field', async () => {
    const api = await openApi(await open());
    const answer = await api.call('POST', '/v1/touches', { body: touchOf('1', { kind: 'fax' }) });
    assert.equal(answer.status, 422);
    assert.equal(answer.body.field, 'kind');
    await api.close();
  });

  test('a path or query that cannot be read is 400; a cursor of others is too', async () => {
    const api = await openApi(await open());
    const wrong = [
      '/v1/people/nope',
      '/v1/people?limit=0',
      '/v1/people?limit=1000',
      '/v1/people?cursor=eHg',
      '/v1/audit?cursor=MTp4',
      '/v1/rules/wishes',
      '/v1/parked?cursor=MTox',
    ];
    for (const url of wrong) {
      const answer = await api.call('GET', url);
      assert.equal(answer.status, 400, url);
      assert.equal(answer.body.code, 'malformed');
    }
    await api.close();
  });

  test('404: a path that is not there, in the same form', async () => {
    const api = await openApi(await open());
    const answer = await api.call('GET', '/v1/nothing');
    assert.equal(answer.status, 404);
    assert.equal(answer.body.code, 'not_found');
    await api.close();
  });

  test('500: a failure of ours is logged with the request id and tells nothing', async () => {
    const opened = await open();
    const api = await openApi(opened);
    await api.call('GET', '/v1/status');
    await sql`alter table touches rename to touches_gone`.execute(opened.db);
    const answer = await api.call('GET', '/v1/status', { headers: { 'x-request-id': 'r-17' } });
    await sql`alter table touches_gone rename to touches`.execute(opened.db);
    assert.equal(answer.status, 500);
    assert.equal(answer.body.code, 'internal');
    assert.ok(!answer.text.includes('touches'));
    assert.equal(answer.headers['x-request-id'], 'r-17');
    const [logged] = api.errors as { event: string; fields: { requestId: string } }[];
    assert.equal(logged?.event, 'request.failed');
    assert.equal(logged?.fields.requestId, 'r-17');
    await api.close();
  });

  test('the operator sees life, readiness and numbers without a key', async () => {
    const api = await openApi(await open());
    await api.call('POST', '/v1/profiles', { body: profileOf('1') });
    assert.equal((await api.call('GET', '/healthz', { key: null })).body.status, 'alive');
    assert.equal((await api.call('GET', '/readyz', { key: null })).body.status, 'ready');
    const metrics = await api.call('GET', '/metrics', { key: null });
    assert.match(metrics.text, /fulcrum_intake_items_total\{kind="profile",result="accepted"\} 1/);
    assert.match(
      metrics.text,
      /fulcrum_http_request_seconds_count\{method="POST",route="\/v1\/profiles",status="201"\} 1/,
    );
    await api.close();
  });

  test('the served document is OpenAPI 3.1 and names every schema it points to', async () => {
    const api = await openApi(await open());
    const answer = await api.call('GET', '/openapi.json', { key: null });
    assert.equal(answer.body.openapi, '3.1.0');
    const pointers = answer.text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const names = new Set([...pointers].map((match) => match[1]!));
    assert.ok(names.has('ProfileInput'));
    for (const name of names) assert.ok(name in answer.body.components.schemas, name);
    const post = answer.body.paths['/v1/profiles'].post;
    assert.ok(post.requestBody.content['application/json'].schema);
    await api.close();
  });
});
