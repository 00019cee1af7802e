// Every endpoint of the served document by every kind of caller, and with ids of another workspace.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, scopes } from '../../src/core/governance/scopes.ts';
import { createApiKey } from '../../src/flows/create-api-key.ts';
import { revokeApiKey } from '../../src/flows/revoke-api-key.ts';
import type { Api } from '../../src/http/api.fixture.ts';
import { openApi } from '../../src/http/api.fixture.ts';
import { eachDatabase } from '../databases.ts';
import { callEndpoint, listEndpoints, scopeOf } from './endpoints.ts';
import { addOwnRows, contentOf } from './own-rows.ts';

const day = 86_400_000;
const missing = '0190f3c4-0000-7000-8000-00000000dead';
const noId = (): string => missing;

/** A key that never worked, ended by time, or was taken back; each with how it is sent. */
async function uselessKeys(api: Api): Promise<Record<string, string>> {
  const { deps, workspaceId } = api;
  const made = async (expiresAt: Date | null) =>
    await createApiKey(deps, {
      workspaceId,
      name: 'soon useless',
      scopes: ['admin'],
      expiresAt,
      actor: 'cli',
    });
  const expired = await made(new Date(deps.clock.now().getTime() + day));
  const revoked = await made(null);
  await revokeApiKey(deps, { workspaceId, id: revoked.id, actor: 'cli' });
  api.pass(2 * day);
  const real = api.keys.admin;
  return {
    garbage: 'Bearer fk_garbage',
    empty: 'Bearer ',
    'a text without a scheme': real,
    'another scheme': `Basic ${Buffer.from(`${real}:`).toString('base64')}`,
    'a key with one letter changed': `Bearer ${real.slice(0, -1)}${real.endsWith('A') ? 'B' : 'A'}`,
    'a key cut short': `Bearer ${real.slice(0, -1)}`,
    'a key in capitals': `Bearer ${real.toUpperCase()}`,
    expired: `Bearer ${expired.key.reveal()}`,
    revoked: `Bearer ${revoked.key.reveal()}`,
  };
}

eachDatabase((_kind, open) => {
  test('nobody, and nobody with a useless key or a cookie, gets anything from any endpoint', async () => {
    const api = await openApi(await open());
    const keys = await uselessKeys(api);
    const cookie = ['fulcrum_session', 'session', 'token', 'authorization', 'key']
      .map((name) => `${name}=${api.keys.admin}`)
      .join('; ');
    for (const endpoint of await listEndpoints(api)) {
      if (endpoint.rule === 'anyone') continue;
      const tries: [string, Record<string, string>][] = [
        ['nobody', {}],
        ['a key in a cookie', { cookie, 'x-fulcrum-request': '1' }],
        ['a key in other headers', { 'x-api-key': api.keys.admin, cookie: '' }],
        ...Object.entries(keys).map(([name, authorization]): [string, Record<string, string>] => [
          name,
          { authorization },
        ]),
      ];
      for (const [who, headers] of tries) {
        const answer = await callEndpoint(api, endpoint, { idOf: noId, key: null, headers });
        assert.equal(answer.status, 401, `${endpoint.name} by ${who}: ${answer.text}`);
      }
      const inQuery = await callEndpoint(
        api,
        { ...endpoint, path: `${endpoint.path}?key=${api.keys.admin}&api_key=${api.keys.admin}` },
        { idOf: noId, key: null },
      );
      assert.equal(inQuery.status, 401, `${endpoint.name} with the key in the address`);
    }
    await api.close();
  });

  test('each scope opens exactly the endpoints that need it', async () => {
    const api = await openApi(await open());
    const wrong: string[] = [];
    for (const scope of scopes) {
      const made = await createApiKey(api.deps, {
        workspaceId: api.workspaceId,
        name: scope,
        scopes: [scope],
        actor: 'cli',
      });
      const key = made.key.reveal();
      for (const endpoint of await listEndpoints(api)) {
        const needed = scopeOf(endpoint.rule);
        const isPerson = endpoint.rule.startsWith('person ');
        const isAllowed = needed !== null && allows([scope], needed);
        // An answer without an end; whom it refuses is seen all the same.
        if (isAllowed && endpoint.name === 'GET /v1/events') continue;
        const { status, text } = await callEndpoint(api, endpoint, { idOf: noId, key });
        const isRefused = status === 401 || status === 403;
        const isRight =
          status < 500 &&
          (endpoint.rule === 'anyone' || (isPerson ? status >= 400 : isRefused === !isAllowed));
        if (!isRight) wrong.push(`${endpoint.name} with ${scope}: ${status} ${text.slice(0, 160)}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(api.errors, []);
    await api.close();
  });

  test('with ids of another workspace every endpoint answers as if they did not exist', async () => {
    const opened = await open();
    const ours = await openApi(opened);
    const theirs = await openApi(opened);
    const rows = await addOwnRows(ours);
    const withIds = (await listEndpoints(ours)).filter(
      ({ params, rule }) => params.includes('id') && !rule.startsWith('person '),
    );
    assert(withIds.length >= 15, `saw ${withIds.length} endpoints with ids`);
    for (const endpoint of withIds.filter(({ verb }) => verb === 'GET')) {
      const idOf = (param: string): string => rows.idFor(endpoint, param);
      const own = await callEndpoint(ours, endpoint, { idOf });
      assert.equal(own.status, 200, `${endpoint.name} knows no such row: ${own.text}`);
    }
    // Only now: handing out everything held on a person is kept in our own log.
    const before = await contentOf(opened.db, ours.workspaceId);
    for (const endpoint of withIds) {
      const idOf = (param: string): string => rows.idFor(endpoint, param);
      const foreign = await callEndpoint(theirs, endpoint, { idOf });
      const unknown = await callEndpoint(theirs, endpoint, { idOf: noId });
      const what = `${endpoint.name}: ${foreign.status} ${foreign.text}`;
      // An empty list is as good as a 404, as long as an id that is nowhere gets the same.
      assert(foreign.status < 500 && foreign.status !== 204, what);
      assert.equal(foreign.status, unknown.status, `${what} tells that it exists`);
      assert.equal(
        withoutIds(foreign.text),
        withoutIds(unknown.text),
        `${endpoint.name} tells more`,
      );
    }
    assert.equal(await contentOf(opened.db, ours.workspaceId), before);
    for (const api of [ours, theirs]) assert.deepEqual(api.errors, []);
    await ours.close();
    await theirs.close();
  });

  test('a body that names people of another workspace does nothing to them', async () => {
    const opened = await open();
    const ours = await openApi(opened);
    const theirs = await openApi(opened);
    const { personId } = await addOwnRows(ours);
    const job = await theirs.call('PUT', '/v1/jobs', {
      body: { source: 'pin', externalId: 'J1', name: 'Backend', trigger: 'by_hand' },
    });
    const before = await contentOf(opened.db, ours.workspaceId);
    const hold = await theirs.call('POST', '/v1/holds', {
      body: { personId, effect: 'stop', because: 'not theirs to say' },
    });
    assert.equal(hold.status, 404, hold.text);
    const sent = await theirs.call('POST', `/v1/jobs/${job.body.job.id}/trigger`, {
      body: { personIds: [personId] },
    });
    assert.notEqual(sent.body.recordCount, 1, sent.text);
    for (const path of ['people', 'records', 'holds', 'audit', 'imports', 'parked', 'jobs']) {
      const listed = await theirs.call('GET', `/v1/${path}?limit=200`);
      assert(!listed.text.includes(personId), path);
    }
    assert.equal(await contentOf(opened.db, ours.workspaceId), before);
    await ours.close();
    await theirs.close();
  });
});

/** Request ids and the ids asked for differ; nothing else may. */
function withoutIds(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, 'id');
}
