// Postings, pipeline, users, requisitions, feedback, interviews, and what is read-only.
import assert from 'node:assert/strict';
import {
  anOpportunity,
  aPosting,
  ask,
  assertRefused,
  aUser,
  freshEmail,
  get,
  NOBODY,
  reads,
  staged,
  writes,
  type Json,
  now,
} from './target.ts';

reads('a posting has the recorded fields', async () => {
  const [row] = (await get('/postings')).body.data;
  const fields = [
    'id',
    'text',
    'state',
    'distributionChannels',
    'user',
    'owner',
    'hiringManager',
    'categories',
    'tags',
    'content',
    'country',
    'followers',
    'reqCode',
    'requisitionCodes',
    'urls',
    'confidentiality',
    'createdAt',
    'updatedAt',
    'workplaceType',
    'transcribeInterviews',
    'screening',
  ];
  for (const field of fields) assert.ok(field in row, field);
  const categories = ['allLocations', 'commitment', 'department', 'level', 'location', 'team'];
  assert.deepEqual(Object.keys(row.categories).sort(), categories);
});

reads('urls of a draft or closed posting are null', async () => {
  for (const row of (await get('/postings', { state: ['draft', 'closed'] })).body.data) {
    assert.equal(row.urls, null);
    assert.equal(row.distributionChannels, null);
  }
});

reads('posting filters: category, state and time', async () => {
  const all = (await get('/postings')).body.data;
  const { team } = all[0].categories;
  const found = (await get('/postings', { team })).body.data;
  assert.ok(found.length > 0 && found.every((each: Json) => each.categories.team === team));
  assertRefused(await get('/postings', { state: 'hidden' }), 400);
  assertRefused(await get('/postings', { updated_at_start: 0, team }), 400);
  assert.equal(
    (await get('/postings', { updated_at_start: 0, confidentiality: 'non-confidential' })).status,
    200,
  );
});

reads('the users of a posting come without data around them', async () => {
  const { body } = await get(`/postings/${(await aPosting()).id}/users`);
  assert.deepEqual(Object.keys(body).sort(), ['posting', 'roles', 'users']);
});

reads('the questions of a posting can be read', async () => {
  const { data } = (await get(`/postings/${(await aPosting()).id}/apply`)).body;
  const names = data.personalInformation.map((each: Json) => each.name);
  for (const name of ['fullName', 'email', 'resume']) assert.ok(names.includes(name), name);
});

writes('a posting is created as a draft and changed in part by POST', async () => {
  const query = { perform_as: await aUser() };
  const made = await ask('POST', '/postings', { query, body: { text: 'Conformance role' } });
  assert.equal(made.status, 201);
  assert.equal(made.body.data.state, 'draft');
  const path = `/postings/${made.body.data.id}`;
  const changed = await ask('POST', path, { query, body: { tags: ['x'] } });
  assert.deepEqual([changed.status, changed.body.data.text], [200, 'Conformance role']);
  assertRefused(await ask('POST', path, { query, body: { categories: { team: 'T' } } }), 400);
  assertRefused(
    await ask('POST', '/postings', { query, body: { text: 'x', confidentiality: 'confidential' } }),
    400,
  );
});

writes('apply needs a name, an address and an open posting', async () => {
  const path = `/postings/${(await aPosting()).id}/apply`;
  const send = (personalInformation: object[]) =>
    ask('POST', path, { body: { personalInformation } });
  assertRefused(await send([]), 400);
  assertRefused(await send([{ name: 'fullName', value: 'A' }]), 400);
  assertRefused(
    await send([
      { name: 'fullName', value: 'A' },
      { name: 'email', value: 'x' },
    ]),
    400,
  );
  const [closed] = (await get('/postings', { state: 'closed' })).body.data;
  if (closed) assertRefused(await ask('POST', `/postings/${closed.id}/apply`, { body: {} }), 400);
});

writes('an application has the source Job site, no sourcer and the posting’s owner', async () => {
  const posting = await aPosting();
  const email = freshEmail();
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4']), 'cv.pdf');
  const upload = (await ask('POST', '/uploads', { form })).body.data;
  const personalInformation = [
    { name: 'fullName', value: 'Applying Person' },
    { name: 'email', value: email },
    { name: 'resume', value: upload.uri },
  ];
  const body = { personalInformation, urls: [{ name: 'LinkedIn', value: 'https://a.example/l' }] };
  await ask('POST', `/postings/${posting.id}/apply`, { body });
  const [row] = (await get('/opportunities', { email, expand: 'applications' })).body.data;
  assert.deepEqual([row.sources, row.sourcedBy, row.owner], [['Job site'], null, posting.owner]);
  assert.ok(!('userId' in row.stageChanges[0]));
  const [application] = row.applications;
  assert.deepEqual(
    [application.type, application.email, application.name],
    ['posting', email, 'Applying Person'],
  );
  assert.equal((await get(`/opportunities/${row.id}/resumes`)).body.data.length, 1);
});

reads('stages are in pipeline order and read-only', async () => {
  const stages = (await get('/stages')).body.data;
  const ranked = (await get('/disposition_stages')).body.data.stages;
  assert.deepEqual(
    stages.map((each: Json) => each.id),
    ranked.map((each: Json) => each.id),
  );
  for (const each of stages) assert.deepEqual(Object.keys(each), ['id', 'text']);
  assertRefused(await ask('POST', '/stages', { body: { text: 'x' } }), 404);
});

reads('archive reasons have a type and a state, and one is for hires', async () => {
  const all = (await get('/archive_reasons')).body.data;
  for (const each of all)
    assert.deepEqual(Object.keys(each).sort(), ['id', 'status', 'text', 'type']);
  assert.ok(all.some((each: Json) => each.type === 'hired'));
  const nonHired = (await get('/archive_reasons', { type: 'non-hired' })).body.data;
  assert.ok(nonHired.every((each: Json) => each.type === 'non-hired'));
  const kinds = (await get('/disposition_stages')).body.data.archiveReasons.map(
    (each: Json) => each.type,
  );
  assert.deepEqual(new Set(kinds), new Set([null, 'hired']));
});

reads('tags and sources are text and count', async () => {
  for (const path of ['/tags', '/sources']) {
    for (const each of (await get(path)).body.data)
      assert.deepEqual(Object.keys(each), ['text', 'count']);
  }
});

reads('a user has the recorded fields and can be found by e-mail', async () => {
  const [user] = (await get('/users')).body.data;
  const fields = [
    'accessRole',
    'createdAt',
    'deactivatedAt',
    'email',
    'externalDirectoryId',
    'id',
    'jobTitle',
    'linkedContactIds',
    'managerId',
    'name',
    'photo',
    'username',
  ];
  assert.deepEqual(Object.keys(user).sort(), fields);
  const found = await get('/users', { email: user.email.toUpperCase() });
  assert.deepEqual(
    found.body.data.map((each: Json) => each.id),
    [user.id],
  );
  const role = await ask('GET', `/users?accessRole[]=${encodeURIComponent(user.accessRole)}`);
  assert.ok(role.body.data.every((each: Json) => each.accessRole === user.accessRole));
});

writes('users are made as interviewers, replaced whole, deactivated and reactivated', async () => {
  const email = freshEmail().replace('people', 'staff');
  const made = await ask('POST', '/users', {
    body: { name: 'New User', email, jobTitle: 'Tester' },
  });
  assert.deepEqual([made.status, made.body.data.accessRole], [201, 'interviewer']);
  const path = `/users/${made.body.data.id}`;
  assertRefused(await ask('PUT', path, { body: { name: 'New User', email } }), 400);
  const put = await ask('PUT', path, {
    body: { name: 'Renamed', email, accessRole: 'team member' },
  });
  assert.deepEqual([put.status, put.body.data.jobTitle], [200, null]);
  const off = await ask('POST', `${path}/deactivate`);
  assert.ok(off.body.data.deactivatedAt > 0);
  assert.equal((await ask('POST', `${path}/reactivate`)).body.data.deactivatedAt, null);
  assertRefused(await ask('POST', '/users', { body: { name: 'No Address' } }), 400);
});

writes('requisitions: required fields, code in use, filters, replacement', async () => {
  const requisitionCode = `C-${freshEmail()}`;
  const body = { name: 'Conformance', requisitionCode, headcountTotal: 'unlimited' };
  assertRefused(await ask('POST', '/requisitions', { body: { name: 'x' } }), 400);
  const made = await ask('POST', '/requisitions', { body });
  assert.equal(made.status, 201);
  assertRefused(await ask('POST', '/requisitions', { body }), 400);
  const found = (await get('/requisitions', { requisition_code: requisitionCode })).body.data;
  assert.deepEqual([found.length, found[0].headcountInfinite, found[0].status], [1, true, 'open']);
  const path = `/requisitions/${made.body.data.id}`;
  const put = await ask('PUT', path, { body: { ...body, headcountTotal: 2, status: 'closed' } });
  assert.equal(put.status, 200);
  assert.equal((await get(path)).body.data.headcountTotal, 2);
  assert.equal((await ask('DELETE', path)).status, 204);
  assertRefused(await get(path), 404);
});

staged('writing requisitions can be switched off for the account', async (sandbox) => {
  sandbox.control.setSwitches({ requisitionWrites: false });
  assertRefused(await ask('POST', '/requisitions', { body: {} }), 403);
  sandbox.control.setSwitches({ requisitionWrites: true });
});

writes('requisition fields and their options', async () => {
  const id = `f_${now().toString(36)}`;
  const field = { id, text: 'Budget line', type: 'dropdown', options: [{ text: 'A' }] };
  assert.equal((await ask('POST', '/requisition_fields', { body: field })).status, 201);
  assertRefused(
    await ask('POST', '/requisition_fields', { body: { ...field, id: 'Not Snake' } }),
    400,
  );
  const path = `/requisition_fields/${id}`;
  const more = await ask('POST', `${path}/options`, { body: { options: [{ text: 'B' }] } });
  assert.deepEqual(
    more.body.data.options.map((each: Json) => each.text),
    ['A', 'B'],
  );
  assert.equal((await ask('DELETE', path)).status, 204);
});

staged('an unknown requisition field is told in the recorded words', async () => {
  const answer = await get('/requisition_fields/none');
  assertRefused(answer, 404);
  assert.equal(answer.body.message, "That requisition field doesn't exist on your account");
});

writes('feedback: template, blank answers, raw reply of PUT, readable after deletion', async () => {
  const templates = (await get('/feedback_templates')).body.data;
  assert.ok(templates.some((each: Json) => each.id === 'no-feedback'));
  const template = templates.find((each: Json) =>
    each.fields.some((field: Json) => field.type === 'score-system'),
  );
  const query = { perform_as: await aUser() };
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/feedback`;
  const made = await ask('POST', path, { query, body: { baseTemplateId: template.id } });
  assert.equal(made.status, 201, made.text);
  const feedback = made.body.data;
  assert.ok(feedback.fields.every((field: Json) => field.value === null));
  const read = (await get(`/opportunities/${row.id}`)).body.data;
  assert.equal(read.lastInteractionAt, feedback.createdAt);
  assert.ok(read.updatedAt > feedback.createdAt);
  const score = feedback.fields.find((field: Json) => field.type === 'score-system');
  const fieldValues = [{ id: score.id, value: '3 - Hire' }];
  const put = await ask('PUT', `${path}/${feedback.id}`, { query, body: { fieldValues } });
  assert.ok('profileId' in put.body.data && 'userId' in put.body.data);
  assert.ok(
    put.body.data.fields.some((field: Json) => field.type === 'score' && field.overall === true),
  );
  assertRefused(
    await ask('POST', path, { query, body: { baseTemplateId: template.id, panel: NOBODY } }),
    400,
  );
  assert.equal((await ask('DELETE', `${path}/${feedback.id}`, { query })).status, 204);
  assert.ok((await get(`${path}/${feedback.id}`)).body.data.deletedAt > 0);
  assert.equal((await get(path)).body.data.length, 0);
});

writes('a feedback template needs exactly one score-system field', async () => {
  const post = (fields: object[]) =>
    ask('POST', '/feedback_templates', { body: { text: 'Conformance', fields } });
  assertRefused(await post([{ type: 'text', text: 'a' }]), 400);
  assertRefused(await post([{ type: 'score-system' }, { type: 'score-system' }]), 400);
  const made = await post([{ type: 'score-system', text: 'Overall' }]);
  assert.equal(made.status, 201);
  const [field] = made.body.data.fields;
  assert.ok(field.options.every((option: Json) => typeof option.optionId === 'string'));
  assert.equal((await ask('DELETE', `/feedback_templates/${made.body.data.id}`)).status, 204);
});

writes('a panel holds interviews; deleting the last one deletes it', async () => {
  const performer = await aUser();
  const query = { perform_as: performer };
  const row = await anOpportunity();
  const base = `/opportunities/${row.id}`;
  const interview = { date: now() + 1e8, duration: 30, interviewers: [{ id: performer }] };
  assertRefused(
    await ask('POST', `${base}/panels`, { query, body: { timezone: 'UTC', interviews: [] } }),
    400,
  );
  const made = await ask('POST', `${base}/panels`, {
    query,
    body: { timezone: 'UTC', interviews: [interview] },
  });
  assert.equal(made.status, 201, made.text);
  const panel = made.body.data;
  assert.deepEqual(
    [panel.externallyManaged, panel.feedbackReminder, panel.applications],
    [true, 'daily', []],
  );
  const [inside] = panel.interviews;
  assert.equal(inside.feedbackTemplate, 'no-feedback');
  assert.ok('responseStatus' in inside.interviewers[0]);
  const alone = (await get(`${base}/interviews/${inside.id}`)).body.data;
  assert.deepEqual([alone.panel, alone.opportunityId], [panel.id, row.id]);
  assert.ok(!('responseStatus' in alone.interviewers[0]));
  const put = await ask('PUT', `${base}/interviews/${inside.id}`, {
    query,
    body: { ...interview, duration: 45 },
  });
  assert.deepEqual([put.status, put.body.data.duration], [200, 45]);
  assertRefused(
    await ask('PUT', `${base}/interviews/${inside.id}`, {
      query,
      body: { ...interview, duration: 0 },
    }),
    400,
  );
  assert.equal((await ask('DELETE', `${base}/interviews/${inside.id}`, { query })).status, 204);
  assertRefused(await get(`${base}/panels/${panel.id}`), 404);
});

staged('offers, referrals, surveys and EEO are read-only', async (sandbox) => {
  const at = sandbox.control.opportunities({}).find((row) => row.stage === 'offer');
  const offers = (await get(`/opportunities/${at?.id}/offers`, { expand: 'creator' })).body.data;
  assert.equal(typeof offers[0].creator.name, 'string');
  assert.deepEqual(Object.keys(offers[0].fields[0]), ['text', 'identifier', 'value']);
  assertRefused(await ask('POST', `/opportunities/${at?.id}/offers`, { body: {} }), 404);
  assert.deepEqual((await get(`/opportunities/${at?.id}/referrals`)).body, {
    data: [],
    hasNext: false,
  });
  assert.equal((await get(`/surveys/diversity/${(await aPosting()).id}`)).status, 200);
  for (const path of ['/eeo/responses', '/eeo/responses/pii'])
    assert.equal((await get(path)).status, 200);
});

staged(
  'audit events are newest first; target_id needs target_type; the add-on can be missing',
  async (sandbox) => {
    const rows = (await get('/audit_events', { type: 'user:added' })).body.data;
    assert.deepEqual(Object.keys(rows[0]).sort(), [
      'createdAt',
      'id',
      'meta',
      'target',
      'type',
      'user',
    ]);
    const times = rows.map((row: Json) => row.createdAt);
    assert.deepEqual(
      times,
      times.toSorted((a: number, b: number) => b - a),
    );
    assertRefused(await get('/audit_events', { target_id: NOBODY }), 400);
    sandbox.control.setSwitches({ auditAddOn: false });
    assertRefused(await get('/audit_events'), 403);
    sandbox.control.setSwitches({ auditAddOn: true });
  },
);

reads('deleted postings are an ordinary list', async () => {
  assert.deepEqual(Object.keys((await get('/postings/deleted')).body).includes('data'), true);
});

staged('a user demoted to interviewer follows nothing any more', async (sandbox) => {
  const posting = await aPosting();
  const [follower] = posting.followers;
  const user = sandbox.control.users().find((each) => each.id === follower);
  const body = { name: user?.name, email: user?.email };
  await ask('PUT', `/users/${follower}`, { body: { ...body, accessRole: 'team member' } });
  await ask('PUT', `/users/${follower}`, { body: { ...body, accessRole: 'interviewer' } });
  const read = (await get(`/postings/${posting.id}`)).body.data;
  assert.ok(!read.followers.includes(follower));
});
