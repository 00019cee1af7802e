// The audit log over HTTP: filters, pages, one entry with its values, export and checks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { deletePersonKeys } from '../../db/queries/person-keys.ts';
import { appendAudit } from '../../db/queries/audit.ts';
import { openApi, profileOf, type Api } from '../api.fixture.ts';
import { identifyAll } from '../../../test/people.ts';

interface Entry {
  seq: number;
  action: string;
  actor: string;
  at: string;
  personId: string | null;
}

async function entries(api: Api, query: string): Promise<Entry[]> {
  const answer = await api.call('GET', `/v1/audit?limit=200&${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items as Entry[];
}

async function personWithValues(api: Api): Promise<string> {
  await api.call('POST', '/v1/profiles', {
    body: { items: ['1', '2'].map((id) => profileOf(id)) },
  });
  await identifyAll(api.deps);
  const { workspaceId, deps } = api;
  const people = await api.call('GET', '/v1/people');
  const personId = (people.body.items as { id: string }[])[0]?.id ?? '';
  await deps.db.transaction().execute(async (trx) => {
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: 'system',
        action: 'contact.updated',
        subjectKind: 'record',
        subjectId: 'r1',
        personId,
        detail: { mappingVersion: 7 },
        personal: { before: { name: 'Zoe' }, after: { name: 'Zoë' } },
      },
    ]);
  });
  return personId;
}

eachDatabase((_kind, open) => {
  test('entries are found by person, actor, action, subject, rule and time', async () => {
    const api = await openApi(await open());
    const personId = await personWithValues(api);
    const all = await entries(api, '');
    assert.ok(all.length > 5);
    const of = await entries(api, `personId=${personId}`);
    assert.ok(of.length > 0 && of.every((entry) => entry.personId === personId));
    const byKeys = await entries(api, `actor=cli`);
    assert.ok(byKeys.length === 3 && byKeys.every((entry) => entry.action === 'api_key.created'));
    assert.equal((await entries(api, 'action=api_key.created')).length, 3);
    assert.equal((await entries(api, 'action=api_key')).length, 3);
    assert.equal((await entries(api, 'action=api')).length, 0, 'a noun, not a beginning');
    const subject = await entries(api, 'subjectKind=record&subjectId=r1');
    assert.deepEqual(
      subject.map((entry) => entry.action),
      ['contact.updated'],
    );
    await api.call('PUT', '/v1/rules/brake', { body: { body: { shareMax: 0.2, countFree: 5 } } });
    const changes = await entries(api, 'rule=brake');
    assert.deepEqual(
      changes.map((entry) => entry.action),
      ['rules.changed'],
    );
    assert.equal((await entries(api, 'rule=mapping&ruleVersion=7')).length, 1);
    assert.equal((await entries(api, 'rule=mapping&ruleVersion=8')).length, 0);
    assert.ok(
      (await entries(api, 'rule=match&ruleVersion=1')).every((one) => one.personId !== null),
    );
    const middle = all[3]?.at ?? '';
    const [before, since] = [
      await entries(api, `to=${middle}`),
      await entries(api, `from=${middle}`),
    ];
    assert.ok(before.every((entry) => entry.at < middle));
    assert.ok(since.every((entry) => entry.at >= middle));
    assert.equal(before.length + since.length, (await entries(api, '')).length);
    for (const [query, field] of [
      ['subjectKind=record', 'subjectId'],
      ['ruleVersion=3', 'rule'],
    ] as const) {
      const refused = await api.call('GET', `/v1/audit?${query}`);
      assert.equal(refused.status, 422);
      assert.equal(refused.body.field, field);
    }
    await api.close();
  });

  test('one entry shows the values before and after, until the person is erased', async () => {
    const api = await openApi(await open());
    const personId = await personWithValues(api);
    const [entry] = await entries(api, 'action=contact.updated');
    const path = `/v1/audit/entries/${entry?.seq}`;
    const shown = await api.call('GET', path);
    assert.deepEqual(shown.body.personal, { before: { name: 'Zoe' }, after: { name: 'Zoë' } });
    assert.equal(shown.body.isErased, false);
    const { workspaceId } = api;
    await api.deps.db
      .transaction()
      .execute((trx) => deletePersonKeys(trx, { workspaceId, personIds: [personId] }));
    const erased = await api.call('GET', path);
    assert.deepEqual([erased.body.personal, erased.body.isErased], [null, true]);
    assert.ok(!erased.text.includes('Zo'));
    assert.equal((await api.call('GET', '/v1/audit/entries/999999')).status, 404);
    await api.close();
  });

  test('the export has every entry in order, in both forms, and is logged itself', async () => {
    const api = await openApi(await open());
    await personWithValues(api);
    const all = (await entries(api, '')).toReversed();
    const plain = await api.call('GET', '/v1/audit/export');
    assert.equal(plain.status, 200);
    assert.match(String(plain.headers['content-type']), /^application\/x-ndjson/u);
    const lines = plain.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
    assert.deepEqual(
      lines.map((line) => line.seq),
      [...all.map((entry) => entry.seq), all.length + 1],
    );
    assert.equal(lines.at(-1)?.action, 'audit.exported');
    assert.ok(!plain.text.includes('Zo'), 'sealed values stay sealed');
    const ocsf = await api.call('GET', '/v1/audit/export?format=ocsf&action=contact.updated');
    const [event] = ocsf.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(event?.['class_uid'], 3004);
    assert.equal(event?.['type_uid'], 300_403);
    const refused = await api.call('GET', '/v1/audit/export', { key: api.keys.read });
    assert.equal(refused.status, 403);
    await api.close();
  });

  test('a checkpoint is made, listed, verified, and refused where a letter was changed', async () => {
    const api = await openApi(await open());
    const made = await api.call('POST', '/v1/audit/checkpoints');
    assert.equal(made.body.did, 'signed', made.text);
    const listed = await api.call('GET', '/v1/audit/checkpoints');
    assert.deepEqual(listed.body.items, [made.body.checkpoint]);
    assert.equal(listed.body.places[0].place, 'chain');
    const verify = async (checkpoint: object) =>
      await api.call('POST', '/v1/audit/verify', { body: { checkpoints: [checkpoint] } });
    const whole = await verify(made.body.checkpoint);
    assert.equal(whole.body.isWhole, true, whole.text);
    const hash = String(made.body.checkpoint.hash);
    const changed = hash.replace(/^./u, hash.startsWith('0') ? '1' : '0');
    const broken = await verify({ ...made.body.checkpoint, hash: changed });
    assert.equal(broken.body.isWhole, false);
    await api.close();
  });
});
