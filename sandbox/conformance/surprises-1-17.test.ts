// What surprises integrators, 1 to 17: people, lists, notes and forms.
import assert from 'node:assert/strict';
import {
  anOpportunity,
  aPosting,
  ask,
  assertRefused,
  aUser,
  create,
  delivered,
  freshEmail,
  get,
  reads,
  staged,
  writes,
  type Json,
  pause,
} from './target.ts';

writes('surprise 1: the same e-mail and posting twice makes two active candidacies', async () => {
  const emails = [freshEmail()];
  const postings = [(await aPosting())['id']];
  const first = await create({ emails, postings });
  const second = await create({ emails, postings });
  assert.notEqual(first.body['data']['id'], second.body['data']['id']);
  assert.equal(first.body['data']['contact'], second.body['data']['contact']);
  const found = await get('/opportunities', {
    email: emails[0] as string,
    posting_id: postings[0] as string,
  });
  assert.equal(found.body['data'].length, 2);
});

writes(
  'surprise 2: deduped means the person existed, an opportunity is made all the same',
  async () => {
    const emails = [freshEmail()];
    assert.equal((await create({ emails })).body['deduped'], false);
    const again = await create({ emails: [emails[0]?.toUpperCase()] });
    assert.equal(again.body['deduped'], true);
    assert.equal((await get(`/opportunities/${again.body['data']['id']}`)).status, 200);
  },
);

writes('surprise 3: on a dedupe hit the sent name and headline are dropped', async () => {
  const emails = [freshEmail()];
  await create({ emails, name: 'First Name', headline: 'First headline' });
  const again = await create({ emails, name: 'Second Name', headline: 'Second headline' });
  assert.equal(again.body['data']['name'], 'First Name');
  assert.equal(again.body['data']['headline'], 'First headline');
});

writes(
  'surprise 4: without an e-mail a person is always new; passing the contact attaches',
  async () => {
    const person = { name: 'Same Name', links: ['https://www.linkedin.com/in/same-name'] };
    const first = await create(person);
    const second = await create(person);
    assert.notEqual(first.body['data']['contact'], second.body['data']['contact']);
    const third = await create({ ...person, contact: first.body['data']['contact'] });
    assert.equal(third.body['data']['contact'], first.body['data']['contact']);
    assert.equal(third.body['deduped'], true);
  },
);

writes('surprise 5: stage, archive, tag and source writes answer with a blank person', async () => {
  const row = await anOpportunity({ phones: [{ value: '+1 555 0100' }], headline: 'H' });
  const reason = (await get('/archive_reasons', { type: 'non-hired' })).body['data'][0]?.['id'];
  const calls: [string, string, object][] = [
    ['PUT', 'stage', { stage: 'applicant-new' }],
    ['POST', 'addTags', { tags: ['conformance'] }],
    ['POST', 'addSources', { sources: ['Conformance 2'] }],
    ['PUT', 'archived', { reason }],
  ];
  for (const [method, action, body] of calls) {
    const { data } = (await ask(method, `/opportunities/${row['id']}/${action}`, { body })).body;
    const person = [
      data?.['name'],
      data?.['headline'],
      data?.['emails'],
      data?.['phones'],
      data?.['links'],
    ];
    assert.deepEqual(person, ['', '', [], [], []], action);
  }
  const whole = (await get(`/opportunities/${row['id']}`)).body['data'];
  assert.equal(whole['name'], 'Conformance Test');
});

writes(
  'surprise 6: location is a text on the opportunity and in PUT contact, an object when read',
  async () => {
    const row = await anOpportunity({ location: 'Lisbon' });
    assert.equal((await get(`/opportunities/${row['id']}`)).body['data']['location'], 'Lisbon');
    const path = `/contacts/${row['contact']}`;
    assert.deepEqual((await get(path)).body['data']['location'], { name: 'Lisbon' });
    const put = await ask('PUT', path, { body: { location: 'Porto' } });
    assert.deepEqual(put.body['data']['location'], { name: 'Porto' });
  },
);

staged('surprise 7: lists hold archived candidates and hide confidential ones', async (sandbox) => {
  const all = sandbox.control.opportunities({});
  const seen = await wholeList({});
  const open = all.filter((row) => !row.confidential);
  assert.ok(open.length < all.length && open.some((row) => row.archived));
  assert.deepEqual(new Set(seen.map((row) => row['id'])), new Set(open.map((row) => row.id)));
  assert.equal((await wholeList({ confidentiality: 'all' })).length, all.length);
});

reads(
  'surprise 8: the order is stage rank, then last advance descending; the cursor is inclusive',
  async () => {
    const { stages } = (await get('/disposition_stages')).body['data'];
    const rank = new Map(stages?.map((stage: Json) => [stage['id'], stage['rank']]));
    const first = await get('/opportunities', { limit: 10 });
    const rows = first.body['data'];
    for (const [at, row] of rows.entries()) {
      const before = rows[at - 1];
      if (!before) continue;
      const step = Number(rank.get(row['stage'])) - Number(rank.get(before['stage']));
      assert.ok(step > 0 || (step === 0 && row['lastAdvancedAt'] <= before['lastAdvancedAt']));
    }
    if (!first.body['hasNext']) return;
    const second = await get('/opportunities', { limit: 10, offset: first.body['next'] });
    const start = JSON.parse(decodeURIComponent(first.body['next'])) as unknown[];
    assert.equal(second.body['data'][0]?.['id'], start.at(-1));
  },
);

writes('surprise 9: updatedAt may be null and settles after the reply', async () => {
  const made = await anOpportunity();
  let settled = (await get(`/opportunities/${made['id']}`)).body['data']['updatedAt'];
  for (let tries = 0; tries < 100 && settled === made['updatedAt']; tries += 1) {
    await pause(10);
    settled = (await get(`/opportunities/${made['id']}`)).body['data']['updatedAt'];
  }
  assert.ok(settled > made['updatedAt'], 'the stored value is later than that of the reply');
});

staged(
  'surprise 10: renaming a posting touches all its opportunities and swaps the tag',
  async (sandbox) => {
    const posting = await aPosting();
    const row = await anOpportunity({ postings: [posting['id']] });
    const before = sandbox.control.opportunity({ id: row['id'] })?.updatedAt ?? 0;
    sandbox.control.renamePosting({ posting: posting['id'], text: 'Renamed role' });
    const after = (await get(`/opportunities/${row['id']}`)).body['data'];
    assert.ok(after['updatedAt'] >= before);
    assert.ok(after['tags'].includes('Renamed role'));
    assert.ok(!after['tags'].includes(posting['text']));
    sandbox.control.renamePosting({ posting: posting['id'], text: posting['text'] });
  },
);

writes('surprise 11: the posting adds its own tags after the sent ones', async () => {
  const posting = await aPosting();
  const { department, team, location, commitment } = posting['categories'];
  const row = await anOpportunity({ postings: [posting['id']], tags: ['ours'] });
  const expected = ['ours', posting['text'], department, team, location, commitment];
  assert.deepEqual(row['tags'], expected.filter(Boolean));
});

writes(
  'surprise 12: hired is an archive reason; the stage stays and can still be changed',
  async () => {
    const hired = (await get('/archive_reasons', { type: 'hired' })).body['data'][0];
    assert.equal(hired?.['type'], 'hired');
    const row = await anOpportunity();
    await ask('PUT', `/opportunities/${row['id']}/archived`, { body: { reason: hired?.['id'] } });
    const moved = await ask('PUT', `/opportunities/${row['id']}/stage`, {
      body: { stage: 'offer' },
    });
    assert.equal(moved.status, 200);
    assert.equal(moved.body['data']['stage'], 'offer');
    assert.equal(moved.body['data']['archived']['reason'], hired?.['id']);
  },
);

staged(
  'surprise 13: profile forms need every field, exact options, and are append-only',
  async () => {
    const template = (await get('/form_templates')).body['data'][0];
    const row = await anOpportunity();
    const path = `/opportunities/${row['id']}/forms`;
    const blank = template['fields'].map((field: Json) => ({ ...field, value: null }));
    const post = (fields: object[]) =>
      ask('POST', path, { body: { baseTemplateId: template['id'], fields } });
    assertRefused(await post(blank.slice(1)), 400);
    const wrong = blank.map((field: Json) =>
      field['type'] === 'dropdown' ? { ...field, value: 'none of them' } : field,
    );
    assertRefused(await post(wrong), 400);
    assert.equal((await get(path)).body['data'].length, 0, 'nothing was half created');
    assert.equal((await post(blank)).status, 201);
    assert.equal((await post(blank)).status, 201);
    const forms = (await get(path)).body['data'];
    assert.equal(forms.length, 2);
    assert.equal((await ask('PUT', `${path}/${forms[0]?.['id']}`, { body: {} })).status, 404);
    assert.equal((await ask('DELETE', `${path}/${forms[0]?.['id']}`)).status, 404);
  },
);

staged(
  'surprise 14: notes have no external id, and people’s notes cannot be changed by API',
  async (sandbox) => {
    const row = await anOpportunity();
    const { note } = sandbox.control.addNote({ opportunity: row['id'], value: 'by hand' });
    const path = `/opportunities/${row['id']}/notes/${note}`;
    assert.equal((await ask('DELETE', path)).status, 403);
    assert.equal((await ask('PUT', path, { body: { values: [{ value: 'x' }] } })).status, 403);
    const [shown] = (await get(`/opportunities/${row['id']}/notes`)).body['data'];
    const fields = [
      'completedAt',
      'createdAt',
      'deletedAt',
      'fields',
      'id',
      'secret',
      'text',
      'user',
    ];
    assert.deepEqual(Object.keys(shown ?? {}).sort(), fields);
  },
);

writes('surprise 15: a note without perform_as has no author, with it that user’s', async () => {
  const row = await anOpportunity();
  const performer = await aUser();
  const path = `/opportunities/${row['id']}/notes`;
  const alone = await ask('POST', path, { body: { value: 'no author' } });
  const authored = await ask('POST', path, {
    query: { perform_as: performer },
    body: { value: 'author' },
  });
  assert.equal(alone.body['data']['user'], null);
  assert.equal(alone.body['data']['fields'][0]?.['user'], null);
  assert.equal(authored.body['data']['user'], performer);
});

writes(
  'surprise 16: user names to mention come from the users list; notifying is off by default',
  async () => {
    const users = (await get('/users')).body['data'];
    for (const user of users) {
      assert.equal(
        user['username'],
        user['email'].slice(0, user['email'].indexOf('@')).toLowerCase(),
      );
    }
    const row = await anOpportunity();
    const value = `mail to ${users[0]?.['username']}@people.example`;
    const note = await ask('POST', `/opportunities/${row['id']}/notes`, {
      body: { value, notifyFollowers: false },
    });
    assert.equal(note.body['data']['fields'][0]?.['value'], value);
  },
);

staged('surprise 17: webhooks stay silent until the event is switched on', async (sandbox) => {
  const url = 'https://hooks.example/surprise-17';
  await ask('POST', '/webhooks', { body: { url, event: 'candidateStageChange' } });
  const row = await anOpportunity();
  sandbox.control.switchWebhooks({ on: false });
  sandbox.control.moveStage({ opportunity: row['id'], stage: 'lead-reached-out' });
  await sandbox.control.settleWebhooks();
  assert.equal(delivered.filter((each) => each.url === url).length, 0);
  sandbox.control.switchWebhooks({ on: true });
  sandbox.control.moveStage({ opportunity: row['id'], stage: 'lead-responded' });
  await sandbox.control.settleWebhooks();
  assert.equal(delivered.filter((each) => each.url === url).length, 1);
});

async function wholeList(query: Record<string, string>): Promise<Json[]> {
  const rows: Json[] = [];
  for (let offset: string | undefined, pages = 0; pages < 100; pages += 1) {
    const page = await get('/opportunities', { ...query, ...(offset ? { offset } : {}) });
    rows.push(...page.body['data']);
    if (!page.body['hasNext']) break;
    offset = page.body['next'];
  }
  return rows;
}
