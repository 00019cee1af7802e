// The published npm client `lever-js` works against the sandbox over HTTP, unchanged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as lever from 'lever-js';
import { createSandbox, type Listening } from '../sandbox.ts';

const sandbox = createSandbox({ world: 'demo', seed: 'lever-js', limits: null });
const realFetch = globalThis.fetch;
const key = sandbox.apiKey;
let running: Listening;

before(async () => {
  running = await sandbox.listen();
  // The client has its root built in: only the host is exchanged on the way out.
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    return realFetch(url.replace('https://api.lever.co/v1', running.url), init);
  };
});

after(async () => {
  globalThis.fetch = realFetch;
  await running.close();
});

/** The client's types leave the cursor out. */
function nextOf(page: object): string {
  return (page as { next: string }).next;
}

async function created(email: string) {
  const [user] = sandbox.control.users();
  const posting = sandbox.control.postings().find((each) => each.state === 'published');
  const reply = await lever.createOpportunity(key, {
    query: { perform_as: user?.id ?? '' },
    body: {
      name: 'Client Person',
      headline: 'Engineer',
      location: 'Lisbon',
      emails: [email],
      links: ['https://a.example/x'],
      tags: ['one'],
      sources: ['Client'],
      origin: 'sourced',
      postings: [posting?.id ?? ''],
    },
  });
  return reply.data;
}

test('it creates, reads, lists and pages opportunities', async () => {
  const made = await created('client.one@people.example');
  const read = await lever.retrieveOpportunity(key, {
    params: { opportunity: made.id },
    query: {},
  });
  assert.equal(read.data.name, 'Client Person');
  const found = await lever.listOpportunities(key, {
    query: { email: 'client.one@people.example' },
  });
  assert.deepEqual(
    found.data.map((each) => each.id),
    [made.id],
  );
  const first = await lever.listOpportunities(key, { query: { limit: 50 } });
  const second = await lever.listOpportunities(key, {
    query: { limit: 50, offset: nextOf(first) },
  });
  const ids = new Set([...first.data, ...second.data].map((each) => each.id));
  assert.equal(ids.size, 100);
});

test('it moves, archives, tags, links and sources', async () => {
  const { id } = await created('client.two@people.example');
  const at = { params: { opportunity: id } };
  await lever.updateOpportunityStage(key, { ...at, body: { stage: 'lead-responded' } });
  await lever.addOpportunityTags(key, { ...at, body: { tags: ['two'] } });
  await lever.removeOpportunityTags(key, { ...at, body: { tags: ['one'] } });
  await lever.addOpportunitySources(key, { ...at, body: { sources: ['Second'] } });
  await lever.addContactLinksByOpportunity(key, {
    ...at,
    body: { links: ['https://a.example/y'] },
  });
  const reasons = await lever.getArchiveReasons(key, { query: { type: 'non-hired' } });
  const reason = reasons.data[0]?.id ?? '';
  await lever.updateOpportunityArchivedState(key, { ...at, body: { reason } });
  const { data } = await lever.retrieveOpportunity(key, { ...at, query: {} });
  assert.equal(data.stage, 'lead-responded');
  assert.ok(data.tags.includes('two') && !data.tags.includes('one'));
  assert.deepEqual(data.sources, ['Client', 'Second']);
  assert.equal(data.links.length, 2);
  assert.equal((data as unknown as { archived: { reason: string } }).archived.reason, reason);
});

test('it writes, updates, lists and deletes notes', async () => {
  const { id } = await created('client.three@people.example');
  const made = await lever.createNote(key, {
    params: { opportunity: id },
    body: { value: 'first' },
    query: {},
  });
  const { noteId } = made.data as unknown as { noteId: string };
  const at = { params: { opportunity: id, note: noteId } };
  await lever.updateNote(key, { ...at, body: { values: [{ value: 'second' }] } } as never);
  const { data } = await lever.retrieveNote(key, { ...at, query: {} } as never);
  assert.equal(data.fields[0]?.value, 'second');
  // The client parses every reply as JSON; an empty 204, as Lever sends, makes it throw after the fact.
  await assert.rejects(lever.deleteNote(key, at), SyntaxError);
  const left = await lever.listNotes(key, { params: { opportunity: id }, query: {} });
  assert.equal(left.data.length, 0);
});

test('it reads stages, tags, reasons and postings, and reports refusals', async () => {
  const stages = await lever.getStages(key, {});
  assert.equal(stages.data[0]?.id, 'lead-new');
  const [posting] = sandbox.control.postings();
  const read = await lever.retrievePosting(key, {
    params: { posting: posting?.id ?? '' },
    query: {},
  });
  assert.equal(read.data.id, posting?.id);
  await lever.getTags(key, {});
  await assert.rejects(lever.getStages('wrong', {}), /HTTP 401/);
});
