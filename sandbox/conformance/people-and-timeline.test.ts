// Contacts, notes, profile forms, files and resumes.
import assert from 'node:assert/strict';
import {
  anOpportunity,
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

writes('a contact is read with an object for its place and no links', async () => {
  const row = await anOpportunity({ location: 'Osaka' });
  const { data } = (await get(`/contacts/${row.contact}`)).body;
  const fields = [
    'dataProtection',
    'emails',
    'headline',
    'id',
    'isAnonymized',
    'location',
    'name',
    'phones',
  ];
  assert.deepEqual(Object.keys(data).sort(), fields);
  assert.deepEqual(data.location, { name: 'Osaka' });
});

writes('the reply of PUT contact lacks isAnonymized and dataProtection', async () => {
  const row = await anOpportunity();
  const put = await ask('PUT', `/contacts/${row.contact}`, { body: { headline: 'New' } });
  const fields = ['emails', 'headline', 'id', 'location', 'name', 'phones'];
  assert.deepEqual(Object.keys(put.body.data).sort(), fields);
});

writes('PUT contact keeps what is not sent', async () => {
  const row = await anOpportunity({ headline: 'Kept', phones: [{ type: 'home', value: '1' }] });
  const put = await ask('PUT', `/contacts/${row.contact}`, { body: { name: 'Changed' } });
  const { name, headline, phones, emails } = put.body.data;
  assert.deepEqual([name, headline, emails], ['Changed', 'Kept', row.emails]);
  assert.deepEqual(phones, [{ type: 'home', value: '1' }]);
});

staged('whether arrays are replaced or merged is a switch', async (sandbox) => {
  const row = await anOpportunity({ phones: [{ type: 'home', value: '1' }] });
  const path = `/contacts/${row.contact}`;
  const phones = [{ type: 'work', value: '2' }];
  assert.deepEqual((await ask('PUT', path, { body: { phones } })).body.data.phones, phones);
  sandbox.control.setSwitches({ contactArrays: 'merge' });
  const more = [{ type: 'mobile', value: '3' }];
  assert.deepEqual((await ask('PUT', path, { body: { phones: more } })).body.data.phones, [
    ...phones,
    ...more,
  ]);
  sandbox.control.setSwitches({ contactArrays: 'replace' });
});

writes('a contact change shows on every opportunity of the person', async () => {
  const row = await anOpportunity();
  const twin = await anOpportunity({ contact: row.contact, emails: [] });
  await ask('PUT', `/contacts/${row.contact}`, { body: { name: 'Both', location: 'Rome' } });
  for (const each of [row, twin]) {
    const read = (await get(`/opportunities/${each.id}`)).body.data;
    assert.deepEqual([read.name, read.location], ['Both', 'Rome']);
    assert.ok(read.updatedAt >= each.updatedAt);
  }
});

writes('bad contact values are refused whole', async () => {
  const row = await anOpportunity();
  const path = `/contacts/${row.contact}`;
  for (const body of [
    { name: 1 },
    { emails: ['x'] },
    { phones: [{}] },
    { location: { name: 'x' } },
    [],
  ]) {
    assertRefused(
      await ask('PUT', path, { body: Array.isArray(body) ? body : { headline: 'no', ...body } }),
      400,
    );
  }
  assert.equal((await get(path)).body.data.headline, '');
});

reads('contacts have no list, create or delete', async () => {
  assertRefused(await get('/contacts'), 404);
  assertRefused(await ask('POST', '/contacts', { body: {} }), 404);
});

writes('creating a note answers 201 with the note and noteId beside its id', async () => {
  const row = await anOpportunity();
  const made = await ask('POST', `/opportunities/${row.id}/notes`, { body: { value: 'first' } });
  assert.equal(made.status, 201);
  assert.equal(made.body.data.noteId, made.body.data.id);
  const [field] = made.body.data.fields;
  assert.deepEqual(Object.keys(field).sort(), [
    'createdAt',
    'score',
    'stage',
    'text',
    'type',
    'user',
    'value',
  ]);
  assert.deepEqual([field.type, field.text, field.stage], ['note', 'Comment', 'lead-new']);
});

writes('note_id adds a comment to the thread', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  const { id } = (await ask('POST', path, { body: { value: 'first' } })).body.data;
  const comment = await ask('POST', path, { query: { note_id: id }, body: { value: 'second' } });
  assert.equal(comment.status, 201);
  const read = (await get(`${path}/${id}`)).body.data;
  assert.deepEqual(
    read.fields.map((each: Json) => each.value),
    ['first', 'second'],
  );
  assertRefused(await ask('POST', path, { query: { note_id: NOBODY }, body: { value: 'x' } }), 404);
});

writes('notes are newest first and may lie in the past', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  const createdAt = now() - 1e9;
  await ask('POST', path, { body: { value: 'old', createdAt } });
  await ask('POST', path, { body: { value: 'new' } });
  const notes = (await get(path)).body.data;
  assert.deepEqual(
    notes.map((note: Json) => note.fields[0].value),
    ['new', 'old'],
  );
  assert.equal(notes[1].createdAt, createdAt);
  assertRefused(await ask('POST', path, { body: { value: 'x', createdAt: now() + 60_000 } }), 400);
});

writes('PUT note replaces the thread and answers the id only', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  const { id } = (await ask('POST', path, { body: { value: 'a', secret: true } })).body.data;
  await ask('POST', path, { query: { note_id: id }, body: { value: 'b' } });
  const before = (await get(`/opportunities/${row.id}`)).body.data.updatedAt;
  const put = await ask('PUT', `${path}/${id}`, { body: { values: [{ value: 'c' }], score: 3 } });
  assert.deepEqual([put.status, put.body], [200, { data: { noteId: id } }]);
  const read = (await get(`${path}/${id}`)).body.data;
  assert.deepEqual(
    read.fields.map((each: Json) => [each.value, each.score]),
    [['c', 3]],
  );
  assert.ok((await get(`/opportunities/${row.id}`)).body.data.updatedAt >= before);
});

staged('people’s comments in an API note are lost by PUT', async (sandbox) => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  const { id } = (await ask('POST', path, { body: { value: 'ours' } })).body.data;
  sandbox.control.comment({ opportunity: row.id, note: id, value: 'theirs' });
  assert.equal((await get(`${path}/${id}`)).body.data.fields.length, 2);
  await ask('PUT', `${path}/${id}`, { body: { values: [{ value: 'ours again' }] } });
  assert.equal((await get(`${path}/${id}`)).body.data.fields.length, 1);
});

staged('the reply with the id only, and an account without PUT, are switches', async (sandbox) => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  sandbox.control.setSwitches({ noteReply: 'idOnly', notePut: 'missing' });
  const { data } = (await ask('POST', path, { body: { value: 'x' } })).body;
  assert.deepEqual(Object.keys(data), ['noteId']);
  assertRefused(
    await ask('PUT', `${path}/${data.noteId}`, { body: { values: [{ value: 'y' }] } }),
    404,
  );
  sandbox.control.setSwitches({ noteReply: 'full', notePut: 'works' });
});

writes('bad notes are refused', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  for (const body of [
    {},
    { value: '' },
    { value: 5 },
    { value: 'x', score: 9 },
    { value: 'x', secret: 'yes' },
  ]) {
    assertRefused(await ask('POST', path, { body }), 400);
  }
  assertRefused(await ask('POST', path, { body: { value: 'x'.repeat(1_000_001) } }), 400);
  assert.equal((await get(path)).body.data.length, 0);
});

writes('a deleted note is gone', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  const { id } = (await ask('POST', path, { body: { value: 'x' } })).body.data;
  assert.equal((await ask('DELETE', `${path}/${id}`)).status, 204);
  assert.equal((await get(path)).body.data.length, 0);
  assertRefused(await ask('DELETE', `${path}/${id}`), 404);
});

writes('notes expand user and stage', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/notes`;
  await ask('POST', path, { query: { perform_as: await aUser() }, body: { value: 'x' } });
  const query = { expand: ['user', 'stage'] };
  const [note] = (await get(path, query)).body.data;
  assert.equal(typeof note.user.name, 'string');
  assert.deepEqual(Object.keys(note.fields[0].stage), ['id', 'text']);
  assertRefused(await get(path, { expand: 'contact' }), 400);
});

writes('a form template is made, read, replaced and deleted', async () => {
  const fields = [
    { type: 'text', text: 'Company', required: true },
    { type: 'multiple-select', text: 'Languages', options: [{ text: 'Go' }, { text: 'Rust' }] },
    { type: 'date', text: 'Seen' },
  ];
  const body = { text: `Conformance ${freshEmail()}`, instructions: '', group: 'Sourcing', fields };
  const made = await ask('POST', '/form_templates', { body });
  assert.equal(made.status, 201, made.text);
  const template = made.body.data ?? made.body;
  assert.equal(typeof template.group, 'object');
  assert.ok(template.fields.every((field: Json) => typeof field.id === 'string'));
  const row = await anOpportunity();
  const answers = template.fields.map((field: Json, at: number) => ({
    ...field,
    value: ['Acme', ['Go'], 1][at],
  }));
  const path = `/opportunities/${row.id}/forms`;
  const form = await ask('POST', path, { body: { baseTemplateId: template.id, fields: answers } });
  assert.equal(form.status, 201, form.text);
  const wrong = answers.map((each: Json) =>
    each.type === 'date' ? { ...each, value: 'today' } : each,
  );
  assertRefused(
    await ask('POST', path, { body: { baseTemplateId: template.id, fields: wrong } }),
    400,
  );
  const read = (await get(path)).body.data[0];
  assert.deepEqual(
    read.fields.map((field: Json) => field.value),
    ['Acme', ['Go'], 1],
  );
  assert.equal(read.type, 'form');
  assert.equal((await ask('DELETE', `/form_templates/${template.id}`)).status, 204);
});

writes('form templates accept only the eight field types', async () => {
  const post = (fields: object[]) =>
    ask('POST', '/form_templates', { body: { text: 'T', fields } });
  assertRefused(await post([{ type: 'score', text: 'S' }]), 400);
  assertRefused(await post([{ type: 'dropdown', text: 'S' }]), 400);
  assertRefused(await post([]), 400);
});

staged(
  'templates of the web interface cannot be deleted by API; the envelope is a switch',
  async (sandbox) => {
    const [template] = (await get('/form_templates')).body.data;
    assertRefused(await ask('DELETE', `/form_templates/${template.id}`), 403);
    sandbox.control.setSwitches({ envelope: 'bare' });
    assert.equal((await get(`/form_templates/${template.id}`)).body.id, template.id);
    sandbox.control.setSwitches({ envelope: 'data' });
    assert.equal((await get(`/form_templates/${template.id}`)).body.data.id, template.id);
  },
);

writes('a file is added, listed, downloaded and deleted', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/files`;
  const query = { perform_as: await aUser() };
  const form = new FormData();
  form.append('file', new Blob(['plain words'], { type: 'text/plain' }), 'note.txt');
  const made = await ask('POST', path, { query, form });
  assert.equal(made.status, 201, made.text);
  const file = made.body.data;
  assert.deepEqual(
    [file.ext, file.name, file.size, file.status],
    ['.txt', 'note.txt', 11, 'processed'],
  );
  assert.equal((await get(path)).body.data.length, 1);
  assert.equal((await get(`${path}/${file.id}/download`)).text, 'plain words');
  assertRefused(await get(path, { uploaded_at_start: 'soon' }), 400);
  const types = (await get(`/opportunities/${row.id}/file_actions`)).body.data.map(
    (each: Json) => each.type,
  );
  assert.deepEqual(types, ['file-added']);
  assertRefused(await ask('DELETE', `${path}/${file.id}`), 400);
  assert.equal((await ask('DELETE', `${path}/${file.id}`, { query })).status, 204);
  assertRefused(await get(`${path}/${file.id}`), 404);
});

writes('a file that cannot be processed downloads as 422', async () => {
  const row = await anOpportunity();
  const form = new FormData();
  form.append('file', new Blob(['not a pdf']), 'cv.pdf');
  const path = `/opportunities/${row.id}/files`;
  const made = await ask('POST', path, { query: { perform_as: await aUser() }, form });
  assert.equal(made.body.data.status, 'unsupported');
  assertRefused(await get(`${path}/${made.body.data.id}/download`), 422);
});

writes('files need multipart and perform_as', async () => {
  const row = await anOpportunity();
  const path = `/opportunities/${row.id}/files`;
  assertRefused(
    await ask('POST', path, { query: { perform_as: await aUser() }, body: { file: 'x' } }),
    400,
  );
  const form = new FormData();
  form.append('file', new Blob(['x']), 'x.txt');
  assertRefused(await ask('POST', path, { form }), 400);
});

writes('a resume enters with the create and cannot be uploaded later', async () => {
  const form = new FormData();
  form.append('name', 'With Resume');
  form.append('resumeFile', new Blob(['%PDF-1.4'], { type: 'application/pdf' }), 'cv.pdf');
  const made = await ask('POST', '/opportunities', { query: { perform_as: await aUser() }, form });
  const path = `/opportunities/${made.body.data.id}/resumes`;
  const [resume] = (await get(path)).body.data;
  assert.deepEqual([resume.file.ext, resume.file.name], ['pdf', 'cv.pdf']);
  assert.equal((await get(`${path}/${resume.id}`)).body.data.id, resume.id);
  assert.equal((await get(`${path}/${resume.id}/download`)).status, 200);
  assertRefused(await ask('POST', path, { body: {} }), 404);
});

writes('an upload lives a day and is named in its uri', async () => {
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4']), 'my cv.pdf');
  const { data } = (await ask('POST', '/uploads', { form })).body;
  assert.deepEqual(Object.keys(data).sort(), ['expiresAt', 'filename', 'id', 'size', 'uri']);
  assert.ok(data.uri.endsWith(`/uploads/${data.id}`));
  assert.ok(Math.abs(data.expiresAt - now() - 86_400_000) < 60_000);
});
