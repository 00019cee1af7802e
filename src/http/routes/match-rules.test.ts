// Rules of matching with their history, replayed over everything before they change anything, and the reports.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../../test/databases.ts';
import { defaultMatchRules } from '../../core/people/match-rules.ts';
import type { ClaimedWork } from '../../engine/work.ts';
import { identifyPending } from '../../flows/identify-pending.ts';
import { learnDaily, learnLoop } from '../../flows/learn-matching.ts';
import { replayWorkKind } from '../../flows/start-replay.ts';
import { workOutReplay } from '../../flows/work-out-replay.ts';
import { openApi, profileOf } from '../api.fixture.ts';
import type { Answer, Api } from '../api.fixture.ts';

const missing = '0194a0a0-0000-7000-8000-000000000000';
const phoneSettles = { keys: [{ kind: 'phone', strength: 'always' }] };
const { version: _version, ...defaults } = defaultMatchRules;

async function takeIn(api: Api, items: object[]): Promise<void> {
  await api.call('POST', '/v1/profiles', { body: { items } });
  for (let rounds = 0; rounds < 100; rounds += 1) {
    if ((await identifyPending(api.deps)) === 'idle') return;
  }
  assert.fail('intake never became idle');
}

function workOf(api: Api, kind: string, subjectId: string): ClaimedWork {
  const { workspaceId } = api;
  const wish = { workspaceId, kind, subjectId, queueKey: 'match', lane: 5 as const };
  return { ...wish, dueAt: new Date(0), because: '', version: 1, attempts: 0 };
}

async function workOut(api: Api, id: string): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const result = await workOutReplay(api.deps, workOf(api, replayWorkKind, id));
    if (result.next === 'done') return;
  }
  assert.fail('the replay never ended');
}

// Two people who share a phone number and nothing else.
const two = [
  profileOf('1', { name: 'Ada Lovelace', emails: [], phones: ['+1 415 555 0132'] }),
  profileOf('2', { name: undefined, emails: [], phones: ['+1 415 555 0132'], title: 'Analyst' }),
  profileOf('3', { name: 'Grace Hopper', emails: ['grace@navy.example'] }),
];

async function people(api: Api): Promise<number> {
  return (await api.call('GET', '/v1/status')).body.people as number;
}

eachDatabase((_kind, open) => {
  test('rules are versioned, compared and put back', async () => {
    const api = await openApi(await open());
    const shipped = await api.call('GET', '/v1/match-rules');
    assert.deepEqual([shipped.body.current.version, shipped.body.items.length], [0, 0]);
    const put = async (body: object): Promise<Answer> =>
      await api.call('PUT', '/v1/match-rules', { body: { body } });
    assert.deepEqual((await put(phoneSettles)).body, { version: 1 });
    assert.deepEqual((await put({ ...defaults, mergeFrom: 0.995 })).body, { version: 2 });
    assert.equal((await put({ mergeFrom: 0.2 })).status, 422);
    assert.equal((await api.call('GET', '/v1/match-rules')).body.current.version, 2);
    const diff = await api.call('GET', '/v1/match-rules/diff?from=0&to=2');
    assert.deepEqual(diff.body.items, [{ at: 'mergeFrom', before: '0.99', after: '0.995' }]);
    const restore = async (version: number): Promise<Answer> =>
      await api.call('POST', '/v1/match-rules/restore', { body: { version } });
    assert.deepEqual((await restore(0)).body, { version: 3 });
    assert.deepEqual((await api.call('GET', '/v1/match-rules/diff?from=0&to=3')).body.items, []);
    assert.equal((await restore(9)).status, 404);
    const page = await api.call('GET', '/v1/match-rules?limit=2');
    assert.deepEqual(
      page.body.items.map((one: { version: number }) => one.version),
      [3, 2],
    );
    const rest = await api.call('GET', `/v1/match-rules?limit=2&cursor=${page.body.next}`);
    assert.deepEqual(
      rest.body.items.map((one: { version: number }) => one.version),
      [1],
    );
    await api.close();
  });

  test('a replay says what would merge before anything changes, and applies exactly that', async () => {
    const api = await openApi(await open());
    await takeIn(api, two);
    const before = await people(api);
    assert.equal(before, 3);
    const asked = await api.call('POST', '/v1/match-rules/replay', {
      body: { body: phoneSettles },
    });
    assert.equal(asked.status, 202, asked.text);
    const { id } = asked.body as { id: string };
    const apply = async (mergeCount: number, splitCount: number): Promise<Answer> =>
      await api.call('POST', `/v1/match-rules/replays/${id}/apply`, {
        body: { mergeCount, splitCount },
      });
    assert.equal((await apply(1, 0)).status, 409);
    await workOut(api, id);
    const ready = await api.call('GET', `/v1/match-rules/replays/${id}`);
    assert.equal(ready.body.state, 'ready');
    assert.deepEqual([ready.body.counts.mergeCount, ready.body.counts.splitCount], [1, 0]);
    const findings = await api.call('GET', `/v1/match-rules/replays/${id}/findings?kind=merge`);
    assert.equal(findings.body.items[0].personIds.length, 2);
    assert.ok(findings.body.items[0].because.includes('same phone number'));
    assert.equal(await people(api), before);
    assert.equal((await api.call('GET', '/v1/match-rules')).body.current.version, 0);
    assert.equal((await apply(2, 0)).status, 409);
    assert.equal((await apply(1, 0)).status, 202);
    await workOut(api, id);
    assert.equal(await people(api), before - 1);
    assert.equal((await api.call('GET', `/v1/match-rules/replays/${id}`)).body.state, 'applied');
    assert.equal((await api.call('GET', '/v1/match-rules')).body.current.version, 1);
    assert.equal((await apply(1, 0)).status, 409);
    const listed = await api.call('GET', '/v1/match-rules/replays');
    assert.deepEqual(
      listed.body.items.map((one: { id: string }) => one.id),
      [id],
    );
    assert.equal((await api.call('GET', `/v1/match-rules/replays/${missing}`)).status, 404);
    await api.close();
  });

  test('stricter rules split what looser ones joined, but never what a human joined', async () => {
    const api = await openApi(await open());
    await api.call('PUT', '/v1/match-rules', { body: { body: phoneSettles } });
    await takeIn(api, [
      ...two,
      profileOf('4', { name: 'Rosa Luxner', emails: ['rosa@one.example'] }),
      profileOf('5', { name: 'Mara Quist', emails: ['mara@two.example'] }),
    ]);
    assert.equal(await people(api), 4);
    const idOf = async (email: string): Promise<string> =>
      (await api.call('GET', `/v1/people?email=${email}`)).body.items[0].id as string;
    const personIds = [await idOf('rosa@one.example'), await idOf('mara@two.example')];
    const merged = await api.call('POST', '/v1/persons/merge', { body: { personIds } });
    assert.equal(merged.status, 200, merged.text);
    const never = { keys: [{ kind: 'phone', strength: 'never' }], mergeFrom: 0.9999 };
    const { id } = (await api.call('POST', '/v1/match-rules/replay', { body: { body: never } }))
      .body;
    await workOut(api, id);
    const { counts } = (await api.call('GET', `/v1/match-rules/replays/${id}`)).body;
    assert.equal(counts.splitCount, 2);
    const { mergeCount, splitCount } = counts;
    const body = { mergeCount, splitCount };
    await api.call('POST', `/v1/match-rules/replays/${id}/apply`, { body });
    await workOut(api, id);
    const findings = await api.call('GET', `/v1/match-rules/replays/${id}/findings?kind=split`);
    const outcomes = findings.body.items.map((one: { outcome: string }) => one.outcome);
    assert.deepEqual(outcomes.toSorted(), ['applied', 'kept']);
    assert.equal(await people(api), 4);
    assert.equal(await idOf('rosa@one.example'), await idOf('mara@two.example'));
    await api.close();
  });

  test('learning is versioned, daily, and what is put back by hand stays', async () => {
    const api = await openApi(await open());
    const learn = async () => (await api.call('POST', '/v1/match-rules/learn')).body.items[0];
    assert.equal((await learn()).version, null);
    const employer = 'Driftbridge Robotics';
    for (const family of ['Anderson', 'Okafor', 'Brandt']) {
      await takeIn(api, [
        profileOf(`${family}-1`, {
          name: `Zachary ${family}`,
          emails: [`z.${family}@gmail.com`],
          employer,
        }),
        profileOf(`${family}-2`, { name: `Zach ${family}`, emails: [], employer }),
      ]);
    }
    const [one, other] = (await api.call('GET', '/v1/reviews')).body.items;
    const answer = async (id: string, text: string): Promise<Answer> =>
      await api.call('POST', `/v1/reviews/${id}/answer`, { body: { answer: text } });
    await answer(one.id, 'different');
    assert.equal((await learn()).version, 1);
    assert.equal((await learn()).version, null);
    await answer(other.id, 'different');
    const { workspaceId } = api;
    const daily = await learnDaily(api.deps, workOf(api, 'match_learn', workspaceId));
    assert.equal(daily.next, 'again');
    const versions = async (): Promise<number> =>
      (await api.call('GET', '/v1/match-rules/learned')).body.items.length as number;
    assert.equal(await versions(), 2);
    const body = { kind: 'match_calibration', version: 1 };
    const restored = await api.call('POST', '/v1/match-rules/learned/restore', { body });
    assert.deepEqual(restored.body, { version: 3 });
    await learnDaily(api.deps, workOf(api, 'match_learn', workspaceId));
    assert.equal(await versions(), 3);
    assert.equal((await learn()).version, 4);
    const unknown = { kind: 'match_calibration', version: 99 };
    assert.equal(
      (await api.call('POST', '/v1/match-rules/learned/restore', { body: unknown })).status,
      404,
    );
    await learnLoop().run(api.deps);
    const asked = await sql`select 1 from work where kind = 'match_learn'`.execute(api.deps.db);
    assert.equal(asked.rows.length, 1);
    await api.close();
  });

  test('duplicates are counted by week with the reasons, and what stands twice in Lever has links', async () => {
    const api = await openApi(await open());
    const { workspaceId, deps } = api;
    await takeIn(api, [
      profileOf('1', { name: 'Ada Lovelace' }),
      profileOf('1b', { name: 'Ada Lovelace', emails: ['ana.1@initech.example'] }),
      profileOf('3', { name: 'Grace Hopper' }),
    ]);
    const report = await api.call('GET', '/v1/duplicates');
    assert.equal(report.status, 200, report.text);
    assert.deepEqual([report.body.total.profiles, report.body.total.duplicates], [3, 1]);
    assert.equal(report.body.spans[0].from, '2026-11-23');
    const words = report.body.total.because.map((one: { words: string }) => one.words);
    assert.ok(words.includes('same work email address'), words.join());
    assert.equal(
      (await api.call('GET', '/v1/duplicates?from=2026-11-24&to=2026-11-01')).status,
      422,
    );
    assert.equal((await api.call('GET', '/v1/duplicates?by=year')).status, 400);
    for (const [contact, name] of [
      ['c1', 'Ada Lovelace'],
      ['c2', 'Lovelace, Ada'],
      ['c3', 'Ada Lovelace'],
    ]) {
      await sql`
        insert into mirror_opportunities (workspace_id, opportunity_id, contact_id, name, is_confidential, read_at)
        values (${workspaceId}, ${`o-${contact}`}, ${contact}, ${name}, false, ${deps.clock.now()})
      `.execute(deps.db);
      await sql`
        insert into mirror_keys (workspace_id, kind, value, contact_id)
        values (${workspaceId}, 'email', 'ada@x.example', ${contact})
      `.execute(deps.db);
    }
    const first = await api.call('GET', '/v1/lever-duplicates?limit=2');
    const rest = await api.call('GET', `/v1/lever-duplicates?limit=2&cursor=${first.body.next}`);
    assert.deepEqual(
      [first.body.items.length, rest.body.items.length, rest.body.next],
      [2, 1, null],
    );
    assert.match(first.body.items[0].links[0], /^https:\/\/hire\.lever\.co\/candidates\/o-c1$/);
    assert.equal((await api.call('GET', '/v1/duplicates')).body.inLever.contacts, 3);
    await api.close();
  });
});

embeddedDatabase((open) => {
  test('403: rules are for admins, looking at them needs read', async () => {
    const api = await openApi(await open());
    const changes: [Parameters<Api['call']>[0], string][] = [
      ['PUT', '/v1/match-rules'],
      ['POST', '/v1/match-rules/restore'],
      ['POST', '/v1/match-rules/replay'],
      ['POST', `/v1/match-rules/replays/${missing}/apply`],
      ['POST', '/v1/match-rules/learn'],
      ['POST', '/v1/match-rules/learned/restore'],
    ];
    for (const [method, url] of changes) {
      for (const key of [api.keys.read, api.keys.intake])
        assert.equal((await api.call(method, url, { key, body: {} })).status, 403, url);
    }
    for (const url of ['/v1/match-rules', '/v1/duplicates', '/v1/lever-duplicates']) {
      assert.equal((await api.call('GET', url, { key: api.keys.read })).status, 200, url);
      assert.equal((await api.call('GET', url, { key: api.keys.intake })).status, 403, url);
    }
    await api.close();
  });
});
