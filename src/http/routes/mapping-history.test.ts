// The history of a field mapping over HTTP, its JSON, transforms on a sample, and its form template in Lever.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../../test/databases.ts';
import { openApi, type Api } from '../api.fixture.ts';

async function withApi(opened: Parameters<typeof openApi>[0], work: (api: Api) => Promise<void>) {
  const api = await openApi(opened);
  try {
    await work(api);
  } finally {
    await api.close();
  }
}

embeddedDatabase((open) => {
  test('versions are listed in pages, compared, restored, cloned to a job, exported and imported', async () => {
    await withApi(await open(), async (api) => {
      const { body: shipped } = await api.call('GET', '/v1/mapping');
      const { rules } = shipped.body;
      for (const count of [3, 4, 5]) {
        const mapping = { ...shipped.body, rules: rules.slice(0, count) };
        assert.equal((await api.call('PUT', '/v1/mapping', { body: { mapping } })).status, 200);
      }
      const first = await api.call('GET', '/v1/mapping/versions?limit=2');
      const versions = first.body.items.map((one: { version: number }) => one.version);
      assert.deepEqual(versions, [3, 2], first.text);
      const rest = await api.call('GET', `/v1/mapping/versions?limit=2&cursor=${first.body.next}`);
      assert.deepEqual([rest.body.items[0].ruleCount, rest.body.next], [3, null]);
      const diff = await api.call('GET', '/v1/mapping/diff?from=1&to=3');
      assert.equal(diff.body.differences.length, 2, diff.text);
      assert.equal((await api.call('GET', '/v1/mapping/diff?from=1&to=9')).status, 404);
      const restored = await api.call('POST', '/v1/mapping/restore', { body: { version: 1 } });
      assert.equal(restored.body.state, 'started', restored.text);

      const exported = await api.call('GET', '/v1/mapping/export');
      assert.equal(exported.body.rules.length, 3);
      assert.match(String(exported.headers['content-disposition']), /mapping\.json/);
      const imported = await api.call('POST', '/v1/mapping/import', { body: exported.body });
      assert.equal(imported.body.state, 'started', imported.text);

      const job = { source: 'pin', externalId: 'J-1', trigger: 'reply' };
      await api.call('PUT', '/v1/jobs', { body: job });
      const jobs = await api.call('GET', '/v1/jobs');
      const toJobId = jobs.body.items[0].id;
      const cloned = await api.call('POST', '/v1/mapping/clone', { body: { toJobId } });
      assert.equal(cloned.status, 200, cloned.text);
      const own = await api.call('GET', `/v1/mapping?jobId=${toJobId}`);
      assert.deepEqual([own.body.kind, own.body.version], [`mapping:${toJobId}`, 1]);
    });
  });

  test('the suggested mapping has the sourcing fields, and its form needs Lever', async () => {
    await withApi(await open(), async (api) => {
      const found = await api.call('GET', '/v1/mapping/suggested?sourceName=Pin');
      const [template] = found.body.templates;
      const fields = template.fields.map((field: { text: string }) => field.text);
      const wanted = ['pin_source', 'pin_sourcer', 'pin_date_found', 'has_verified_email'];
      assert.deepEqual(fields, [...wanted, 'outreach_stage']);
      const options = template.fields[4].options.map((option: { text: string }) => option.text);
      assert.deepEqual(options, ['In sequence', 'Contacted', 'Replied']);
      const plain = await api.call('GET', '/v1/mapping/suggested?tags=false');
      const kinds = plain.body.mapping.rules.map((rule: { to: { kind: string } }) => rule.to.kind);
      assert.ok(!kinds.includes('tags'));
      const body = { templateName: template.text, mapping: found.body.mapping };
      const refused = await api.call('POST', '/v1/mapping/templates', { body });
      assert.deepEqual([refused.status, refused.body.code], [409, 'conflict'], refused.text);
      assert.equal((await api.call('POST', '/v1/mapping/templates/check')).status, 409);
      assert.deepEqual((await api.call('GET', '/v1/mapping/templates')).body, { parked: [] });
    });
  });

  test('transforms are tried on a sample step by step, and refused with where they are wrong', async () => {
    await withApi(await open(), async (api) => {
      const transforms = [
        { kind: 'map', table: { de: 'Germany' }, otherwise: null },
        { kind: 'template', text: '{value}, {title}', fallback: 'unknown' },
        { kind: 'truncate', length: 9 },
      ];
      const body = { value: 'de', transforms, facts: { title: 'Engineer' } };
      const tried = await api.call('POST', '/v1/mapping/transform', { body });
      const values = tried.body.steps.map((step: { value: unknown }) => step.value);
      assert.deepEqual(values, ['Germany', 'Germany, Engineer', 'Germany,…'], tried.text);
      const none = await api.call('POST', '/v1/mapping/transform', {
        body: { ...body, facts: {} },
      });
      assert.equal(none.body.steps[1].value, 'unknown');
      const wrong = { value: 'x', transforms: [{ kind: 'shout' }] };
      const refused = await api.call('POST', '/v1/mapping/transform', { body: wrong });
      assert.equal(refused.status, 422);
      assert.match(refused.body.message, /transforms\[0\]\.kind: This must be one of: map/);
    });
  });

  test('bad mappings are refused with what to change: circles, unknown facts, a list into one text', async () => {
    await withApi(await open(), async (api) => {
      const to = { kind: 'contact', field: 'headline' };
      const circle = (name: string, other: string) => ({
        name,
        from: `computed.${other}`,
        transforms: [],
      });
      const rule = { from: 'computed.a', transforms: [], to, policy: 'source' };
      const cases: [object, RegExp][] = [
        [{ computed: [circle('a', 'b'), circle('b', 'a')], rules: [rule] }, /a → b → a/],
        [{ rules: [{ ...rule, from: 'shoeSize' }] }, /There is no fact "shoeSize"; use one of/],
        [{ rules: [{ ...rule, from: 'tags' }] }, /add the transform first or join/],
        [{ rules: [{ ...rule, from: 'title', policy: 'append' }] }, /choose one of the policies/],
      ];
      for (const [mapping, expected] of cases) {
        const refused = await api.call('PUT', '/v1/mapping', { body: { mapping } });
        assert.equal(refused.status, 422, refused.text);
        assert.match(refused.body.message, expected);
      }
      const statuses = Object.fromEntries(
        Object.keys((await api.call('GET', '/v1/rules/pause')).body.current.body.statuses).map(
          (status) => [status, 'pause'],
        ),
      );
      const body = { body: { statuses, reply: 'stop' } };
      const everybody = await api.call('PUT', '/v1/rules/pause', { body });
      assert.match(everybody.body.message, /Let at least one status continue/);
    });
  });
});
