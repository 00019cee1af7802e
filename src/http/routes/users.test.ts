// People of a workspace: invited, given roles, shut out; their passwords and second factors.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { makeSetupCode } from '../../flows/set-up-owner.ts';
import { totpCode } from '../../flows/totp-code.ts';
import { openApi, type Answer, type Api } from '../api.fixture.ts';

const password = 'nine small boats in fog';

interface SignedIn {
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<Answer>;
}

function withCookie(api: Api, answer: Answer): SignedIn {
  const header = answer.headers['set-cookie'];
  assert.ok(typeof header === 'string', answer.text);
  const headers = { cookie: header.slice(0, header.indexOf(';')), 'x-fulcrum-request': '1' };
  return { call: (method, url, body) => api.call(method, url, { key: null, headers, body }) };
}

async function setUp(api: Api): Promise<SignedIn> {
  const code = (await makeSetupCode(api.deps))?.reveal();
  const body = { code, email: 'ada@initech.example', name: 'Ada Byron', password };
  return withCookie(api, await api.call('POST', '/v1/setup', { key: null, body }));
}

async function signIn(api: Api, email: string, more: object = {}): Promise<Answer> {
  return await api.call('POST', '/v1/session', { key: null, body: { email, password, ...more } });
}

async function invite(api: Api, by: SignedIn, email: string, role: string): Promise<SignedIn> {
  const made = await by.call('POST', '/v1/invitations', { email, role });
  assert.equal(made.status, 201, made.text);
  const body = { token: made.body.token, name: 'Bo Li', password };
  return withCookie(api, await api.call('POST', '/v1/invitations/accept', { key: null, body }));
}

eachDatabase((_kind, open) => {
  async function withApi(run: (api: Api, ada: SignedIn) => Promise<void>): Promise<void> {
    const api = await openApi(await open());
    try {
      await run(api, await setUp(api));
    } finally {
      await api.close();
    }
  }

  test('an invitation makes one user, in its role, until it is used, replaced or over', async () => {
    await withApi(async (api, ada) => {
      const first = await ada.call('POST', '/v1/invitations', {
        email: 'bo@x.example',
        role: 'admin',
      });
      const second = await ada.call('POST', '/v1/invitations', {
        email: 'Bo@x.example',
        role: 'viewer',
      });
      const accept = async (token: string) =>
        await api.call('POST', '/v1/invitations/accept', {
          key: null,
          body: { token, name: 'Bo Li', password },
        });
      assert.equal((await accept(first.body.token)).status, 404);
      const bo = withCookie(api, await accept(second.body.token));
      assert.equal((await bo.call('GET', '/v1/session')).body.user.role, 'viewer');
      assert.equal((await accept(second.body.token)).status, 404);
      const late = await ada.call('POST', '/v1/invitations', {
        email: 'cy@x.example',
        role: 'admin',
      });
      api.pass(7 * 24 * 60 * 60_000 + 1);
      assert.equal((await accept(late.body.token)).status, 404);
    });
  });

  test('nobody gives a higher role than their own, and the last owner stays', async () => {
    await withApi(async (api, ada) => {
      const bo = await invite(api, ada, 'bo@x.example', 'admin');
      const refused = await bo.call('POST', '/v1/invitations', {
        email: 'c@x.example',
        role: 'owner',
      });
      assert.equal(refused.status, 403);
      const users = (await bo.call('GET', '/v1/users')).body.items;
      const idOf = (email: string): string =>
        users.find((each: { email: string }) => each.email === email).id;
      const change = async (who: SignedIn, email: string, body: object) =>
        (await who.call('PATCH', `/v1/users/${idOf(email)}`, body)).status;
      assert.equal(await change(bo, 'bo@x.example', { role: 'owner' }), 403);
      assert.equal(await change(bo, 'ada@initech.example', { role: 'viewer' }), 403);
      assert.equal(await change(ada, 'ada@initech.example', { role: 'viewer' }), 409);
      assert.equal(await change(ada, 'ada@initech.example', { isDisabled: true }), 409);
      assert.equal(await change(ada, 'bo@x.example', { role: 'owner' }), 200);
      const both = await Promise.all([
        change(ada, 'bo@x.example', { isDisabled: true }),
        change(bo, 'ada@initech.example', { isDisabled: true }),
      ]);
      assert.ok(both.includes(200));
      assert.ok(
        both.some((status) => status === 401 || status === 409),
        String(both),
      );
    });
  });

  test('a disabled user is out with the next request', async () => {
    await withApi(async (api, ada) => {
      const bo = await invite(api, ada, 'bo@x.example', 'sourcer');
      assert.equal((await bo.call('GET', '/v1/users')).status, 200);
      const users = (await ada.call('GET', '/v1/users?limit=1')).body;
      assert.equal(users.items[0].email, 'ada@initech.example');
      const next = (await ada.call('GET', `/v1/users?limit=1&cursor=${users.next}`)).body;
      assert.equal(next.items[0].email, 'bo@x.example');
      await ada.call('PATCH', `/v1/users/${next.items[0].id}`, { isDisabled: true });
      assert.equal((await bo.call('GET', '/v1/users')).status, 401);
      assert.equal((await signIn(api, 'bo@x.example')).status, 403);
    });
  });

  test('a new password ends the other sessions', async () => {
    await withApi(async (api, ada) => {
      const other = withCookie(api, await signIn(api, 'ada@initech.example'));
      const newPassword = 'ten larger boats in sun';
      const wrong = await ada.call('PUT', '/v1/me/password', { oldPassword: 'no', newPassword });
      assert.equal(wrong.body.field, 'oldPassword');
      const poor = await ada.call('PUT', '/v1/me/password', {
        oldPassword: password,
        newPassword: 'adabyron1234',
      });
      assert.equal(poor.status, 422);
      const changed = await ada.call('PUT', '/v1/me/password', {
        oldPassword: password,
        newPassword,
      });
      assert.equal(changed.status, 204, changed.text);
      assert.equal((await other.call('GET', '/v1/session')).status, 401);
      assert.equal((await ada.call('GET', '/v1/session')).status, 200);
      assert.equal((await signIn(api, 'ada@initech.example')).status, 401);
      assert.equal(
        (await signIn(api, 'ada@initech.example', { password: newPassword })).status,
        200,
      );
    });
  });

  test('a second factor is on after its first code; a recovery code opens once', async () => {
    await withApi(async (api, ada) => {
      assert.equal(
        (await ada.call('POST', '/v1/me/second-factor', { password: 'no' })).status,
        403,
      );
      const offered = await ada.call('POST', '/v1/me/second-factor', { password });
      assert.match(offered.body.secret, /^[A-Z2-7]{32}$/u);
      const account = await api.deps.db
        .selectFrom('accounts')
        .select('sealedTotp')
        .executeTakeFirstOrThrow();
      assert.ok(account.sealedTotp !== null);
      const secret = api.deps.sealer.open(account.sealedTotp);
      const code = totpCode(secret, Math.floor(api.deps.clock.now().getTime() / 30_000));
      assert.equal((await signIn(api, 'ada@initech.example')).status, 200);
      const wrong = await ada.call('POST', '/v1/me/second-factor/confirm', { code: '123' });
      assert.equal(wrong.status, 422);
      const on = await ada.call('POST', '/v1/me/second-factor/confirm', { code });
      assert.equal(on.body.recoveryCodes.length, 10);
      assert.equal((await signIn(api, 'ada@initech.example')).body.code, 'code_needed');
      const [recovery] = on.body.recoveryCodes;
      assert.equal((await signIn(api, 'ada@initech.example', { code: recovery })).status, 200);
      assert.equal((await signIn(api, 'ada@initech.example', { code: recovery })).status, 401);
      await ada.call('POST', '/v1/me/second-factor/drop', { password });
      assert.equal((await signIn(api, 'ada@initech.example')).status, 200);
    });
  });

  test('a lost password is reset by an owner, but never over the border of another workspace', async () => {
    await withApi(async (api, ada) => {
      const bo = await invite(api, ada, 'bo@x.example', 'admin');
      const users = (await ada.call('GET', '/v1/users')).body.items;
      const idOf = (email: string): string =>
        users.find((each: { email: string }) => each.email === email).id;
      const reset = async (who: SignedIn, email: string) =>
        await who.call('POST', `/v1/users/${idOf(email)}/reset-password`, {});
      assert.equal((await reset(bo, 'ada@initech.example')).status, 403);
      const done = await reset(ada, 'bo@x.example');
      assert.equal(done.status, 200, done.text);
      assert.equal((await bo.call('GET', '/v1/session')).status, 401);
      assert.equal((await signIn(api, 'bo@x.example')).status, 401);
      const again = withCookie(api, await signIn(api, 'bo@x.example', done.body));
      await ada.call('PATCH', `/v1/users/${idOf('bo@x.example')}`, { role: 'owner' });
      const made = await again.call('POST', '/v1/workspaces', { slug: 'second', name: 'Second' });
      assert.equal(made.status, 201, made.text);
      const taken = await again.call('POST', '/v1/workspaces', { slug: 'second', name: 'Again' });
      assert.equal(taken.status, 409);
      assert.equal((await again.call('GET', '/v1/workspaces')).body.items.length, 2);
      assert.equal((await reset(ada, 'bo@x.example')).status, 403);
      const moved = await again.call('POST', '/v1/session/workspace', { slug: 'second' });
      assert.equal(moved.body.user.role, 'owner');
      assert.deepEqual((await again.call('GET', '/v1/people')).body.items, []);
    });
  });
});
