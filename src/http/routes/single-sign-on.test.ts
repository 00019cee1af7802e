// Signing in at the organisation's own provider, against a local one: who gets in, who does not, and how far.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { addWorkspace } from '../../../test/people.ts';
import { giveSeat } from '../../db/queries/accounts.ts';
import { startProvider, type LocalProvider } from '../../flows/identity-provider.fixture.ts';
import { inviteUser } from '../../flows/invite-user.ts';
import { openApi, type Answer, type Api } from '../api.fixture.ts';
import { signIn, type SignedIn } from '../signed-in.fixture.ts';

interface World {
  api: Api;
  provider: LocalProvider;
  owner: SignedIn;
  slug: string;
}

interface Outcome {
  status: number;
  text: string;
  cookie: string;
}

function cookieIn(answer: Answer, name: string): string {
  const header = answer.headers['set-cookie'];
  const all = [header].flat().filter((line) => typeof line === 'string');
  const found = all.find((line) => line.startsWith(`${name}=`)) ?? '';
  return found.slice(0, found.indexOf(';'));
}

async function configure(world: World, more: object = {}): Promise<Answer> {
  const { api, provider, owner } = world;
  const { issuer, clientId, clientSecret } = provider;
  const body = { issuer, clientId, clientSecret, domains: ['initech.example'], ...more };
  return await api.call('PUT', '/v1/single-sign-on', { key: null, headers: owner.headers, body });
}

async function begin(world: World): Promise<{ url: string; cookie: string }> {
  const body = { workspace: world.slug };
  const begun = await world.api.call('POST', '/v1/session/single-sign-on', { key: null, body });
  assert.equal(begun.status, 200, begun.text);
  return { url: begun.body.url, cookie: cookieIn(begun, 'fulcrum_sign_in') };
}

async function comeBack(world: World, query: string, cookie: string): Promise<Outcome> {
  const answer = await world.api.call('GET', `/oauth/sign-in/callback?${query}`, {
    key: null,
    headers: { cookie },
  });
  return { status: answer.status, text: answer.text, cookie: cookieIn(answer, 'fulcrum_session') };
}

/** The whole way, as a browser goes it. */
async function goThrough(world: World, claims: object): Promise<Outcome> {
  world.provider.claims = { email_verified: true, ...claims };
  const { url, cookie } = await begin(world);
  return await comeBack(world, world.provider.agree(url), cookie);
}

async function whoIs(world: World, cookie: string): Promise<Answer> {
  return await world.api.call('GET', '/v1/session', { key: null, headers: { cookie } });
}

eachDatabase((_kind, open) => {
  async function withWorld(run: (world: World) => Promise<void>): Promise<void> {
    const api = await openApi(await open());
    const provider = await startProvider();
    const owner = await signIn(api, 'owner');
    const { slug } = await api.deps.db
      .selectFrom('workspaces')
      .select('slug')
      .where('id', '=', api.workspaceId)
      .executeTakeFirstOrThrow();
    try {
      await run({ api, provider, owner, slug });
      assert.deepEqual(api.errors, []);
    } finally {
      await api.close();
      await provider.close();
    }
  }

  test('whoever is invited gets in with their role, and is known by subject afterwards', async () => {
    await withWorld(async (world) => {
      assert.equal((await configure(world)).status, 200);
      const zoe = { sub: 'z', email: 'Zoe@initech.example', name: 'Zoë' };
      const uninvited = await goThrough(world, zoe);
      assert.deepEqual([uninvited.status, uninvited.cookie], [403, '']);
      assert.match(uninvited.text, /invitation/u);
      const { workspaceId, deps } = world.api;
      const invite = { workspaceId, email: 'zoe@initech.example', role: 'sourcer' as const };
      await inviteUser(deps, { ...invite, actor: 'cli', actorRole: null });
      const inside = await goThrough(world, zoe);
      assert.equal(inside.status, 303, inside.text);
      const session = await whoIs(world, inside.cookie);
      assert.equal(session.body.user.role, 'sourcer');
      assert.equal(session.body.user.name, 'Zoë');
      const renamed = await goThrough(world, { sub: 'z', email: 'zoe.b@elsewhere.example' });
      assert.equal(renamed.status, 303, 'the address may change, the subject does not');
      const other = await goThrough(world, { sub: 'y', email: 'zoe@initech.example' });
      assert.match(other.text, /belongs to somebody else/u);
      const log = await world.api.call('GET', '/v1/audit?action=session.refused');
      assert.equal(log.body.items.length, 2);
    });
  });

  test('the rule for the domain lets in; other domains, unverified and missing addresses do not', async () => {
    await withWorld(async (world) => {
      await configure(world, { firstRole: 'viewer' });
      const refused: [object, RegExp][] = [
        [{ sub: 'a', email: 'a@else.example' }, /domain/u],
        [{ sub: 'a', email: 'a@initech.example.evil.example' }, /domain/u],
        [{ sub: 'b', email: 'b@initech.example', email_verified: false }, /verified/u],
        [{ sub: 'c' }, /email address/u],
      ];
      for (const [claims, because] of refused) {
        const outcome = await goThrough(world, claims);
        assert.equal(outcome.status, 403);
        assert.match(outcome.text, because);
      }
      const inside = await goThrough(world, { sub: 'd', email: 'd@initech.example' });
      assert.equal((await whoIs(world, inside.cookie)).body.user.role, 'viewer');
      await configure(world, { trustsEmail: true, firstRole: 'viewer' });
      const trusted = { sub: 'b', email: 'b@initech.example', email_verified: false };
      assert.equal((await goThrough(world, trusted)).status, 303);
      const { userId } = await world.api.deps.db
        .selectFrom('users')
        .select('id as userId')
        .where('email', '=', 'd@initech.example')
        .executeTakeFirstOrThrow();
      const shut = { headers: world.owner.headers, key: null, body: { isDisabled: true } };
      await world.api.call('PATCH', `/v1/users/${userId}`, shut);
      assert.equal((await goThrough(world, { sub: 'd', email: 'd@initech.example' })).status, 403);
      assert.equal((await goThrough(world, { sub: 'd2', email: 'd@initech.example' })).status, 403);
    });
  });

  test('a sign-in is good once, in the browser that began it, with what was asked for', async () => {
    await withWorld(async (world) => {
      await configure(world, { firstRole: 'viewer' });
      const { provider } = world;
      provider.claims = { email: 'a@initech.example', email_verified: true };
      const mine = await begin(world);
      const theirs = await begin(world);
      const query = provider.agree(mine.url);
      assert.equal((await comeBack(world, query, theirs.cookie)).status, 403, 'another browser');
      assert.equal((await comeBack(world, query, mine.cookie)).status, 403, 'and then it is over');
      const good = await begin(world);
      const once = provider.agree(good.url);
      assert.equal((await comeBack(world, once, good.cookie)).status, 303);
      assert.equal((await comeBack(world, once, good.cookie)).status, 403, 'good once');
      const late = await begin(world);
      const lateQuery = provider.agree(late.url);
      world.api.pass(11 * 60_000);
      assert.equal((await comeBack(world, lateQuery, late.cookie)).status, 403, 'too late');
      const forged: [string, () => void][] = [
        ['a key that the provider does not publish', () => (provider.usesForeignKey = true)],
        ['a nonce of another sign-in', () => (provider.claims['nonce'] = 'other')],
        ['a token for another client', () => (provider.claims['aud'] = 'other')],
        ['a token of another issuer', () => (provider.claims['iss'] = 'https://evil.example')],
        ['a token that has ended', () => (provider.claims['exp'] = 1_000)],
      ];
      for (const [name, forge] of forged) {
        provider.usesForeignKey = false;
        provider.claims = { email: 'a@initech.example', email_verified: true };
        forge();
        const begun = await begin(world);
        const outcome = await comeBack(world, provider.agree(begun.url), begun.cookie);
        assert.deepEqual([outcome.status, outcome.cookie], [403, ''], name);
      }
      const denied = await begin(world);
      const state = new URL(denied.url).searchParams.get('state') ?? '';
      const no = await comeBack(world, `error=access_denied&state=${state}`, denied.cookie);
      assert.equal(no.status, 403);
    });
  });

  test('a session through a provider stays in its workspace and gets no keys of its own', async () => {
    await withWorld(async (world) => {
      const { api } = world;
      await configure(world, { firstRole: 'viewer' });
      const inside = await goThrough(world, { sub: 'e', email: 'e@initech.example' });
      const account = await api.deps.db
        .selectFrom('accounts')
        .select('id')
        .where('email', '=', 'e@initech.example')
        .executeTakeFirstOrThrow();
      const otherId = await addWorkspace(api.deps.db, api.deps);
      const other = await api.deps.db
        .selectFrom('workspaces')
        .select(['slug', 'name'])
        .where('id', '=', otherId)
        .executeTakeFirstOrThrow();
      const seat = { workspaceId: otherId, accountId: account.id, email: 'e@initech.example' };
      const now = api.deps.clock.now();
      await api.deps.db.transaction().execute(async (trx) => {
        await giveSeat(trx, {
          ...seat,
          userId: api.deps.ids.next(),
          name: 'E',
          role: 'owner',
          now,
        });
      });
      const headers = { cookie: inside.cookie, 'x-fulcrum-request': '1' };
      const call = { key: null, headers };
      const moved = await api.call('POST', '/v1/session/workspace', {
        ...call,
        body: { slug: other.slug },
      });
      assert.equal(moved.status, 403, moved.text);
      for (const path of ['/v1/session', '/v1/workspaces'])
        assert.ok(!(await api.call('GET', path, call)).text.includes(other.slug), path);
      const key = await api.call('POST', '/v1/me/passkeys/begin', {
        ...call,
        body: { password: 'x' },
      });
      assert.equal(key.status, 409, key.text);
    });
  });

  test('only owners name a provider, it is asked first, and its secret is never shown', async () => {
    await withWorld(async (world) => {
      const { api, owner, provider } = world;
      const wrong = await configure(world, { issuer: 'http://127.0.0.1:1' });
      assert.equal(wrong.status, 422, wrong.text);
      assert.equal(wrong.body.field, 'issuer');
      assert.equal((await configure(world, { domains: ['not a domain'] })).body.field, 'domains');
      assert.equal((await configure(world)).status, 200);
      const changed = await configure(world, { clientSecret: null, firstRole: 'auditor' });
      assert.equal(changed.body.provider.firstRole, 'auditor');
      assert.ok(!changed.text.includes(provider.clientSecret));
      const admin = await signIn(api, 'admin');
      const asAdmin = { key: null, headers: admin.headers };
      assert.equal((await api.call('GET', '/v1/single-sign-on', asAdmin)).status, 403);
      assert.equal((await api.call('GET', '/v1/single-sign-on')).status, 403, 'no key is enough');
      const off = { key: null, headers: owner.headers };
      assert.equal((await api.call('DELETE', '/v1/single-sign-on', off)).status, 204);
      const body = { workspace: world.slug };
      const begun = await api.call('POST', '/v1/session/single-sign-on', { key: null, body });
      assert.equal(begun.status, 404);
    });
  });
});
