// Who is who by hand: questions side by side, answers one by one and by pattern, merges, undos, splits, corrections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase, embeddedDatabase } from '../../../test/databases.ts';
import { identifyPending } from '../../flows/identify-pending.ts';
import { openApi, profileOf } from '../api.fixture.ts';
import type { Answer, Api } from '../api.fixture.ts';

const missing = '0194a0a0-0000-7000-8000-000000000000';
const families = ['Anderson', 'Okafor', 'Brandt', 'Lindqvist'];
const employer = 'Driftbridge Robotics';

async function takeIn(api: Api, items: object[]): Promise<void> {
  const sent = await api.call('POST', '/v1/profiles', { body: { items } });
  assert.equal(sent.status, 200, sent.text);
  for (let rounds = 0; rounds < 100; rounds += 1) {
    if ((await identifyPending(api.deps)) === 'idle') return;
  }
  assert.fail('intake never became idle');
}

function doubtful(family: string, more: object = {}): object[] {
  const emails = [`zach.${family.toLowerCase()}@gmail.com`];
  return [
    profileOf(`${family}-1`, { name: `Zachary ${family}`, emails, employer, ...more }),
    profileOf(`${family}-2`, { name: `Zach ${family}`, emails: [], employer, source: 'apollo' }),
  ];
}

async function openWithQuestions(api: Api): Promise<Answer> {
  await takeIn(
    api,
    families.flatMap((family) => doubtful(family)),
  );
  return await api.call('GET', '/v1/reviews');
}

async function liveCount(api: Api): Promise<number> {
  return (await api.call('GET', '/v1/status')).body.people as number;
}

eachDatabase((_kind, open) => {
  test('200: a question shows both people field by field, with words, provenance and facts', async () => {
    const api = await openApi(await open());
    const listed = await openWithQuestions(api);
    assert.equal(listed.status, 200, listed.text);
    assert.equal(listed.body.items.length, families.length);
    const [first] = listed.body.items;
    const name = first.fields.find((one: { field: string }) => one.field === 'name');
    assert.equal(name.verdict, 'agrees');
    assert.deepEqual(name.words, ['same name in another spelling or form']);
    const sources = [...name.one, ...name.other].map((one: { source: string }) => one.source);
    assert.deepEqual(sources.toSorted(), ['apollo', 'pin']);
    const emails = first.fields.find((one: { field: string }) => one.field === 'emails');
    assert.deepEqual(
      [emails.verdict, emails.words],
      ['missing', ['only one side has an email address']],
    );
    for (const fact of ['same_name', 'same_last_name', 'same_employer', 'no_shared_key'])
      assert.ok(first.facts.includes(fact), fact);
    assert.ok(!first.facts.includes('only_names'));
    const one = await api.call('GET', `/v1/reviews/${first.id}`);
    assert.deepEqual(one.body, first);
    await api.close();
  });

  test('questions come in pages and are narrowed by reason, score, source and person', async () => {
    const api = await openApi(await open());
    const all = (await openWithQuestions(api)).body.items;
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await api.call('GET', `/v1/reviews?limit=1${cursor}`);
      seen.push(...page.body.items.map((one: { id: string }) => one.id));
      if (page.body.next === null) break;
      cursor = `&cursor=${page.body.next}`;
    }
    assert.deepEqual(
      seen,
      all.map((one: { id: string }) => one.id),
    );
    const countOf = async (query: string): Promise<number> =>
      (await api.call('GET', `/v1/reviews?${query}`)).body.items.length;
    assert.equal(await countOf('reason=same_employer'), 4);
    assert.equal(await countOf('reason=same_phone'), 0);
    assert.equal(await countOf('probabilityFrom=0.999'), 0);
    assert.equal(await countOf('source=apollo'), 4);
    assert.equal(await countOf('source=nobody'), 0);
    assert.equal(await countOf(`personId=${all[0].one.personId}`), 1);
    assert.equal((await api.call('GET', '/v1/reviews?reason=only_names')).status, 422);
    assert.equal((await api.call('GET', '/v1/reviews?cursor=xx')).status, 400);
    await api.close();
  });

  test('same merges, different keeps apart, never asks no more; a second answer is 409', async () => {
    const api = await openApi(await open());
    const [one, two, three] = (await openWithQuestions(api)).body.items;
    const answer = async (id: string, text: string): Promise<Answer> =>
      await api.call('POST', `/v1/reviews/${id}/answer`, { body: { answer: text } });
    const merged = await answer(one.id, 'same');
    assert.equal(merged.body.result, 'merged');
    assert.equal((await answer(two.id, 'different')).body.result, 'kept_apart');
    assert.equal((await answer(three.id, 'never')).body.result, 'not_asked_again');
    assert.equal((await answer(one.id, 'different')).status, 409);
    assert.equal((await answer(missing, 'same')).status, 404);
    assert.equal((await answer(two.id, 'perhaps')).status, 422);
    const name = two.one.name.split(' ').at(-1) as string;
    const again = three.one.name.split(' ').at(-1) as string;
    // The same hits again ask nothing again.
    for (const family of [name, again]) {
      const more = profileOf(`${family}-3`, {
        name: `Zach ${family}`,
        emails: [],
        employer,
        source: 'apollo',
      });
      await takeIn(api, [more]);
    }
    const left = (await api.call('GET', '/v1/reviews')).body.items;
    const about = (review: { one: { personId: string }; other: { personId: string } }): string =>
      [review.one.personId, review.other.personId].toSorted().join();
    const settled = new Set([two, three].map(about));
    assert.ok(left.every((review: typeof two) => !settled.has(about(review))));
    const undone = await api.call('POST', `/v1/merges/${merged.body.decisionId}/undo`);
    assert.equal(undone.status, 200, undone.text);
    assert.equal((await api.call('POST', `/v1/merges/${merged.body.decisionId}/undo`)).status, 409);
    assert.equal((await api.call('POST', `/v1/merges/${missing}/undo`)).status, 404);
    await api.close();
  });

  test('by pattern: first the count and a sample, then what was confirmed; earlier answers stay', async () => {
    const api = await openApi(await open());
    const [first] = (await openWithQuestions(api)).body.items;
    await api.call('POST', `/v1/reviews/${first.id}/answer`, { body: { answer: 'different' } });
    const pattern = { facts: ['same_employer', 'same_last_name'], answer: 'same' };
    const bulk = async (more: object): Promise<Answer> =>
      await api.call('POST', '/v1/reviews/answers', { body: { ...pattern, ...more } });
    const before = await liveCount(api);
    const preview = await bulk({});
    assert.deepEqual(
      [preview.body.isPreview, preview.body.count, preview.body.sample.length],
      [true, 3, 3],
    );
    assert.equal(await liveCount(api), before);
    assert.equal((await bulk({ confirmedCount: 2 })).status, 409);
    assert.equal((await bulk({ without: ['same_employer'] })).body.count, 0);
    const done = await bulk({ confirmedCount: 3 });
    assert.deepEqual([done.body.answered.length, done.body.count], [3, 0], done.text);
    assert.equal(await liveCount(api), before - 3);
    const stays = await api.call('GET', `/v1/reviews/${first.id}`);
    assert.equal(stays.body.state, 'different');
    assert.ok(stays.body.one.isLive && stays.body.other.isLive);
    await api.close();
  });

  test('a merge is previewed, made, and refused where somebody told the two apart', async () => {
    const api = await openApi(await open());
    const [first] = (await openWithQuestions(api)).body.items;
    const personIds = [first.one.personId, first.other.personId];
    const merge = async (more: object): Promise<Answer> =>
      await api.call('POST', '/v1/persons/merge', { body: { personIds, ...more } });
    const preview = await merge({ preview: true });
    assert.equal(preview.status, 200, preview.text);
    assert.equal(preview.body.decisionId, null);
    assert.deepEqual(
      [preview.body.preview.moves.profiles, preview.body.preview.isToldApart],
      [1, false],
    );
    const changed = preview.body.preview.changes.map((one: { field: string }) => one.field);
    assert.ok(changed.includes('sources'));
    await api.call('POST', `/v1/reviews/${first.id}/answer`, { body: { answer: 'different' } });
    assert.equal((await merge({ preview: true })).body.preview.isToldApart, true);
    assert.equal((await merge({})).status, 409);
    const merged = await merge({ takesBack: true });
    assert.equal(merged.status, 200, merged.text);
    const after = await api.call('GET', `/v1/people/${merged.body.survivorId}`);
    assert.deepEqual(after.body.canonical.sources.toSorted(), ['apollo', 'pin']);
    assert.equal((await merge({})).status, 409);
    const oneself = [personIds[0], personIds[0]];
    assert.equal((await merge({ personIds: oneself })).status, 422);
    assert.equal((await merge({ personIds: [personIds[0], missing] })).status, 404);
    const [split] = after.body.profiles;
    const out = await api.call('POST', `/v1/profiles/${split.id}/split`);
    assert.equal(out.status, 200, out.text);
    assert.equal((await api.call('POST', `/v1/profiles/${split.id}/split`)).status, 422);
    await api.close();
  });

  test('a value set by hand holds over later hits, a merge and its undo, until it is taken back', async () => {
    const api = await openApi(await open());
    const [first] = (await openWithQuestions(api)).body.items;
    const [personId, otherId] = [first.one.personId, first.other.personId];
    const correct = async (body: object): Promise<Answer> =>
      await api.call('PATCH', `/v1/people/${personId}`, { body });
    const canonical = async (id: string) =>
      (await api.call('GET', `/v1/people/${id}`)).body.canonical;
    const email = 'right@initech.example';
    const set = await correct({ title: 'Chief', emails: [{ value: email, status: 'verified' }] });
    assert.equal(set.status, 200, set.text);
    const family = first.one.name.split(' ').at(-1) as string;
    await takeIn(api, doubtful(family, { title: 'Intern', sourceEventId: 'later' }).slice(0, 1));
    assert.equal((await canonical(personId)).title.value, 'Chief');
    assert.equal((await canonical(personId)).emails[0].value, email);
    const merged = await api.call('POST', '/v1/persons/merge', {
      body: { personIds: [personId, otherId] },
    });
    assert.equal((await canonical(merged.body.survivorId)).title.value, 'Chief');
    await api.call('POST', `/v1/merges/${merged.body.decisionId}/undo`);
    assert.equal((await canonical(personId)).title.value, 'Chief');
    assert.notEqual((await canonical(otherId)).title?.value, 'Chief');
    await correct({ title: null, emails: [{ value: email, status: null }] });
    assert.notEqual((await canonical(personId)).title?.value, 'Chief');
    assert.ok(
      !(await canonical(personId)).emails.some((one: { value: string }) => one.value === email),
    );
    assert.equal((await correct({ name: '' })).status, 422);
    assert.equal((await correct({})).status, 422);
    assert.equal(
      (await correct({ emails: [{ value: 'info@acme.example', status: 'verified' }] })).status,
      422,
    );
    assert.equal(
      (await api.call('PATCH', `/v1/people/${missing}`, { body: { title: 'x' } })).status,
      404,
    );
    const audit = await api.call('GET', '/v1/audit?limit=50');
    assert.ok(
      audit.body.items.some((one: { action: string }) => one.action === 'person.corrected'),
    );
    await api.close();
  });
});

embeddedDatabase((open) => {
  test('401, 403: looking needs read, deciding needs review; sending alone decides nothing', async () => {
    const api = await openApi(await open());
    assert.equal((await api.call('GET', '/v1/reviews', { key: null })).status, 401);
    assert.equal((await api.call('GET', '/v1/reviews', { key: api.keys.intake })).status, 403);
    const doors: [Parameters<Api['call']>[0], string][] = [
      ['POST', `/v1/reviews/${missing}/answer`],
      ['POST', '/v1/reviews/answers'],
      ['POST', '/v1/persons/merge'],
      ['POST', `/v1/merges/${missing}/undo`],
      ['POST', `/v1/profiles/${missing}/split`],
      ['PATCH', `/v1/people/${missing}`],
    ];
    for (const [method, url] of doors) {
      for (const key of [api.keys.read, api.keys.intake])
        assert.equal((await api.call(method, url, { key, body: {} })).status, 403, url);
    }
    await api.close();
  });
});
