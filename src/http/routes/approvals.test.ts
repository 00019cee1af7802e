// A second person agrees to large changes: never the one who asked, never a key, and only to exactly that change.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { approvalWorkKind, approvalsLoop } from '../../flows/approvals.ts';
import { carryOutApproval } from '../../flows/carry-out-approval.ts';
import { openApi, type Answer, type Api } from '../api.fixture.ts';
import { signIn, type SignedIn } from '../signed-in.fixture.ts';

const domain = { kind: 'domain', value: 'client.example', because: 'a client of ours' };

interface World {
  api: Api;
  ada: SignedIn;
  bo: SignedIn;
}

async function as(api: Api, who: SignedIn, call: ['GET' | 'POST' | 'PUT', string, object?]) {
  const [method, url, body] = call;
  const { headers } = who;
  return await api.call(method, url, {
    key: null,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

async function suppressDomain(api: Api, who: SignedIn, more: object[] = []): Promise<Answer> {
  const items = [domain, ...more];
  return await as(api, who, ['POST', '/v1/suppressions', { items, cause: 'client' }]);
}

function idIn(answer: Answer): string {
  assert.equal(answer.status, 409, answer.text);
  assert.equal(answer.body.code, 'approval_needed');
  return /approval ([0-9a-f-]{36})/u.exec(answer.body.message)?.[1] ?? assert.fail(answer.text);
}

async function carryOut(api: Api, id: string): Promise<void> {
  const { workspaceId, deps } = api;
  const work = await deps.db
    .selectFrom('work')
    .selectAll()
    .where('kind', '=', approvalWorkKind)
    .where('subjectId', '=', id)
    .executeTakeFirstOrThrow();
  const claimed = { ...work, workspaceId, attempts: 0, because: '' };
  await carryOutApproval(deps, claimed as Parameters<typeof carryOutApproval>[1]);
}

async function suppressedCount(api: Api): Promise<number> {
  return (await api.call('GET', '/v1/suppressions')).body.items.length as number;
}

async function actions(api: Api): Promise<string[]> {
  const log = await api.call('GET', '/v1/audit?limit=200&action=approval');
  return (log.body.items as { action: string }[]).map((entry) => entry.action).toReversed();
}

eachDatabase((_kind, open) => {
  async function withTwoAdmins(run: (world: World) => Promise<void>): Promise<void> {
    const api = await openApi(await open());
    const world = { api, ada: await signIn(api, 'owner'), bo: await signIn(api, 'admin') };
    try {
      await run(world);
      assert.deepEqual(api.errors, []);
    } finally {
      await api.close();
    }
  }

  test('a domain is suppressed once somebody else has agreed, and not before', async () => {
    await withTwoAdmins(async ({ api, ada, bo }) => {
      const id = idIn(await suppressDomain(api, ada));
      assert.equal(idIn(await suppressDomain(api, ada)), id, 'asking again is the same request');
      assert.equal(await suppressedCount(api), 0);
      const waiting = await as(api, bo, ['GET', '/v1/approvals?state=waiting']);
      assert.deepEqual(
        (waiting.body.items as { id: string }[]).map((one) => one.id),
        [id],
      );
      const own = await as(api, ada, ['POST', `/v1/approvals/${id}/approve`, {}]);
      assert.equal(own.status, 403, own.text);
      assert.match(own.body.message, /somebody else/u);
      const viewer = await signIn(api, 'viewer');
      assert.equal(
        (await as(api, viewer, ['POST', `/v1/approvals/${id}/approve`, {}])).status,
        403,
      );
      const byKey = await api.call('POST', `/v1/approvals/${id}/approve`, { body: {} });
      assert.match(byKey.body.message, /No API key/u);
      assert.equal(await suppressedCount(api), 0);
      const agreed = await as(api, bo, ['POST', `/v1/approvals/${id}/approve`, { because: 'yes' }]);
      assert.equal(agreed.body.state, 'approved', agreed.text);
      assert.equal((await as(api, bo, ['POST', `/v1/approvals/${id}/approve`, {}])).status, 409);
      await carryOut(api, id);
      assert.equal(await suppressedCount(api), 1);
      const done = await as(api, ada, ['GET', `/v1/approvals/${id}`]);
      assert.equal(done.body.state, 'done');
      assert.equal(done.body.decidedBy, `user:${bo.userId}`);
      assert.deepEqual(await actions(api), [
        'approval.requested',
        'approval.own_refused',
        'approval.approved',
        'approval.done',
      ]);
    });
  });

  test('a refused request and one that nobody decided change nothing', async () => {
    await withTwoAdmins(async ({ api, ada, bo }) => {
      const refused = idIn(await suppressDomain(api, ada));
      const no = { because: 'they are no client' };
      const answer = await as(api, bo, ['POST', `/v1/approvals/${refused}/refuse`, no]);
      assert.equal(answer.body.state, 'refused');
      const late = idIn(await suppressDomain(api, ada));
      assert.notEqual(late, refused);
      api.pass(73 * 60 * 60_000);
      const tooLate = await as(api, bo, ['POST', `/v1/approvals/${late}/approve`, {}]);
      assert.equal(tooLate.status, 409);
      assert.match(tooLate.body.message, /is over; ask anew/u);
      await approvalsLoop().run(api.deps);
      assert.equal((await as(api, bo, ['GET', `/v1/approvals/${late}`])).body.state, 'expired');
      assert.equal(await suppressedCount(api), 0);
      assert.equal((await actions(api)).at(-1), 'approval.expired');
    });
  });

  test('whoever made an API key does not agree to what it asked for', async () => {
    await withTwoAdmins(async ({ api, ada, bo }) => {
      const made = await as(api, ada, ['POST', '/v1/api-keys', { name: 'x', scopes: ['admin'] }]);
      const items = [domain];
      const body = { items, cause: 'client' };
      const id = idIn(await api.call('POST', '/v1/suppressions', { key: made.body.key, body }));
      assert.equal((await as(api, ada, ['POST', `/v1/approvals/${id}/approve`, {}])).status, 403);
      assert.equal((await as(api, bo, ['POST', `/v1/approvals/${id}/approve`, {}])).status, 200);
    });
  });

  test('who is alone goes on alone, and the log says so; unless the rules say otherwise', async () => {
    const api = await openApi(await open());
    const ada = await signIn(api, 'owner');
    const placed = await suppressDomain(api, ada);
    assert.ok(placed.status < 300, placed.text);
    assert.deepEqual(await actions(api), ['approval.waived']);
    const { body } = (await as(api, ada, ['GET', '/v1/rules/approval'])).body.current;
    const strict = { body: { ...body, goesOnAlone: false } };
    assert.equal((await as(api, ada, ['PUT', '/v1/rules/approval', strict])).status, 200);
    const other = { ...domain, value: 'other.example' };
    const again = { items: [other], cause: 'client' };
    idIn(await as(api, ada, ['POST', '/v1/suppressions', again]));
    await api.close();
  });

  test('people and addresses go without asking, and never into a request', async () => {
    await withTwoAdmins(async ({ api, ada }) => {
      const email = { kind: 'address', value: 'zoe@mail.example', because: 'asked for it' };
      const mixed = await suppressDomain(api, ada, [email]);
      assert.equal(mixed.status, 422, mixed.text);
      const alone = { items: [email], cause: 'client' };
      const placed = await as(api, ada, ['POST', '/v1/suppressions', alone]);
      assert.ok(placed.status < 300, placed.text);
      const kept = await api.deps.db.selectFrom('approvals').selectAll().execute();
      assert.ok(!JSON.stringify(kept).includes('zoe'));
    });
  });

  test('a limit is loosened by two, and tightened by one', async () => {
    await withTwoAdmins(async ({ api, ada, bo }) => {
      const put = async (kind: string, body: object) =>
        await as(api, ada, ['PUT', `/v1/rules/${kind}`, { body }]);
      assert.equal((await put('brake', { shareMax: 0.05, countFree: 5 })).status, 200);
      const id = idIn(await put('brake', { shareMax: 0.9, countFree: 5 }));
      await as(api, bo, ['POST', `/v1/approvals/${id}/approve`, {}]);
      await carryOut(api, id);
      const now = await as(api, ada, ['GET', '/v1/rules/brake']);
      assert.equal(now.body.current.body.shareMax, 0.9);
      assert.equal(now.body.current.createdBy, `user:${ada.userId}`);
      const { body } = (await as(api, ada, ['GET', '/v1/rules/approval'])).body.current;
      const none = { ...body, from: { ...body.from, domain_suppression: null } };
      idIn(await put('approval', none));
      assert.equal((await put('approval', { ...body, hours: 24 })).status, 200);
      assert.equal((await put('approval', { ...body, hours: 0 })).body.field, 'hours');
    });
  });
});
