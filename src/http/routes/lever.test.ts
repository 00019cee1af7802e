// The connection to Lever over HTTP, by status, against the sandbox.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { openLeverAccount, type LeverAccount } from '../../../test/lever-account.ts';
import { Secret } from '../../core/secret.ts';
import type { OpenedDatabase } from '../../db/connect.ts';
import { identifyPending } from '../../flows/identify-pending.ts';
import { inTransaction } from '../../flows/in-transaction.ts';
import { mirrorPage } from '../../flows/mirror-page.ts';
import { openApi, profileOf, type Api } from '../api.fixture.ts';

const redirectUrl = 'https://fulcrum.example/oauth/lever/callback';

interface World extends Api {
  account: LeverAccount;
  wish: { baseUrl: string; performAsEmail: string };
}

async function openWorld(opened: OpenedDatabase, more: { hasApp?: boolean } = {}): Promise<World> {
  const account = openLeverAccount();
  const { control } = account.sandbox;
  const app = control.addOAuthApp({ redirectUris: [redirectUrl] });
  const leverApp = {
    clientId: app.clientId,
    clientSecret: new Secret(app.clientSecret),
    authUrl: 'https://auth.lever.example',
    redirectUrl,
  };
  const world = { lever: account.lever, ...(more.hasApp === false ? {} : { leverApp }) };
  const api = await openApi(opened, {}, world);
  const performAsEmail = control.users({})[0]?.email ?? '';
  return { ...api, account, wish: { baseUrl: 'https://api.lever.co/v1', performAsEmail } };
}

/** The sandbox has no limit, so nobody has to wait for ours. */
async function hurry({ db }: OpenedDatabase): Promise<void> {
  const pace = { ratePerSecond: 10_000, rateMax: 10_000, burst: 1_000 };
  await db.updateTable('rateLimits').set(pace).execute();
}

function callOf(world: World): Api['call'] {
  return async (...given) => await world.call(...given);
}

/** The address that Lever's consent page sends the browser to. */
async function consent(world: World, url: string): Promise<string> {
  const { pathname, search } = new URL(url);
  const request = { method: 'GET', path: pathname + search, headers: {}, body: undefined };
  const { headers } = await world.account.sandbox.handle(request);
  const back = new URL(String(headers['location']));
  return back.pathname + back.search;
}

eachDatabase((_kind, open) => {
  test('an account is connected by key, looked at, switched off and on, and disconnected', async () => {
    const opened = await open();
    const world = await openWorld(opened);
    const { wish, account } = world;
    const call = callOf(world);
    assert.deepEqual((await call('GET', '/v1/lever')).body, { connection: null });
    assert.deepEqual((await call('GET', '/v1/lever/preflight')).body, { report: null });
    assert.equal((await call('POST', '/v1/lever/sync/on')).status, 404);
    const body = { ...wish, apiKey: account.sandbox.apiKey };
    const wrong = await call('PUT', '/v1/lever', { body: { ...body, apiKey: 'wrong' } });
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'apiKey']);
    const made = await call('PUT', '/v1/lever', { body });
    assert.equal(made.status, 200, made.text);
    await hurry(opened);
    const shown = await call('GET', '/v1/lever', { key: world.keys.read });
    assert.deepEqual(
      [shown.body.connection.state, shown.body.connection.credentialKind],
      ['on', 'api_key'],
    );
    assert.ok(!shown.text.includes(account.sandbox.apiKey));
    const report = await call('POST', '/v1/lever/preflight');
    assert.deepEqual((await call('GET', '/v1/lever/preflight')).body.report, report.body);
    assert.equal(report.status, 200, report.text);
    assert.ok(report.body.checks.length > 15);
    const off = await call('POST', '/v1/lever/sync/off', { body: { because: 'holiday' } });
    assert.deepEqual(off.body, { state: 'off' });
    assert.equal((await call('GET', '/v1/lever')).body.connection.because, 'holiday');
    const on = await call('POST', '/v1/lever/sync/on', { body: {} });
    assert.equal(on.status, 200, on.text);
    const ended = await call('DELETE', '/v1/lever', { body: { because: 'the trial is over' } });
    assert.equal(ended.status, 200, ended.text);
    assert.equal((await call('GET', '/v1/lever')).body.connection.credentialKind, 'none');
    await world.close();
  });

  test('sync stays off where a check fails, unless an admin says why', async () => {
    const opened = await open();
    const world = await openWorld(opened);
    const { wish, account } = world;
    const call = callOf(world);
    const { control } = account.sandbox;
    await call('PUT', '/v1/lever', { body: { ...wish, apiKey: account.sandbox.apiKey } });
    await hurry(opened);
    await call('POST', '/v1/lever/sync/off', { body: { because: 'test' } });
    control.setUserActive({ user: control.users({})[0]?.id ?? '', active: false });
    const refused = await call('POST', '/v1/lever/sync/on', { body: {} });
    assert.equal(refused.status, 409);
    assert.match(refused.body.message, /integration user.*deactivated.*Reactivate/s);
    const overrideBecause = 'reactivated tomorrow';
    const forced = await call('POST', '/v1/lever/sync/on', { body: { overrideBecause } });
    assert.deepEqual([forced.status, forced.body.result], [200, 'fail']);
    const audit = await call('GET', '/v1/audit?limit=50');
    assert.match(audit.text, /reactivated tomorrow/);
    await world.close();
  });

  test('OAuth leads from the admin’s click over Lever’s page to a connection, once', async () => {
    const opened = await open();
    const world = await openWorld(opened);
    const { wish } = world;
    const call = callOf(world);
    const begun = await call('POST', '/v1/lever/oauth', { body: wish });
    assert.equal(begun.status, 200, begun.text);
    const path = await consent(world, begun.body.url);
    const forged = path.replace(/state=[^&]+/, 'state=forged');
    assert.equal((await call('GET', forged, { key: null })).status, 400);
    const back = await call('GET', path, { key: null });
    assert.deepEqual([back.status, back.text.slice(0, 19)], [200, 'Lever is connected.']);
    assert.match(String(back.headers['content-type']), /^text\/plain/);
    await hurry(opened);
    const again = await call('GET', path, { key: null });
    assert.equal(again.status, 400);
    assert.match(again.text, /used already/);
    assert.equal((await call('GET', '/v1/lever')).body.connection.credentialKind, 'oauth');
    assert.equal((await call('POST', '/v1/lever/preflight')).body.checks[1].name, 'OAuth grant');
    const script = await call('GET', '/oauth/lever/callback?error=<script>&state=<script>', {
      key: null,
    });
    assert.ok(script.status === 400 && !script.text.includes('<'));
    await world.close();
  });

  test('without a registered application OAuth says what to set', async () => {
    const world = await openWorld(await open(), { hasApp: false });
    const refused = await world.call('POST', '/v1/lever/oauth', { body: world.wish });
    assert.equal(refused.status, 409);
    assert.match(refused.body.message, /LEVER_CLIENT_ID/);
    await world.close();
  });

  test('writing needs the scope admin, reading the scope read', async () => {
    const world = await openWorld(await open());
    const { keys } = world;
    const call = callOf(world);
    const because = { because: 'x' };
    const writes: ['POST' | 'PUT' | 'DELETE', string, object][] = [
      ['PUT', '/v1/lever', { ...world.wish, apiKey: 'k' }],
      ['DELETE', '/v1/lever', because],
      ['POST', '/v1/lever/oauth', world.wish],
      ['POST', '/v1/lever/preflight', {}],
      ['POST', '/v1/lever/sync/on', {}],
      ['POST', '/v1/lever/sync/off', because],
      ['POST', '/v1/lever/sweep', {}],
    ];
    for (const [method, path, body] of writes)
      assert.equal((await call(method, path, { body, key: keys.read })).status, 403, path);
    for (const path of ['', '/health', '/drift', '/mirror']) {
      assert.equal((await call('GET', `/v1/lever${path}`, { key: keys.read })).status, 200, path);
      assert.equal((await call('GET', `/v1/lever${path}`, { key: keys.intake })).status, 403);
    }
    assert.equal((await call('GET', '/v1/lever/drift?cursor=nonsense')).status, 400);
    await world.close();
  });

  test('who is in Lever already is told at once: by keys, and with a person we know', async () => {
    const opened = await open();
    const world = await openWorld(opened);
    const { wish, account, workspaceId, deps } = world;
    const call = callOf(world);
    await call('PUT', '/v1/lever', { body: { ...wish, apiKey: account.sandbox.apiKey } });
    assert.equal((await call('POST', '/v1/lever/sweep')).body.isNew, true);
    assert.equal((await call('POST', '/v1/lever/sweep')).body.isNew, false);
    const forecast = await call('GET', '/v1/lever/mirror?candidates=100000');
    assert.deepEqual([forecast.body.state, forecast.body.callsLeft], ['reading', 1000]);
    await account.lever.createOpportunity(account.access, {
      performAs: account.sandbox.control.users({})[0]?.id ?? '',
      name: 'Ana Souza',
      emails: ['ana.1@initech.example'],
      phones: [],
      links: [],
      tags: [],
      sources: [],
      createdAt: account.clock.nowMs() - 1_000,
    });
    const { rows } = await account.lever.listOpportunities(account.access, {}, null);
    await inTransaction(opened.db, async (trx) => {
      await mirrorPage(trx, deps, { workspaceId, defaultRegion: 'US', rows });
    });
    const people = [{ emails: ['ANA.1@initech.example'] }, { phones: ['nobody'] }];
    const found = await call('POST', '/v1/lever/look-up', { body: { people } });
    assert.equal(found.status, 200, found.text);
    assert.deepEqual(
      found.body.items.map(({ inLever }: { inLever: object[] }) => inLever.length),
      [1, 0],
    );
    assert.equal(found.body.items[0].inLever[0].opportunityId, rows[0]?.id);
    await call('POST', '/v1/profiles', { body: profileOf('1') });
    for (let round = 0; round < 100; round += 1)
      if ((await identifyPending(deps)) === 'idle') break;
    const listed = await call('GET', '/v1/people?email=ana.1@initech.example');
    const person = await call('GET', `/v1/people/${listed.body.items[0].id}`);
    assert.equal(person.status, 200, person.text);
    assert.equal(person.body.inLever[0].opportunityId, rows[0]?.id);
    assert.equal((await call('POST', '/v1/lever/look-up', { body: { people: [] } })).status, 422);
    const content = 'Full Name,Email\nAna,ana.1@initech.example\nDi Ek,di@initech.example\n';
    const raw = { type: 'text/csv', content };
    const made = await call('POST', '/v1/imports?source=apollo', { raw });
    const trial = await call('POST', `/v1/imports/${made.body.import.id}/try`);
    assert.equal(trial.status, 200, trial.text);
    assert.equal(trial.body.inLever.count, 1);
    assert.equal(trial.body.inLever.shown[0].inLever.opportunityId, rows[0]?.id);
    await world.close();
  });
});
