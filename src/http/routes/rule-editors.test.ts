// Two people change the same rules: whoever looked at an older version is told, and overwrites nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { openApi } from '../api.fixture.ts';
import { ruleKinds } from '../contract/rule.ts';

eachDatabase((_kind, open) => {
  test('every kind of rules refuses a change based on an older version, and keeps the newer one', async () => {
    const api = await openApi(await open());
    try {
      for (const kind of ruleKinds) {
        const path = `/v1/rules/${kind}`;
        const shipped = await api.call('GET', path);
        assert.equal(shipped.body.current.version, 0);
        const body =
          kind === 'retention' ? { keepDays: 400, because: 'policy 7' } : shipped.body.current.body;
        const { version: _, ...given } = body;
        const first = await api.call('PUT', path, { body: { body: given, basedOn: 0 } });
        assert.equal(first.status, 200, `${kind} ${first.text}`);
        const late = await api.call('PUT', path, { body: { body: given, basedOn: 0 } });
        assert.equal(late.status, 409, `${kind} ${late.text}`);
        assert.match(late.body.message, /version 1 in force while you looked at version 0/u);
        assert.equal((await api.call('GET', path)).body.current.version, 1);
        const next = await api.call('PUT', path, { body: { body: given, basedOn: 1 } });
        assert.equal(next.body.version, 2);
        const blind = await api.call('PUT', path, { body: { body: given } });
        assert.equal(blind.body.version, 3, 'a program that does not look still can');
      }
    } finally {
      await api.close();
    }
  });

  test('of many changes at once that are based on the same version exactly one is kept', async () => {
    const api = await openApi(await open());
    try {
      const body = { shareMax: 0.05, countFree: 5 };
      const answers = await Promise.all(
        Array.from({ length: 6 }, async () =>
          api.call('PUT', '/v1/rules/brake', { body: { body, basedOn: 0 } }),
        ),
      );
      const statuses = answers.map(({ status }) => status).toSorted((one, two) => one - two);
      assert.deepEqual(statuses, [200, 409, 409, 409, 409, 409]);
    } finally {
      await api.close();
    }
  });

  test('a mapping based on an older version is refused before anything runs', async () => {
    const api = await openApi(await open());
    try {
      const { body: shown } = await api.call('GET', '/v1/mapping');
      const first = await api.call('PUT', '/v1/mapping', {
        body: { mapping: shown.body, basedOn: 0 },
      });
      assert.equal(first.status, 200, first.text);
      const late = await api.call('PUT', '/v1/mapping', {
        body: { mapping: shown.body, basedOn: 0 },
      });
      assert.equal(late.status, 409, late.text);
      const { body: runs } = await api.call('GET', '/v1/runs');
      assert.equal(runs.items.length, 1);
    } finally {
      await api.close();
    }
  });
});
