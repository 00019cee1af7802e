// Signing in: the first owner, right and wrong passwords, cookies, forgery, roles, several workspaces.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { addWorkspace } from '../../../test/people.ts';
import { giveSeat } from '../../db/queries/accounts.ts';
import { makeSetupCode } from '../../flows/set-up-owner.ts';
import { totpCode } from '../../flows/totp-code.ts';
import { openApi, type Answer, type Api } from '../api.fixture.ts';

const own = { 'x-fulcrum-request': '1' };
const owner = {
  email: 'Ada.Byron@initech.example',
  name: 'Ada Byron',
  password: 'nine small boats in fog',
  timeZone: 'Europe/Lisbon',
};

function cookieOf(answer: Answer): string {
  const header = answer.headers['set-cookie'];
  assert.ok(typeof header === 'string', 'a cookie is given');
  assert.match(header, /^fulcrum_session=fs_[\w-]{43}; .*HttpOnly; SameSite=Lax/u);
  return header.slice(0, header.indexOf(';'));
}

async function setUp(api: Api): Promise<{ cookie: string; accountId: string; userId: string }> {
  const code = (await makeSetupCode(api.deps))?.reveal();
  const made = await api.call('POST', '/v1/setup', { key: null, body: { ...owner, code } });
  assert.equal(made.status, 201, made.text);
  const account = await api.deps.db.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
  return { cookie: cookieOf(made), accountId: account.id, userId: made.body.user.id };
}

eachDatabase((_kind, open) => {
  async function withApi(run: (api: Api) => Promise<void>): Promise<void> {
    const api = await openApi(await open());
    try {
      await run(api);
    } finally {
      await api.close();
    }
  }

  test('whoever holds the newest code from the console becomes the owner, once', async () => {
    await withApi(async (api) => {
      assert.deepEqual((await api.call('GET', '/v1/setup', { key: null })).body, {
        isNeeded: true,
      });
      const old = (await makeSetupCode(api.deps))?.reveal();
      const code = (await makeSetupCode(api.deps))?.reveal();
      const tryWith = async (given: unknown, more = {}) =>
        await api.call('POST', '/v1/setup', {
          key: null,
          body: { ...owner, ...more, code: given },
        });
      assert.equal((await tryWith(old)).status, 403);
      assert.equal((await tryWith(code, { password: 'short' })).body.field, 'password');
      const both = await Promise.all([tryWith(code), tryWith(code)]);
      assert.deepEqual(new Set(both.map((each) => each.status)), new Set([201, 409]));
      assert.deepEqual((await api.call('GET', '/v1/setup', { key: null })).body, {
        isNeeded: false,
      });
      assert.equal(await makeSetupCode(api.deps), null);
      assert.equal((await tryWith(code)).status, 409);
    });
  });

  test('a signed-in owner sees who they are and acts under their own name', async () => {
    await withApi(async (api) => {
      const { cookie, userId } = await setUp(api);
      const seen = await api.call('GET', '/v1/session', { key: null, headers: { cookie } });
      assert.equal(seen.body.user.email, 'ada.byron@initech.example');
      assert.equal(seen.body.user.role, 'owner');
      assert.ok(seen.body.permissions.includes('users.write'));
      const headers = { cookie, ...own };
      const made = await api.call('POST', '/v1/api-keys', {
        key: null,
        headers,
        body: { name: 'mine', scopes: ['read'] },
      });
      assert.equal(made.status, 201, made.text);
      const subject = `subjectKind=api_key&subjectId=${made.body.id}`;
      const audit = await api.call('GET', `/v1/audit?${subject}`, {
        key: null,
        headers: { cookie },
      });
      assert.equal(audit.body.items[0].actor, `user:${userId}`);
    });
  });

  test('wrong pairs are refused alike, and too many of them for a while', async () => {
    await withApi(async (api) => {
      await setUp(api);
      const tryWith = async (body: object) =>
        await api.call('POST', '/v1/session', { key: null, body });
      const wrong = await tryWith({ email: owner.email, password: 'not the right one' });
      const nobody = await tryWith({ email: 'x@initech.example', password: owner.password });
      assert.equal(wrong.status, 401);
      assert.deepEqual(nobody.body, wrong.body);
      const right = await tryWith({ email: ` ${owner.email}`, password: owner.password });
      assert.equal(right.status, 200, right.text);
      cookieOf(right);
      for (let tries = 0; tries < 8; tries++) {
        assert.equal((await tryWith({ email: owner.email, password: 'wrong again' })).status, 401);
      }
      const slowed = await tryWith({ email: owner.email, password: owner.password });
      assert.equal(slowed.status, 403);
      assert.match(slowed.body.message, /try again in 15 minutes/u);
      api.pass(15 * 60_000);
      const later = await tryWith({ email: owner.email, password: owner.password });
      assert.equal(later.status, 200, later.text);
    });
  });

  test('a second factor is asked for, and each code is good once', async () => {
    await withApi(async (api) => {
      const { accountId } = await setUp(api);
      const secret = Buffer.from('a secret of twenty bytes');
      await api.deps.db
        .updateTable('accounts')
        .set({
          sealedTotp: api.deps.sealer.seal(secret),
          totpConfirmedAt: api.deps.clock.now(),
        })
        .where('id', '=', accountId)
        .execute();
      const { email, password } = owner;
      const tryWith = async (code?: string) =>
        await api.call('POST', '/v1/session', {
          key: null,
          body: { email, password, ...(code === undefined ? {} : { code }) },
        });
      assert.equal((await tryWith()).body.code, 'code_needed');
      const step = Math.floor(api.deps.clock.now().getTime() / 30_000);
      const code = totpCode(secret, step);
      assert.equal((await tryWith('000000')).status, 401);
      assert.equal((await tryWith(code)).status, 200);
      assert.equal((await tryWith(code)).status, 401);
      assert.equal((await tryWith(totpCode(secret, step + 1))).status, 200);
    });
  });

  test('a write with the cookie needs our own page; a key next to it does not help', async () => {
    await withApi(async (api) => {
      const { cookie } = await setUp(api);
      const body = { name: 'stolen', scopes: ['read'] };
      const write = async (headers: Record<string, string>) =>
        (await api.call('POST', '/v1/api-keys', { key: null, headers, body })).status;
      assert.equal(await write({ cookie }), 403);
      assert.equal(await write({ cookie, ...own, origin: 'https://evil.example' }), 403);
      assert.equal(await write({ cookie, ...own, origin: 'null' }), 403);
      assert.equal(
        await write({ cookie, ...own, origin: 'http://localhost:80', host: 'localhost' }),
        201,
      );
    });
  });

  test('a session ends by signing out, by age and by idleness', async () => {
    await withApi(async (api) => {
      const { cookie } = await setUp(api);
      const { email, password } = owner;
      const again = async () =>
        cookieOf(await api.call('POST', '/v1/session', { key: null, body: { email, password } }));
      const is = async (which: string) =>
        (await api.call('GET', '/v1/session', { key: null, headers: { cookie: which } })).status;
      const second = await again();
      const out = { key: null, headers: { cookie: second, ...own } };
      assert.equal((await api.call('DELETE', '/v1/session', out)).status, 204);
      assert.equal(await is(second), 401);
      assert.equal(await is(cookie), 200);
      const third = await again();
      const elsewhere = await api.call('DELETE', '/v1/sessions', {
        key: null,
        headers: { cookie: third, ...own },
      });
      assert.deepEqual(elsewhere.body, { ended: 1 });
      assert.equal(await is(cookie), 401);
      api.pass(7 * 24 * 60 * 60_000 + 1_000);
      assert.equal(await is(third), 401);
      const fourth = await again();
      for (let day = 0; day < 30; day++) {
        assert.equal(await is(fourth), 200);
        api.pass(24 * 60 * 60_000);
      }
      assert.equal(await is(fourth), 401);
    });
  });

  test('people see and do what their role allows, in the workspaces they belong to', async () => {
    await withApi(async (api) => {
      const { cookie, accountId } = await setUp(api);
      const { deps } = api;
      const workspaceId = await addWorkspace(deps.db, deps);
      const slug = `w-${workspaceId}`;
      const move = async () =>
        await api.call('POST', '/v1/session/workspace', {
          key: null,
          headers: { cookie, ...own },
          body: { slug },
        });
      assert.equal((await move()).status, 404);
      await deps.db.transaction().execute(async (trx) => {
        const { email, name } = owner;
        const seat = { workspaceId, userId: deps.ids.next(), accountId, email, name };
        await giveSeat(trx, { ...seat, role: 'viewer', now: deps.clock.now() });
      });
      const moved = await move();
      assert.equal(moved.status, 200, moved.text);
      assert.equal(moved.body.user.role, 'viewer');
      assert.equal(moved.body.workspaces.length, 2);
      const call = async (method: 'GET' | 'POST', url: string, body?: object) =>
        (await api.call(method, url, { key: null, headers: { cookie, ...own }, body })).status;
      assert.equal(await call('GET', '/v1/status'), 200);
      assert.equal(await call('GET', '/v1/api-keys'), 403);
      assert.equal(await call('POST', '/v1/profiles', {}), 403);
    });
  });

  test('an API key has no session, and a session token is no API key', async () => {
    await withApi(async (api) => {
      const { cookie } = await setUp(api);
      assert.equal((await api.call('GET', '/v1/session')).status, 403);
      const token = cookie.slice('fulcrum_session='.length);
      assert.equal((await api.call('GET', '/v1/status', { key: token })).status, 401);
    });
  });
});
