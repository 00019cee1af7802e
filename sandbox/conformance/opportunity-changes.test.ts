// What changes an opportunity: stage, archive, labels, links, and people’s acts.
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
  pause,
} from './target.ts';

writes('a stage change adds an entry and moves the three times', async () => {
  const row = await anOpportunity();
  const body = { stage: 'lead-responded' };
  const moved = await ask('PUT', `/opportunities/${row.id}/stage`, {
    query: { perform_as: await aUser() },
    body,
  });
  const { stageChanges, lastAdvancedAt, lastInteractionAt, updatedAt } = moved.body.data;
  assert.equal(stageChanges.at(-1).toStageId, 'lead-responded');
  assert.equal(stageChanges.at(-1).userId, await aUser());
  assert.equal(lastAdvancedAt, lastInteractionAt);
  assert.ok(updatedAt > lastAdvancedAt);
  assert.ok(!('opportunityLocation' in moved.body.data));
});

writes('an archived opportunity changes stage and stays archived', async () => {
  const row = await anOpportunity({ archived: { reason: await aReason() } });
  const moved = await ask('PUT', `/opportunities/${row.id}/stage`, { body: { stage: 'offer' } });
  assert.equal(moved.body.data.stage, 'offer');
  assert.ok(moved.body.data.archived);
});

writes('archiving again moves the time of the opportunity, not of the application', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  const reason = await aReason();
  const path = `/opportunities/${row.id}`;
  const first = await ask('PUT', `${path}/archived`, { body: { reason } });
  await pause(5);
  const second = await ask('PUT', `${path}/archived`, { body: { reason } });
  assert.ok(second.body.data.archived.archivedAt > first.body.data.archived.archivedAt);
  assert.equal(second.body.data.lastAdvancedAt, first.body.data.archived.archivedAt);
  const read = await get(path, { expand: 'applications' });
  assert.equal(
    read.body.data.applications[0].archived.archivedAt,
    first.body.data.archived.archivedAt,
  );
});

writes('a null reason unarchives, another reason replaces', async () => {
  const reasons = (await get('/archive_reasons', { type: 'non-hired' })).body.data;
  const row = await anOpportunity({ archived: { reason: reasons[0].id } });
  const path = `/opportunities/${row.id}/archived`;
  const changed = await ask('PUT', path, { body: { reason: reasons[1].id } });
  assert.equal(changed.body.data.archived.reason, reasons[1].id);
  const back = await ask('PUT', path, { body: { reason: null } });
  assert.equal(back.body.data.archived, null);
  assert.equal(back.body.data.stage, row.stage);
  assertRefused(await ask('PUT', path, { body: {} }), 400);
});

staged(
  'a hire counts against an open requisition, once it is the only active application',
  async (sandbox) => {
    const [requisition] = (await get('/requisitions', { status: 'open' })).body.data;
    const hired = (await get('/archive_reasons', { type: 'hired' })).body.data[0].id;
    const posting = await aPosting();
    const row = await anOpportunity({ postings: [posting.id] });
    const second = await anOpportunity({
      contact: row.contact,
      emails: [],
      postings: [posting.id],
    });
    const body = { reason: hired, requisitionId: requisition.id };
    assertRefused(await ask('PUT', `/opportunities/${row.id}/archived`, { body }), 400);
    sandbox.control.deleteOpportunity({ opportunity: second.id });
    assert.equal((await ask('PUT', `/opportunities/${row.id}/archived`, { body })).status, 200);
    const after = (await get(`/requisitions/${requisition.id}`)).body.data;
    assert.equal(after.headcountHired, requisition.headcountHired + 1);
    const read = await get(`/opportunities/${row.id}`, { expand: 'applications' });
    assert.equal(read.body.data.applications[0].requisitionForHire.id, requisition.id);
  },
);

writes('adding a tag twice gives no duplicate and moves nothing', async () => {
  const row = await anOpportunity({ tags: ['one'] });
  const path = `/opportunities/${row.id}`;
  await ask('POST', `${path}/addTags`, { body: { tags: ['two', 'one'] } });
  const before = (await get(path)).body.data;
  assert.deepEqual(before.tags, ['one', 'two']);
  assert.equal(before.lastInteractionAt, row.lastInteractionAt, 'tags are no interaction');
  await ask('POST', `${path}/addTags`, { body: { tags: ['two'] } });
  assert.equal((await get(path)).body.data.updatedAt, before.updatedAt);
  await ask('POST', `${path}/removeTags`, { body: { tags: ['one', 'never there'] } });
  assert.deepEqual((await get(path)).body.data.tags, ['two']);
  assertRefused(await ask('POST', `${path}/addTags`, { body: { tags: 'two' } }), 400);
});

writes('unknown tags and sources become known to the account', async () => {
  const text = `Known ${freshEmail()}`;
  const row = await anOpportunity();
  await ask('POST', `/opportunities/${row.id}/addSources`, { body: { sources: [text] } });
  await ask('POST', `/opportunities/${row.id}/addTags`, { body: { tags: [text] } });
  for (const path of ['/tags', '/sources']) {
    const found = await everyRow(path);
    assert.deepEqual(
      found.find((each) => each.text === text),
      { text, count: 1 },
    );
  }
});

writes('links are written to the person and the reply shows them', async () => {
  const row = await anOpportunity();
  const links = ['https://www.linkedin.com/in/conformance'];
  const added = await ask('POST', `/opportunities/${row.id}/addLinks`, { body: { links } });
  assert.deepEqual(added.body.data.links, links);
  assert.equal(added.body.data.name, 'Conformance Test');
  const twin = await anOpportunity({ contact: row.contact, emails: [] });
  assert.deepEqual(twin.links, links);
  const removed = await ask('POST', `/opportunities/${row.id}/removeLinks`, { body: { links } });
  assert.deepEqual(removed.body.data.links, []);
});

writes('there is no way to edit, delete or merge an opportunity', async () => {
  const row = await anOpportunity();
  assert.equal((await ask('PUT', `/opportunities/${row.id}`, { body: { name: 'x' } })).status, 404);
  assert.equal((await ask('DELETE', `/opportunities/${row.id}`)).status, 404);
  assert.equal((await ask('POST', `/opportunities/${row.id}/merge`, { body: {} })).status, 404);
});

staged('the deleted feed has who and when', async (sandbox) => {
  const row = await anOpportunity();
  const start = now() - 1;
  sandbox.control.deleteOpportunity({ opportunity: row.id });
  assertRefused(await get(`/opportunities/${row.id}`), 404);
  const feed = await get('/opportunities/deleted', { deleted_at_start: start });
  const [found] = feed.body.data.filter((each: Json) => each.id === row.id);
  assert.equal(typeof found.deletedBy, 'string');
  assert.ok(found.deletedAt >= start);
  assert.equal(
    (await get('/opportunities/deleted', { deleted_at_end: start })).body.hasNext,
    false,
  );
});

staged('an anonymised person can be neither updated nor linked', async (sandbox) => {
  const row = await anOpportunity({ headline: 'gone soon' });
  sandbox.control.anonymise({ opportunity: row.id });
  const read = (await get(`/opportunities/${row.id}`)).body.data;
  assert.deepEqual([read.isAnonymized, read.name, read.headline, read.emails], [true, '', '', []]);
  const contact = (await get(`/contacts/${row.contact}`)).body.data;
  assert.equal(contact.isAnonymized, true);
  assertRefused(await ask('PUT', `/contacts/${row.contact}`, { body: { name: 'back' } }), 400);
  const query = { perform_as: await aUser() };
  assertRefused(
    await ask('POST', '/opportunities', { query, body: { contact: row.contact } }),
    400,
  );
});

staged(
  'after a merge the opportunity keeps its id and has the surviving contact',
  async (sandbox) => {
    const one = await anOpportunity();
    const two = await anOpportunity();
    sandbox.control.mergeContacts({ survivor: one.contact, merged: two.contact });
    const read = (await get(`/opportunities/${two.id}`)).body.data;
    assert.equal(read.contact, one.contact);
    assert.deepEqual(read.emails, [...one.emails, ...two.emails]);
    assertRefused(await get(`/contacts/${two.contact}`), 404);
    sandbox.control.setSwitches({ mergedContact: 'survivor' });
    assert.equal((await get(`/contacts/${two.contact}`)).body.data.id, one.contact);
    sandbox.control.setSwitches({ mergedContact: 'gone' });
  },
);

staged(
  'data protection is shown on the opportunity and may change without updatedAt',
  async (sandbox) => {
    const row = await anOpportunity();
    const before = (await get(`/opportunities/${row.id}`)).body.data;
    assert.equal(before.dataProtection, null);
    const mayContact = { allowed: false, expiresAt: null };
    sandbox.control.setDataProtection({ contact: row.contact, mayContact, silent: true });
    const after = (await get(`/opportunities/${row.id}`)).body.data;
    assert.deepEqual(after.dataProtection.contact, mayContact);
  },
);

staged('legacy candidates mirror opportunities, and attach a posting', async () => {
  const row = await anOpportunity();
  assert.equal((await get(`/candidates/${row.id}`)).body.data.id, row.id);
  assert.equal((await get(`/candidates/${row.id}/notes`)).status, 200);
  const posting = await aPosting();
  const query = { perform_as: await aUser() };
  const path = `/candidates/${row.id}`;
  const added = await ask('POST', `${path}/addPostings`, {
    query,
    body: { postings: [posting.id] },
  });
  assert.equal(added.status, 200, added.text);
  assert.equal(added.body.data.applications.length, 1);
  assert.ok(added.body.data.tags.includes(posting.text));
  const removed = await ask('POST', `${path}/removePostings`, {
    query,
    body: { postings: [posting.id] },
  });
  assert.equal(removed.body.data.applications.length, 0);
});

writes('applications are read below the opportunity', async () => {
  const posting = await aPosting();
  const row = await anOpportunity({ postings: [posting.id] });
  const path = `/opportunities/${row.id}/applications`;
  const [application] = (await get(path)).body.data;
  assert.equal((await get(`${path}/${application.id}`)).body.data.id, application.id);
  assertRefused(await get(`${path}/${NOBODY}`), 404);
});

reads('deleted applications need both dates, at most thirty days apart', async () => {
  const present = now();
  const day = 86_400_000;
  assertRefused(await get('/applications/deleted'), 400);
  assertRefused(await get('/applications/deleted', { deleted_at_start: present }), 400);
  const wide = { deleted_at_start: present - 31 * day, deleted_at_end: present };
  assertRefused(await get('/applications/deleted', wide), 400);
  const query = { deleted_at_start: present - 29 * day, deleted_at_end: present };
  assert.equal((await get('/applications/deleted', query)).body.hasNext, false);
});

async function aReason(): Promise<string> {
  const { data } = (await get('/archive_reasons', { type: 'non-hired' })).body;
  return data.find((each: Json) => each.status === 'active').id;
}

async function everyRow(path: string): Promise<Json[]> {
  const rows: Json[] = [];
  let offset: string | undefined;
  for (let page = 0; page < 100; page += 1) {
    const { body } = await get(path, offset ? { offset } : {});
    rows.push(...body.data);
    if (!body.hasNext) break;
    offset = body.next;
  }
  return rows;
}
