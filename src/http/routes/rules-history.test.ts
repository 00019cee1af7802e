// Every kind of rules has its history: who, when, what differs, and an older version back in force.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { rulesByKind } from '../../flows/sync-rules.ts';
import { ruleKinds } from '../contract/rule.ts';
import { openApi } from '../api.fixture.ts';

eachDatabase((_kind, open) => {
  test('what ships can be put in force, changed, compared and restored, for every kind', async () => {
    const api = await openApi(await open());
    assert.deepEqual([...ruleKinds].toSorted(), Object.keys(rulesByKind).toSorted());
    for (const kind of ruleKinds) {
      const path = `/v1/rules/${kind}`;
      const shipped = await api.call('GET', `${path}/versions/0`);
      assert.equal(shipped.status, 200, `${kind}: ${shipped.text}`);
      const { version: _version, ...body } = shipped.body.body as Record<string, unknown>;
      const put = await api.call('PUT', path, { body: { body } });
      assert.equal(put.status, 200, `${kind}: ${put.text}`);
      assert.equal(put.body.version, 1);
      const same = await api.call('GET', `${path}/diff?from=1&to=1`);
      assert.deepEqual(same.body.items, []);
      const listed = await api.call('GET', `${path}/versions`);
      const [newest] = listed.body.items as { version: number; createdBy: string }[];
      assert.equal(newest?.version, 1);
      assert.match(newest?.createdBy ?? '', /^api-key:/u);
      assert.equal((await api.call('GET', `${path}/versions/9`)).status, 404);
      const again = await api.call('POST', `${path}/restore`, { body: { version: 1 } });
      assert.equal(again.status, 409, `${kind}: ${again.text}`);
      const restored = await api.call('POST', `${path}/restore`, { body: { version: 0 } });
      assert.deepEqual([restored.status, restored.body.version], [200, 2], kind);
    }
    assert.deepEqual(api.errors, []);
    await api.close();
  });

  test('a difference names the value, and a restored version is a new one by whoever restored', async () => {
    const api = await openApi(await open());
    const put = async (countFree: number) =>
      await api.call('PUT', '/v1/rules/brake', { body: { body: { shareMax: 0.1, countFree } } });
    await put(5);
    await put(9);
    const diff = await api.call('GET', '/v1/rules/brake/diff?from=1&to=2');
    assert.deepEqual(diff.body.items, [{ path: 'countFree', before: 5, after: 9 }]);
    const stale = { version: 1, basedOn: 1 };
    const overtaken = await api.call('POST', '/v1/rules/brake/restore', { body: stale });
    assert.equal(overtaken.status, 409, overtaken.text);
    await api.call('POST', '/v1/rules/brake/restore', { body: { version: 1, basedOn: 2 } });
    const now = await api.call('GET', '/v1/rules/brake');
    assert.deepEqual([now.body.current.version, now.body.current.body.countFree], [3, 5]);
    assert.equal((await api.call('GET', '/v1/rules/brake/diff?from=1&to=3')).body.items.length, 0);
    const read = { key: api.keys.read, body: { version: 1 } };
    assert.equal((await api.call('POST', '/v1/rules/brake/restore', read)).status, 403);
    await api.close();
  });
});
