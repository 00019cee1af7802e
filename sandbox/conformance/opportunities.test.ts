// Opportunities: their fields, filters and creation.
import assert from 'node:assert/strict';
import {
  anOpportunity,
  aPosting,
  ask,
  assertRefused,
  aUser,
  create,
  freshEmail,
  get,
  NOBODY,
  reads,
  staged,
  writes,
  type Json,
  now,
} from './target.ts';

const FIELDS = [
  'id',
  'name',
  'contact',
  'headline',
  'stage',
  'confidentiality',
  'location',
  'phones',
  'emails',
  'links',
  'archived',
  'tags',
  'sources',
  'stageChanges',
  'origin',
  'sourcedBy',
  'owner',
  'followers',
  'applications',
  'createdAt',
  'updatedAt',
  'lastInteractionAt',
  'lastAdvancedAt',
  'snoozedUntil',
  'urls',
  'isAnonymized',
  'dataProtection',
];

reads('an opportunity has the recorded fields and types', async () => {
  for (const row of (await get('/opportunities', { limit: 20 })).body.data) {
    const known = Object.keys(row).filter((field) => field !== 'opportunityLocation');
    assert.deepEqual(known.sort(), FIELDS.toSorted());
    for (const field of ['name', 'headline', 'location', 'stage', 'owner', 'contact']) {
      assert.equal(typeof row[field], 'string', field);
    }
    for (const field of [
      'phones',
      'emails',
      'links',
      'tags',
      'sources',
      'followers',
      'applications',
    ]) {
      assert.ok(Array.isArray(row[field]), field);
    }
    assert.ok(row.updatedAt === null || Number.isInteger(row.updatedAt));
    assert.ok(row.applications.length <= 1);
  }
});

reads('urls point into the web application', async () => {
  const [row] = (await get('/opportunities', { limit: 1 })).body.data;
  assert.match(row.urls.list, /\/candidates$/);
  assert.equal(row.urls.show, `${row.urls.list}/${row.id}`);
});

reads('stage changes are oldest first with the position in the pipeline', async () => {
  const { data: stages } = (await get('/stages')).body;
  for (const row of (await get('/opportunities', { limit: 50 })).body.data) {
    const times = row.stageChanges.map((each: Json) => each.updatedAt);
    assert.deepEqual(
      times,
      times.toSorted((a: number, b: number) => a - b),
    );
    for (const each of row.stageChanges)
      assert.equal(stages[each.toStageIndex]?.id, each.toStageId);
  }
});

reads('sourcedBy is set only where origin is sourced', async () => {
  for (const row of (await get('/opportunities')).body.data) {
    if (row.origin !== 'sourced') assert.equal(row.sourcedBy, null);
  }
});

writes('an archived opportunity is read like any other', async () => {
  const row = await anOpportunity();
  const reason = await aReason();
  await ask('PUT', `/opportunities/${row.id}/archived`, { body: { reason } });
  const read = await get(`/opportunities/${row.id}`);
  assert.equal(read.status, 200);
  assert.equal(read.body.data.archived.reason, reason);
});

writes('the e-mail filter compares whole addresses whatever the case', async () => {
  const email = freshEmail();
  const row = await anOpportunity({ emails: [email] });
  const found = await get('/opportunities', { email: ` ${email.toUpperCase()} ` });
  assert.deepEqual(
    found.body.data.map((each: Json) => each.id),
    [row.id],
  );
  assert.equal((await get('/opportunities', { email: email.slice(1) })).body.data.length, 0);
});

reads('a malformed e-mail filter is a 400 with the recorded message', async () => {
  const answer = await get('/opportunities', { email: 'nobody' });
  assertRefused(answer, 400);
  assert.equal(answer.body.message, 'Email address is not valid');
});

writes('the tag filter is exact and case-sensitive', async () => {
  const tag = `Tag ${freshEmail()}`;
  const row = await anOpportunity({ tags: [tag] });
  const ids = async (text: string) =>
    (await get('/opportunities', { tag: text })).body.data.map((each: Json) => each.id);
  assert.deepEqual(await ids(tag), [row.id]);
  assert.deepEqual(await ids(tag.toUpperCase()), []);
});

writes('time filters include both ends', async () => {
  const createdAt = now() - 5_000_000;
  const row = await anOpportunity({ createdAt });
  const count = async (query: Record<string, number>) =>
    (await get('/opportunities', { ...query, contact_id: row.contact })).body.data.length;
  assert.equal(await count({ created_at_start: createdAt, created_at_end: createdAt }), 1);
  assert.equal(await count({ created_at_start: createdAt + 1 }), 0);
  assert.equal(await count({ created_at_end: createdAt - 1 }), 0);
  assertRefused(await get('/opportunities', { created_at_start: 'yesterday' }), 400);
});

writes('createdAt is kept to the millisecond and can be found at once', async () => {
  const createdAt = now() - 123_456_789;
  const email = freshEmail();
  const row = await anOpportunity({ createdAt, emails: [email] });
  assert.equal(row.createdAt, createdAt);
  const query = { email, created_at_start: createdAt, created_at_end: createdAt };
  assert.equal((await get('/opportunities', query)).body.data[0]?.id, row.id);
});

writes('different filters combine with and', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({
    postings: [posting.id],
    origin: 'referred',
    sources: ['Conformance'],
  });
  const base = { contact_id: row.contact, posting_id: posting.id, source: 'Conformance' };
  assert.equal((await get('/opportunities', { ...base, origin: 'referred' })).body.data.length, 1);
  assert.equal((await get('/opportunities', { ...base, origin: 'agency' })).body.data.length, 0);
});

writes('archived and archived_posting_id tell active from archived', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  const count = async (query: Record<string, string>) =>
    (await get('/opportunities', { contact_id: row.contact, ...query })).body.data.length;
  assert.deepEqual([await count({ archived: 'true' }), await count({ archived: 'false' })], [0, 1]);
  assert.equal(await count({ archived_posting_id: posting.id }), 0);
  const reason = await aReason();
  await ask('PUT', `/opportunities/${row.id}/archived`, { body: { reason } });
  assert.deepEqual([await count({ archived: 'true' }), await count({ archived: 'false' })], [1, 0]);
  assert.equal(await count({ archived_posting_id: posting.id }), 1);
  assert.equal(await count({ archive_reason_id: reason }), 1);
  assert.equal(await count({}), 1, 'both without the filter');
});

staged('snoozed separates the snoozed', async (sandbox) => {
  const row = await anOpportunity();
  sandbox.control.snooze({ opportunity: row.id, until: now() + 1e7 });
  const count = async (snoozed: string) =>
    (await get('/opportunities', { contact_id: row.contact, snoozed })).body.data.length;
  assert.deepEqual([await count('true'), await count('false')], [1, 0]);
});

staged('rows without updatedAt are not found by updated_at_start', async () => {
  const rows = (await get('/opportunities', { updated_at_start: 0 })).body.data;
  assert.ok(rows.length > 0 && rows.every((row: Json) => row.updatedAt !== null));
});

writes('every field of a create is optional', async () => {
  const answer = await ask('POST', '/opportunities', {
    query: { perform_as: await aUser() },
    body: {},
  });
  assert.equal(answer.status, 201);
  assert.equal(answer.body.data.stage, 'lead-new');
});

writes('the owner defaults to perform_as and may be named', async () => {
  const performer = await aUser();
  const made = await create({ emails: [freshEmail()] }, { perform_as: performer });
  assert.equal(made.body.data.owner, performer);
  const posting = await aPosting();
  const query = { perform_as: performer, perform_as_posting_owner: true };
  const owned = await create({ emails: [freshEmail()], postings: [posting.id] }, query);
  assert.equal(owned.body.data.owner, posting.owner);
  const answer = await ask('POST', '/opportunities', { query, body: {} });
  assertRefused(answer, 400);
});

writes('a phone without type reads back as other', async () => {
  const row = await anOpportunity({
    phones: [{ value: '+1 555 0101' }, { type: 'mobile', value: '2' }],
  });
  assert.deepEqual(row.phones, [
    { type: 'other', value: '+1 555 0101' },
    { type: 'mobile', value: '2' },
  ]);
});

writes('the reply of a create lacks opportunityLocation, the read has it', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  assert.ok(!('opportunityLocation' in row));
  const read = (await get(`/opportunities/${row.id}`)).body.data;
  assert.equal(read.opportunityLocation, posting.categories.allLocations[0]);
  assert.ok(
    !(
      'opportunityLocation' in (await get(`/opportunities/${(await anOpportunity()).id}`)).body.data
    ),
  );
});

writes('a create with a posting makes an application of type user', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  const read = await get(`/opportunities/${row.id}`, { expand: 'applications' });
  const [application] = read.body.data.applications;
  assert.equal(application.type, 'user');
  assert.equal(application.posting, posting.id);
  assert.equal(application.candidateId, row.id);
  for (const field of ['name', 'company', 'phone', 'email', 'comments'])
    assert.equal(application[field], null);
});

writes('the posting’s followers and owner follow; the creator does not', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  for (const id of [...posting.followers, posting.owner]) assert.ok(row.followers.includes(id));
  assert.deepEqual((await anOpportunity()).followers, []);
});

writes('emails, phones and links of a second candidacy are added to the person', async () => {
  const email = freshEmail();
  const other = freshEmail();
  const first = await anOpportunity({
    emails: [email],
    phones: [{ value: '1' }],
    links: ['https://a.example/1'],
  });
  await create({
    emails: [email, other],
    phones: [{ value: '2' }],
    links: ['https://a.example/2'],
  });
  const read = (await get(`/opportunities/${first.id}`)).body.data;
  assert.deepEqual(read.emails, [email, other]);
  assert.deepEqual(
    read.phones.map((phone: Json) => phone.value),
    ['1', '2'],
  );
  assert.deepEqual(read.links, ['https://a.example/1', 'https://a.example/2']);
});

writes('a create may be archived at birth; archivedAt needs an earlier createdAt', async () => {
  const reason = await aReason();
  const present = now();
  const row = await anOpportunity({
    createdAt: present - 2000,
    archived: { reason, archivedAt: present - 1000 },
  });
  assert.deepEqual(row.archived, { reason, archivedAt: present - 1000 });
  assert.equal((await anOpportunity({ archived: { archivedAt: present } })).archived, null);
  const query = { perform_as: await aUser() };
  assertRefused(
    await ask('POST', '/opportunities', {
      query,
      body: { archived: { reason, archivedAt: present - 1 } },
    }),
    400,
  );
});

writes('bad values are refused and nothing is created', async () => {
  const query = { perform_as: await aUser() };
  const email = freshEmail();
  const bad: object[] = [
    { createdAt: now() + 60_000 },
    { createdAt: 'now' },
    { stage: NOBODY },
    { origin: 'friend' },
    { owner: NOBODY },
    { emails: ['not an address'] },
    { emails: email },
    { phones: [{ type: 'pager', value: '1' }] },
    { tags: 'x' },
    { postings: [NOBODY] },
    { name: 7 },
    { contact: NOBODY },
    { archived: { reason: NOBODY } },
    { followers: [NOBODY] },
    { name: 'nul \u0000' },
  ];
  for (const each of bad) {
    const body = { emails: [email], ...each };
    assertRefused(await ask('POST', '/opportunities', { query, body }), 400);
  }
  assert.equal((await get('/opportunities', { email })).body.data.length, 0);
});

writes('multipart creates the same, with a resume and files', async () => {
  const form = new FormData();
  const email = freshEmail();
  const fields: [string, string][] = [
    ['name', 'Form Person'],
    ['emails[]', email],
    ['links[]', 'https://a.example/f'],
    ['tags[]', 'one'],
    ['tags[]', 'two'],
    ['phones[0][value]', '+1 555 0102'],
    ['phones[0][type]', 'work'],
    ['createdAt', String(now() - 9999)],
  ];
  for (const [name, value] of fields) form.append(name, value);
  form.append('resumeFile', new Blob(['%PDF-1.4 resume'], { type: 'application/pdf' }), 'cv.pdf');
  form.append('files[]', new Blob(['hello'], { type: 'text/plain' }), 'letter.txt');
  const made = await ask('POST', '/opportunities', { query: { perform_as: await aUser() }, form });
  assert.equal(made.status, 201, made.text);
  const { id, phones, tags, emails } = made.body.data;
  assert.deepEqual(
    [phones, tags, emails],
    [[{ type: 'work', value: '+1 555 0102' }], ['one', 'two'], [email]],
  );
  assert.equal((await get(`/opportunities/${id}/resumes`)).body.data[0].file.name, 'cv.pdf');
  const files = (await get(`/opportunities/${id}/files`)).body;
  assert.equal((files.data ?? files)[0].name, 'letter.txt');
});

staged('parse reads the resume, and sent values beat parsed ones', async () => {
  const found = freshEmail();
  const send = async (extra: [string, string][]) => {
    const form = new FormData();
    for (const [name, value] of extra) form.append(name, value);
    form.append(
      'resumeFile',
      new Blob([`%PDF-1.4\nName: Parsed Person\n${found} +1 555 0103 000`]),
      'cv.pdf',
    );
    const query = { perform_as: await aUser(), parse: true };
    return (await ask('POST', '/opportunities', { query, form })).body.data;
  };
  assert.deepEqual((await send([])).emails, [found]);
  const own = freshEmail();
  const manual = await send([
    ['name', 'Sent Person'],
    ['emails[]', own],
  ]);
  assert.deepEqual([manual.name, manual.emails], ['Sent Person', [own]]);
});

async function aReason(): Promise<string> {
  const { data } = (await get('/archive_reasons', { type: 'non-hired' })).body;
  return data.find((each: Json) => each.status === 'active').id;
}
