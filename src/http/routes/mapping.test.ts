// The field mapping over HTTP, by status.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../../test/databases.ts';
import { openApi } from '../api.fixture.ts';

embeddedDatabase((open) => {
  test('a mapping is read, tried and put in force; the next reading is the new version', async () => {
    const api = await openApi(await open());
    try {
      const shipped = await api.call('GET', '/v1/mapping');
      assert.equal(shipped.status, 200);
      assert.equal(shipped.body.version, 0);
      const mapping = { ...shipped.body.body, rules: shipped.body.body.rules.slice(0, 3) };
      const tried = await api.call('POST', '/v1/mapping/try', { body: { mapping } });
      assert.equal(tried.status, 200, tried.text);
      assert.equal(
        (await api.call('GET', '/v1/mapping')).body.version,
        0,
        'trying changes nothing',
      );
      const changed = await api.call('PUT', '/v1/mapping', { body: { mapping } });
      assert.equal(changed.status, 200, changed.text);
      assert.equal(changed.body.state, 'started');
      assert.equal((await api.call('GET', '/v1/mapping')).body.version, 1);
    } finally {
      await api.close();
    }
  });

  test('a mapping to a place that does not exist is refused with where it is wrong', async () => {
    const api = await openApi(await open());
    try {
      const rule = {
        from: 'name',
        transforms: [],
        to: { kind: 'contact', field: 'shoeSize' },
        policy: 'source',
      };
      const mapping = { version: 1, computed: [], rules: [rule] };
      const refused = await api.call('PUT', '/v1/mapping', { body: { mapping } });
      assert(refused.status === 422 || refused.status === 400, refused.text);
      assert.match(refused.text, /rules\[0\]/u);
    } finally {
      await api.close();
    }
  });

  test('without the admin scope a mapping can be read and tried but not changed', async () => {
    const api = await openApi(await open());
    try {
      const { body } = await api.call('GET', '/v1/mapping', { key: api.keys.read });
      const change = { body: { mapping: body.body }, key: api.keys.read };
      assert.equal((await api.call('POST', '/v1/mapping/try', change)).status, 200);
      assert.equal((await api.call('PUT', '/v1/mapping', change)).status, 403);
      assert.equal((await api.call('PUT', '/v1/mapping', { ...change, key: null })).status, 401);
    } finally {
      await api.close();
    }
  });

  test('a run that nobody started cannot be confirmed or cancelled', async () => {
    const api = await openApi(await open());
    try {
      const run = '/v1/runs/00000000-0000-7000-8000-000000000001';
      assert.equal(
        (await api.call('POST', `${run}/confirm`, { body: { confirmedCount: 1 } })).status,
        404,
      );
      assert.equal((await api.call('POST', `${run}/cancel`)).status, 404);
    } finally {
      await api.close();
    }
  });
});
