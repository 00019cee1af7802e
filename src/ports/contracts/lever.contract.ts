// What every implementation of the Lever port must do, against any account it is given: the sandbox in process,
// the sandbox over HTTP, or a real one. It adds candidates and leaves them there.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Secret } from '../../core/secret.ts';
import { PortFailure } from '../failure.ts';
import type { Lever, NewOpportunity } from '../lever.ts';
import { HOUR_MS, all, readAccount } from './lever-contract-account.ts';
import type { Account, LeverUnderTest } from './lever-contract-account.ts';

const UNKNOWN_ID = '00000000-0000-4000-8000-00000000dead';

/** Registers the suite. `open` is called once. */
export function leverContract(name: string, open: () => Promise<LeverUnderTest>): void {
  describe(`the Lever port, ${name}`, () => {
    let found: Account;
    before(async () => {
      found = await readAccount(await open());
    });
    const account = (): Account => found;
    catalogTests(account);
    creationTests(account);
    searchTests(account);
    changeTests(account);
    contactTests(account);
    noteTests(account);
    formAndFileTests(account);
    hookTests(account);
    refusalTests(account);
  });
}

function catalogTests(account: () => Account): void {
  test('the catalog lists stages, archive reasons with a hire, postings and users', async () => {
    const { lever, access, stages, posting, user } = account();
    assert.ok(stages.length > 0 && stages.every((stage) => stage.id !== ''));
    const reasons = await all((page) => lever.listArchiveReasons(access, page));
    assert.ok(reasons.some((reason) => reason.isHired));
    assert.ok(reasons.some((reason) => !reason.isHired));
    assert.notEqual(posting.text, '');
    const users = await all((page) => lever.listUsers(access, page));
    assert.deepEqual(
      users.find((each) => each.id === user.id),
      user,
    );
    assert.equal(user.isActive, true);
  });

  test('a user with an unknown address is found to be nobody', async () => {
    const { lever, access, mark } = account();
    assert.equal(await lever.findUserByEmail(access, `nobody.${mark}@example.org`), null);
  });
}

function creationTests(account: () => Account): void {
  test('a created opportunity reads back as it was wanted', async () => {
    const { lever, access, posting, user, newcomer } = account();
    const wanted = {
      ...newcomer('101'),
      postingId: posting.id,
      owner: user.id,
      headline: 'Ünïted',
    };
    const created = await lever.createOpportunity(access, wanted);
    assert.equal(created.isDeduped, false);
    const read = await lever.getOpportunity(access, created.id);
    assert.ok(read !== null);
    assertAsWanted(read, wanted);
    assert.equal(read.contact, created.contactId);
    assert.equal(read.archived, null);
    assert.equal(read.isAnonymized, false);
  });

  test('with a resume the same values arrive', async () => {
    const { lever, access, posting, user, newcomer } = account();
    const wanted = {
      ...newcomer('102'),
      name: 'Quote " Ünd\r\nLine',
      postingId: posting.id,
      owner: user.id,
      phones: [
        { type: 'mobile', value: '+15550100102' },
        { type: 'work', value: '+15550100103' },
      ],
      resume: {
        name: 'cv "final" é.pdf',
        mediaType: 'application/pdf',
        content: Buffer.from('%PDF-1.4\r\n--not-a-boundary\r\n%%EOF'),
      },
    };
    const created = await lever.createOpportunity(access, wanted);
    const read = await lever.getOpportunity(access, created.id);
    assert.ok(read !== null);
    assertAsWanted(read, wanted);
  });

  test('the same email makes another opportunity of the same contact and says so', async () => {
    const { lever, access, newcomer } = account();
    const first = await lever.createOpportunity(access, newcomer('103'));
    const second = await lever.createOpportunity(access, { ...newcomer('103'), name: 'Other' });
    assert.equal(second.isDeduped, true);
    assert.notEqual(second.id, first.id);
    assert.equal(second.contactId, first.contactId);
    const contact = await lever.getContact(access, first.contactId);
    assert.equal(contact?.name, newcomer('103').name);
  });

  test('a named contact is used whatever the email', async () => {
    const { lever, access, newcomer } = account();
    const first = await lever.createOpportunity(access, newcomer('104'));
    const second = await lever.createOpportunity(access, {
      ...newcomer('105'),
      contactId: first.contactId,
    });
    assert.equal(second.contactId, first.contactId);
  });
}

function assertAsWanted(
  read: NonNullable<Awaited<ReturnType<Lever['getOpportunity']>>>,
  wanted: NewOpportunity,
): void {
  assert.equal(read.name, wanted.name);
  assert.equal(read.createdAt, wanted.createdAt);
  assert.equal(read.origin, 'sourced');
  assert.equal(read.owner, wanted.owner);
  assert.equal(read.headline, wanted.headline ?? '');
  assert.deepEqual(read.emails, wanted.emails);
  assert.deepEqual(read.phones, wanted.phones);
  assert.deepEqual(read.links, wanted.links);
  assert.deepEqual(read.sources, wanted.sources);
  assert.deepEqual(read.postingIds, wanted.postingId === undefined ? [] : [wanted.postingId]);
  for (const tag of wanted.tags) assert.ok(read.tags.includes(tag), 'our tag is among the tags');
}

function searchTests(account: () => Account): void {
  test('an opportunity is found by email, by contact, by posting and by the time it was created', async () => {
    const { lever, access, posting, newcomer } = account();
    const wanted = { ...newcomer('111'), postingId: posting.id };
    const { id, contactId } = await lever.createOpportunity(access, wanted);
    const email = wanted.emails[0] ?? '';
    const { createdAt } = wanted;
    const filters = [
      { email },
      { contactId },
      { email: email.toUpperCase(), postingId: posting.id },
      { createdAtStart: createdAt, createdAtEnd: createdAt, email },
    ];
    for (const filter of filters) {
      const rows = await all((page) => lever.listOpportunities(access, filter, page));
      assert.deepEqual(
        rows.map((row) => row.id),
        [id],
      );
    }
    const later = { email, createdAtStart: createdAt + 1 };
    assert.deepEqual((await lever.listOpportunities(access, later, null)).rows, []);
  });

  test('a listed row is the same as the one read alone', async () => {
    const { lever, access, posting, newcomer } = account();
    const wanted = { ...newcomer('112'), postingId: posting.id };
    const { id } = await lever.createOpportunity(access, wanted);
    const { rows } = await lever.listOpportunities(access, { email: wanted.emails[0] ?? '' }, null);
    const alone = await lever.getOpportunity(access, id);
    // Settles shortly after the creation, so the two reads may differ in it.
    assert.deepEqual({ ...rows[0], updatedAt: 0 }, { ...alone, updatedAt: 0 });
  });

  test('the feed of deleted opportunities can be read', async () => {
    const { lever, access, nowMs } = account();
    const page = await lever.listDeletedOpportunities(access, nowMs - HOUR_MS, null);
    assert.ok(Array.isArray(page.rows));
  });
}

function changeTests(account: () => Account): void {
  test('tags, sources and links are added once and taken away again', async () => {
    const { lever, access, mark, newcomer } = account();
    const { id } = await lever.createOpportunity(access, newcomer('121'));
    const [tag, source, link] = [`t ${mark}`, `s ${mark}`, `https://example.org/${mark}`];
    for (let times = 0; times < 2; times += 1) {
      await lever.addTags(access, id, [tag]);
      await lever.addSources(access, id, [source]);
      await lever.addLinks(access, id, [link]);
    }
    const added = await lever.getOpportunity(access, id);
    assert.deepEqual([count(added?.tags, tag), count(added?.sources, source)], [1, 1]);
    assert.equal(count(added?.links, link), 1);
    assert.equal(added?.name, newcomer('121').name);
    await lever.removeTags(access, id, [tag]);
    await lever.removeSources(access, id, [source]);
    await lever.removeLinks(access, id, [link]);
    const removed = await lever.getOpportunity(access, id);
    assert.deepEqual([count(removed?.tags, tag), count(removed?.sources, source)], [0, 0]);
    assert.equal(count(removed?.links, link), 0);
  });

  test('a stage that is set is read back, with the way there', async () => {
    const { lever, access, stages, newcomer } = account();
    const { id } = await lever.createOpportunity(access, newcomer('122'));
    const created = await lever.getOpportunity(access, id);
    const target = stages.find((stage) => stage.id !== created?.stage);
    assert.ok(target !== undefined);
    await lever.setStage(access, id, target.id);
    const moved = await lever.getOpportunity(access, id);
    assert.equal(moved?.stage, target.id);
    assert.equal(moved?.stageChanges.at(-1)?.stageId, target.id);
  });
}

function contactTests(account: () => Account): void {
  test('a contact is updated with whole lists and reads back', async () => {
    const { lever, access, mark, newcomer } = account();
    const { contactId } = await lever.createOpportunity(access, newcomer('131'));
    const before = await lever.getContact(access, contactId);
    assert.ok(before !== null);
    const emails = [...before.emails, `second.${mark}@example.org`];
    const phones = [...before.phones, { type: 'home', value: '+15550100199' }];
    await lever.updateContact(access, contactId, { emails, phones, location: 'Łódź' });
    const after = await lever.getContact(access, contactId);
    assert.deepEqual([...(after?.emails ?? [])].sort(), [...emails].sort());
    assert.equal(after?.phones.length, 2);
    assert.equal(after?.location, 'Łódź');
    assert.equal(after?.name, before.name);
  });
}

function noteTests(account: () => Account): void {
  test('a note and its comments form one thread, each with its own time', async () => {
    const { lever, access, mark, nowMs, newcomer } = account();
    const { id } = await lever.createOpportunity(access, newcomer('141'));
    const [firstAt, secondAt] = [nowMs - 3 * HOUR_MS, nowMs - 2 * HOUR_MS];
    const value = `first line\nsecond line ${mark} "ü"`;
    const { noteId } = await lever.createNote(access, id, { value, createdAt: firstAt });
    const comment = await lever.createNote(access, id, { value: 'c', createdAt: secondAt, noteId });
    assert.equal(comment.noteId, noteId);
    const note = await lever.getNote(access, id, noteId);
    assert.deepEqual(
      note?.entries.map((entry) => ({ value: entry.value, createdAt: entry.createdAt })),
      [
        { value, createdAt: firstAt },
        { value: 'c', createdAt: secondAt },
      ],
    );
    const notes = await all((page) => lever.listNotes(access, id, page));
    assert.deepEqual(notes, [note]);
  });
}

function formAndFileTests(account: () => Account): void {
  test('a profile form made from a template lists with its values', async () => {
    const { lever, access, mark, user, newcomer } = account();
    const { id } = await lever.createOpportunity(access, newcomer('151'));
    const made = await lever.createFormTemplate(access, {
      text: `Template ${mark}`,
      instructions: 'Filled by the integration',
      fields: [
        { type: 'text', text: 'Score', description: '', required: false },
        { type: 'textarea', text: 'Why', description: '', required: false },
      ],
    });
    const template = await lever.getFormTemplate(access, made.id);
    assert.ok(template !== null);
    const templates = await all((page) => lever.listFormTemplates(access, page));
    assert.ok(templates.some((each) => each.id === made.id));
    const fields = template.fields.map((field, index) => ({
      ...field,
      value: index === 0 ? '87' : null,
    }));
    const form = await lever.createForm(access, id, {
      baseTemplateId: made.id,
      fields,
      performAs: user.id,
    });
    const forms = await all((page) => lever.listForms(access, id, page));
    const listed = forms.find((each) => each.id === form.id);
    assert.equal(listed?.baseTemplateId, made.id);
    assert.equal(listed.fields.find((field) => field.text === 'Score')?.value, '87');
  });

  test('an uploaded file is listed', async () => {
    const { lever, access, user, newcomer } = account();
    const { id } = await lever.createOpportunity(access, newcomer('152'));
    const file = { name: 'a.txt', mediaType: 'text/plain', content: Buffer.from('hello') };
    const uploaded = await lever.uploadFile(access, id, file, user.id);
    const files = await lever.listFiles(access, id);
    assert.deepEqual(
      files.map((each) => each.id),
      [uploaded.id],
    );
  });
}

function hookTests(account: () => Account): void {
  test('a subscription tells its token once, is listed, and may be deleted twice', async () => {
    const { lever, access, mark } = account();
    const wanted = { event: 'candidateHired', url: `https://hooks.example.org/${mark}` };
    const made = await lever.createHook(access, wanted);
    assert.ok(made.signatureToken !== null && made.signatureToken.length >= 16);
    const listed = (await lever.listHooks(access)).find((hook) => hook.id === made.id);
    assert.deepEqual(listed, { ...wanted, id: made.id, signatureToken: null });
    await lever.deleteHook(access, made.id);
    await lever.deleteHook(access, made.id);
    assert.ok(!(await lever.listHooks(access)).some((hook) => hook.id === made.id));
  });
}

function refusalTests(account: () => Account): void {
  test('reading what is not there gives null', async () => {
    const { lever, access, newcomer } = account();
    const { id } = await lever.createOpportunity(access, newcomer('161'));
    assert.equal(await lever.getOpportunity(access, UNKNOWN_ID), null);
    assert.equal(await lever.getContact(access, UNKNOWN_ID), null);
    assert.equal(await lever.getNote(access, id, UNKNOWN_ID), null);
    assert.equal(await lever.getFormTemplate(access, UNKNOWN_ID), null);
  });

  test('writing to what is not there is rejected for good', async () => {
    const { lever, access } = account();
    const note = { value: 'x', createdAt: 1_700_000_000_000 };
    for (const write of [
      lever.addTags(access, UNKNOWN_ID, ['x']),
      lever.setStage(access, UNKNOWN_ID, 'lead-new'),
      lever.updateContact(access, UNKNOWN_ID, { name: 'x' }),
      lever.createNote(access, UNKNOWN_ID, note),
    ]) {
      await assert.rejects(write, isFailure('rejected', 404));
    }
  });

  test('a malformed value is rejected for good', async () => {
    const { lever, access } = account();
    const listing = lever.listOpportunities(access, { email: 'no address' }, null);
    await assert.rejects(listing, isFailure('rejected', 400));
  });

  test('a wrong key is unauthorized, on reads and writes', async () => {
    const { lever, access, newcomer } = account();
    const wrong = { ...access, credential: new Secret('not-the-key') };
    await assert.rejects(lever.listStages(wrong, null), isFailure('unauthorized', 401));
    const creation = lever.createOpportunity(wrong, newcomer('162'));
    await assert.rejects(creation, isFailure('unauthorized', 401));
  });
}

/** The failure of the kind, whose texts tell neither key nor address. */
function isFailure(kind: PortFailure['kind'], status: number) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof PortFailure);
    assert.equal(error.kind, kind);
    assert.equal(error.status, status);
    assert.doesNotMatch(error.detail, /@|not-the-key/);
    assert.notEqual(error.message, '');
    return true;
  };
}

function count(values: readonly string[] | undefined, value: string): number {
  return (values ?? []).filter((each) => each === value).length;
}
