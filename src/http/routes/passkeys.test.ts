// Passkeys, with an authenticator in software: added with the password, signed in with, and every way to cheat refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { softAuthenticator, type Authenticator } from '../../flows/authenticator.fixture.ts';
import { makeSetupCode } from '../../flows/set-up-owner.ts';
import { openApi, type Answer, type Api } from '../api.fixture.ts';
import { testUrl } from '../sign-in.fixture.ts';

const password = 'nine small boats in fog';
const rpId = new URL(testUrl).hostname;

interface World {
  api: Api;
  headers: Record<string, string>;
}

async function begin({ api, headers }: World, given = password): Promise<Answer> {
  const body = { password: given };
  return await api.call('POST', '/v1/me/passkeys/begin', { key: null, headers, body });
}

async function keep({ api, headers }: World, response: object): Promise<Answer> {
  const body = { response, name: 'Telephone' };
  return await api.call('POST', '/v1/me/passkeys', { key: null, headers, body });
}

async function added(world: World): Promise<Authenticator> {
  const device = softAuthenticator(rpId);
  const kept = await keep(world, device.register((await begin(world)).body, testUrl));
  assert.equal(kept.status, 201, kept.text);
  return device;
}

async function asked(api: Api): Promise<Answer> {
  return await api.call('POST', '/v1/session/passkey/begin', { key: null });
}

async function signIn(api: Api, response: object): Promise<Answer> {
  return await api.call('POST', '/v1/session/passkey', { key: null, body: { response } });
}

eachDatabase((_kind, open) => {
  async function withOwner(run: (world: World) => Promise<void>): Promise<void> {
    const api = await openApi(await open());
    const code = (await makeSetupCode(api.deps))?.reveal();
    const who = { name: 'Ada Byron', email: 'ada@initech.example', password, timeZone: 'UTC' };
    const made = await api.call('POST', '/v1/setup', { key: null, body: { ...who, code } });
    assert.equal(made.status, 201, made.text);
    const cookie = String(made.headers['set-cookie']).split(';')[0] ?? '';
    try {
      await run({ api, headers: { cookie, 'x-fulcrum-request': '1' } });
      assert.deepEqual(api.errors, []);
    } finally {
      await api.close();
    }
  }

  test('a passkey is added with the password, signs in without it, and is taken away', async () => {
    await withOwner(async (world) => {
      const { api, headers } = world;
      assert.equal((await begin(world, 'not my password at all')).status, 403);
      const device = await added(world);
      const options = (await asked(api)).body;
      const opened = await signIn(api, device.authenticate(options, testUrl));
      assert.equal(opened.status, 200, opened.text);
      const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
      const session = await api.call('GET', '/v1/session', { key: null, headers: { cookie } });
      assert.equal(session.body.user.email, 'ada@initech.example');
      const log = await api.call('GET', '/v1/audit?action=session.opened&limit=1');
      assert.equal(log.body.items[0].detail.means, 'passkey');
      const listed = await api.call('GET', '/v1/me/passkeys', { key: null, headers });
      const [{ id, name, lastUsedAt }] = listed.body.items;
      assert.equal(name, 'Telephone');
      assert.ok(lastUsedAt !== null);
      const gone = await api.call('DELETE', `/v1/me/passkeys/${id}`, { key: null, headers });
      assert.equal(gone.status, 204);
      const again = device.authenticate((await asked(api)).body, testUrl);
      assert.equal((await signIn(api, again)).status, 401);
    });
  });

  test('an answer is taken once, in time, from our own page, by a device that verified the person', async () => {
    await withOwner(async (world) => {
      const { api } = world;
      const device = await added(world);
      const once = device.authenticate((await asked(api)).body, testUrl);
      assert.equal((await signIn(api, once)).status, 200);
      assert.equal((await signIn(api, once)).status, 401, 'a second time');
      const late = device.authenticate((await asked(api)).body, testUrl);
      api.pass(6 * 60_000);
      assert.equal((await signIn(api, late)).status, 401, 'too late');
      const phished = device.authenticate((await asked(api)).body, 'https://evil.example');
      assert.equal((await signIn(api, phished)).status, 401, 'another page');
      const made = device.authenticate({ challenge: 'AAAA' }, testUrl);
      assert.equal((await signIn(api, made)).status, 401, 'a challenge of nobody');
      device.verifiesPerson = false;
      const unseen = device.authenticate((await asked(api)).body, testUrl);
      assert.equal((await signIn(api, unseen)).status, 401, 'nobody was verified');
      device.verifiesPerson = true;
      device.counter = 0;
      const copied = device.authenticate((await asked(api)).body, testUrl);
      assert.equal((await signIn(api, copied)).status, 401, 'a copied device counts from behind');
      const stranger = softAuthenticator(rpId);
      const foreign = stranger.authenticate((await asked(api)).body, testUrl);
      assert.equal((await signIn(api, foreign)).status, 401, 'an unknown device');
      assert.equal((await signIn(api, { id: 'x', response: {} })).status, 401, 'nothing at all');
    });
  });

  test('registering answers the own challenge alone, and a known device is not added twice', async () => {
    await withOwner(async (world) => {
      const device = await added(world);
      const options = (await begin(world)).body;
      assert.equal(options.excludeCredentials.length, 1);
      const twice = await keep(world, device.register(options, testUrl));
      assert.equal(twice.status, 409, twice.text);
      const other = softAuthenticator(rpId);
      const open = (await asked(world.api)).body;
      const crossed = await keep(world, other.register(open, testUrl));
      assert.equal(crossed.status, 401, 'a challenge for signing in');
      const foreign = await keep(
        world,
        other.register((await begin(world)).body, 'https://x.example'),
      );
      assert.equal(foreign.status, 422, foreign.text);
    });
  });
});
