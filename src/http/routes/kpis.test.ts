// The numbers over HTTP: what was taken in comes out counted, opens its events, and follows merges and erasure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { mergeByHand } from '../../flows/merge-by-hand.ts';
import { refreshAggregates } from '../../flows/refresh-aggregates.ts';
import { openApi, type Api } from '../api.fixture.ts';

const days = 'from=2026-11-01&to=2026-11-30';

function profileOf(number: number, more: object = {}) {
  return {
    source: 'pin',
    sourceEventId: `found-${number}`,
    name: `Human Number${number}`,
    emails: [{ value: `h${number}@home${number}.example` }],
    foundAt: `2026-11-0${number}T00:00:00Z`,
    job: { externalId: 'J1', name: 'Backend' },
    sourcer: { email: '=Sam@acme.example' },
    ...more,
  };
}

function touchOf(number: number, kind: string, more: object = {}) {
  return {
    source: 'pin',
    sourceEventId: `${kind}-${number}-${JSON.stringify(more)}`,
    person: { email: `h${number}@home${number}.example` },
    channel: 'email',
    kind,
    sequence: 'Backend',
    step: 1,
    occurredAt: `2026-11-0${number}T06:00:00Z`,
    ...more,
  };
}

async function count(api: Api): Promise<void> {
  await identifyAll(api.deps);
  for (let round = 0; round < 100; round += 1)
    if ((await refreshAggregates(api.deps)) === 'idle') return;
}

async function fill(api: Api): Promise<void> {
  const profiles = await api.call('POST', '/v1/profiles', {
    body: { items: [1, 2, 3, 4].map((number) => profileOf(number)) },
  });
  assert.equal(profiles.status, 200, profiles.text);
  const touches = await api.call('POST', '/v1/touches', {
    body: {
      items: [
        touchOf(1, 'sent'),
        touchOf(2, 'sent', { occurredAt: '2026-11-02T12:00:00Z' }),
        touchOf(3, 'sent', { occurredAt: '2026-11-05T00:00:00Z' }),
        touchOf(1, 'replied', { occurredAt: '2026-11-03T00:00:00Z', interest: 'interested' }),
        touchOf(2, 'bounced', { occurredAt: '2026-11-03T00:00:00Z' }),
      ],
    },
  });
  assert.equal(touches.status, 200, touches.text);
  await count(api);
}

eachDatabase((_kind, open) => {
  test('what was taken in is counted, with intervals, and each number opens its events', async () => {
    const api = await openApi(await open());
    await fill(api);
    const { body } = await api.call('GET', `/v1/kpis?${days}`);
    assert.equal(body.waitingCount, 0);
    assert.equal(body.firstContact.people, 3);
    assert.equal(body.firstContact.median.seconds, 12 * 3_600);
    assert.equal(body.firstContact.p90.seconds, 48 * 3_600);
    assert.equal(body.firstContact.isFew, true);
    assert.deepEqual(
      body.funnel.slice(0, 4).map((line: { people: number }) => line.people),
      [4, 3, 1, 1],
    );
    // A bounce is no reply.
    assert.equal(body.responses.byPeople.count, 1);
    assert.equal(body.responses.byPeople.of, 3);
    assert.ok(body.responses.byPeople.high > 0.7);
    const events = await api.call('GET', `/v1/kpis/events?${days}&kpi=first_contact&limit=2`);
    assert.equal(events.body.items.length, 2);
    assert.equal(events.body.items[0].event, 'touch');
    assert.equal(events.body.items[0].seconds, 6 * 3_600);
    const next = encodeURIComponent(events.body.next);
    const rest = await api.call(
      'GET',
      `/v1/kpis/events?${days}&kpi=first_contact&limit=2&cursor=${next}`,
    );
    assert.equal(rest.body.items.length, 1);
    assert.equal(rest.body.next, null);
    await api.close();
  });

  test('numbers stand apart by job, sourcer and week, and a filter chooses among them', async () => {
    const api = await openApi(await open());
    await fill(api);
    const jobs = await api.call('GET', `/v1/kpis/breakdown?${days}&by=job`);
    assert.deepEqual(
      jobs.body.items.map((row: { name: string }) => row.name),
      ['Backend'],
    );
    const weeks = await api.call('GET', `/v1/kpis/breakdown?${days}&by=week`);
    assert.deepEqual(
      weeks.body.items.map((row: { key: string; funnel: { people: number }[] }) => [
        row.key,
        row.funnel[0]?.people,
      ]),
      [
        ['2026-10-26', 1],
        ['2026-11-02', 3],
      ],
    );
    const steps = await api.call('GET', `/v1/kpis/responses?${days}&by=step`);
    assert.equal(steps.body.items[0].sequence, 'Backend');
    assert.equal(steps.body.items[0].people, 3);
    const nobody = await api.call('GET', `/v1/kpis?${days}&sourcer=rita%40acme.example`);
    assert.equal(nobody.body.funnel[0].people, 0);
    assert.equal(nobody.body.firstContact.median, null);
    assert.equal(nobody.body.funnel[1].ofFound.value, null);
    const one = await api.call('GET', `/v1/kpis?from=2026-11-02&to=2026-11-02`);
    assert.equal(one.body.funnel[0].people, 1);
    const wrong = await api.call('GET', '/v1/kpis?from=2026-11-03&to=2026-11-02');
    assert.equal(wrong.status, 422);
    await api.close();
  });

  test('a report is safe to open in a spreadsheet, and the same as JSON', async () => {
    const api = await openApi(await open());
    await fill(api);
    const csv = await api.call('GET', `/v1/kpis/export?${days}&report=sourcers`);
    assert.match(csv.text, /^sourcer,name,found,contacted/u);
    assert.match(csv.text, /\r\n'=sam@acme\.example,/u);
    const json = await api.call('GET', `/v1/kpis/export?${days}&report=sourcers&format=json`);
    assert.equal(JSON.parse(json.text).items[0].found, 4);
    const events = await api.call('GET', `/v1/kpis/export?${days}&report=events&kpi=replied`);
    assert.equal(events.text.trim().split('\r\n').length, 2);
    await api.close();
  });

  test('merged people are one, a late finding moves the day, and the erased are gone', async () => {
    const api = await openApi(await open());
    await fill(api);
    const { workspaceId, deps } = api;
    const people = await sql<{ id: string }>`
      select person_id as id from insight_people order by found_at`.execute(deps.db);
    const [one = '', two = '', three = ''] = people.rows.map((row) => row.id);
    await mergeByHand(deps, { workspaceId, personIds: [one, two], actor: 'user:1' });
    await count(api);
    const merged = await api.call('GET', `/v1/kpis?${days}`);
    assert.equal(merged.body.funnel[0].people, 3);
    assert.equal(merged.body.duplicates.joined.count, 1);
    assert.equal(merged.body.duplicates.joined.of, 4);
    await sql`update persons set is_erased = true where id = ${three}`.execute(deps.db);
    await count(api);
    const erased = await api.call('GET', `/v1/kpis?${days}`);
    assert.equal(erased.body.funnel[0].people, 2);
    assert.equal(erased.body.responses.people, 1);
    await api.close();
  });

  test('the views for reporting tools say the same', async () => {
    const api = await openApi(await open());
    await fill(api);
    const { db } = api.deps;
    const people = await sql<{ job: string; seconds: number | null }>`
      select job, seconds_to_first_contact as seconds from insight.people order by found_at`.execute(
      db,
    );
    assert.deepEqual(people.rows[0], { job: 'Backend', seconds: 6 * 3_600 });
    const sums = await sql<{ found: number; people: number }>`
      select (select sum(found) from insight.funnel_by_day) as found,
        (select sum(people) from insight.responses_by_day where grain = 'sequence') as people`.execute(
      db,
    );
    assert.deepEqual(sums.rows[0], { found: 4, people: 3 });
    const sent = await sql<{ count: number }>`
      select sum(message_count) as count from insight.messages where reply_count > 0`.execute(db);
    assert.equal(sent.rows[0]?.count, 1);
    assert.equal((await sql`select * from insight.statuses`.execute(db)).rows.length, 0);
    await api.close();
  });
});
