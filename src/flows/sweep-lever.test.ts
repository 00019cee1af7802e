import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { aProfile, withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld, type SyncWorldOptions } from '../../test/sync-world.ts';
import type { Db } from '../db/connect.ts';
import { buryMirrored, countMirrored, findSweep } from '../db/queries/mirror.ts';
import { requestWork } from '../engine/work.ts';
import { findPersonInLever, findProfileInLever } from './find-in-lever.ts';
import { sweepLever } from './sweep-lever.ts';

const hour = 60 * 60_000;
const week = 7 * 24 * hour;

async function openSwept(db: Db, more: SyncWorldOptions = {}): Promise<SyncWorld> {
  const handlers = { lever_sweep: sweepLever };
  return await openSyncWorld(db, { handlers, ...more });
}

interface There {
  id: string;
  contactId: string;
}

/** Somebody a recruiter added in Lever by hand. */
async function addInLever(
  world: SyncWorld,
  given: { name: string; emails?: string[]; links?: string[]; postingId?: string },
): Promise<There> {
  const [user] = world.control.users({});
  return await world.account.lever.createOpportunity(world.account.access, {
    performAs: user?.id ?? '',
    emails: [],
    links: [],
    phones: [],
    tags: [],
    sources: [],
    createdAt: world.account.clock.nowMs() - 1000,
    ...given,
  });
}

async function sweepAgain(world: SyncWorld): Promise<void> {
  const { deps, workspaceId } = world;
  await requestWork(deps.db, {
    workspaceId,
    kind: 'lever_sweep',
    subjectId: workspaceId,
    queueKey: 'test-queue',
    lane: 5,
    dueAt: deps.clock.now(),
    because: 'test',
  });
  await world.settle(hour);
}

eachDatabase((_kind, open) => {
  test('who is in Lever already is known at once, by email, phone or profile address', async () => {
    const { db } = await open();
    const world = await openSwept(db);
    const { workspaceId } = world;
    const ana = await addInLever(world, {
      name: 'Ana Núñez',
      emails: ['Ana.Nunez@x-mail.example'],
      links: ['https://www.linkedin.com/in/ana-nunez/?trk=x'],
    });
    world.control.moveStage({ opportunity: ana.id, stage: 'lead-responded' });
    await sweepAgain(world);
    const profile = aProfile({ name: 'A. N.', profileUrls: ['http://linkedin.com/in/Ana-Nunez'] });
    const [found] = await findProfileInLever(db, { workspaceId, profile });
    assert.equal(found?.opportunityId, ana.id);
    assert.deepEqual(
      [found.stage, found.isArchived, found.kind],
      ['Responded', false, 'profile_url'],
    );
    assert.ok(found.owner !== null && found.lastMovedAt !== null);
    const byEmail = withEmail('Ana', 'ana.nunez@X-mail.example');
    assert.equal((await findProfileInLever(db, { workspaceId, profile: byEmail })).length, 1);
    const stranger = withEmail('Bo', 'bo@x-mail.example');
    assert.deepEqual(await findProfileInLever(db, { workspaceId, profile: stranger }), []);
  });

  test('a person found by profile address only joins the contact that Lever has', async () => {
    const { db } = await open();
    const world = await openSwept(db);
    const link = 'https://www.linkedin.com/in/ana-nunez';
    const ana = await addInLever(world, { name: 'Ana Núñez', links: [link] });
    await sweepAgain(world);
    const [personId = ''] = await world.arrive([
      withEmail('Ana Núñez', 'ana@new.example', { profileUrls: [link] }),
    ]);
    await world.settle(hour);
    const opportunityId = await world.opportunityOf(personId);
    assert.equal(world.control.contactOf({ opportunity: opportunityId }).id, ana.contactId);
    const { workspaceId } = world;
    assert.equal(
      (await findPersonInLever(db, { workspaceId, personId }))[0]?.contactId,
      ana.contactId,
    );
  });

  test('a sweep of many pages survives being broken off, and the next one finds deletions', async () => {
    const { db } = await open();
    const world = await openSwept(db, { sandbox: { world: 450 } });
    const { workspaceId, deps } = world;
    world.beforeCall = (_call, number) => {
      if (number === 3) throw new Error('the process was killed');
    };
    await assert.rejects(sweepAgain(world), /killed/);
    const half = await findSweep(db, workspaceId);
    assert.ok(half !== undefined && half.pageCount === 2 && half.finishedAt === null);
    world.beforeCall = () => undefined;
    await world.settle(hour);
    const all = world.control.opportunities({ limit: 1000 });
    const visible = all.length;
    assert.equal(await countMirrored(db, workspaceId), visible);
    assert.equal((await findSweep(db, workspaceId))?.rowCount, visible);
    const gone = all[0]?.id ?? '';
    world.control.deleteOpportunity({ opportunity: gone });
    await world.account.clock.advance(week);
    await world.settle(hour);
    assert.equal(await countMirrored(db, workspaceId), visible - 1);
    assert.equal((await findSweep(db, workspaceId))?.finishedAt === null, false);
    assert.ok(deps.clock.now().getTime() > week);
  });

  test('polls keep the mirror in step, and what was erased or anonymised does not return', async () => {
    const { db } = await open();
    const world = await openSwept(db);
    const { workspaceId, deps } = world;
    const ana = await addInLever(world, { name: 'Ana', emails: ['ana@x-mail.example'] });
    const bo = await addInLever(world, { name: 'Bo', emails: ['bo@x-mail.example'] });
    await world.account.clock.advance(5 * 60_000);
    await world.poll();
    const find = async (email: string): Promise<number> =>
      (await findProfileInLever(db, { workspaceId, profile: withEmail('X', email) })).length;
    assert.deepEqual([await find('ana@x-mail.example'), await find('bo@x-mail.example')], [1, 1]);
    world.control.editContact({ contact: ana.contactId, emails: ['ana@other.example'] });
    world.control.anonymise({ opportunity: bo.id });
    await world.account.clock.advance(5 * 60_000);
    await world.poll();
    assert.deepEqual([await find('ana@x-mail.example'), await find('ana@other.example')], [0, 1]);
    assert.equal(await find('bo@x-mail.example'), 0);
    await deps.db.transaction().execute(async (trx) => {
      const now = deps.clock.now();
      const contactIds = [ana.contactId];
      await buryMirrored(trx, { workspaceId, contactIds, because: 'erased', now });
    });
    await sweepAgain(world);
    assert.equal(await find('ana@other.example'), 0);
    assert.equal(await countMirrored(db, workspaceId), 0);
  });

  test('a confidential candidate leaves no name, no stage and no key', async () => {
    const { db } = await open();
    const world = await openSwept(db);
    const { workspaceId } = world;
    const posting = world.control.postings({}).find((one) => one.confidential);
    if (posting === undefined) throw new Error('the sandbox has no confidential posting');
    await addInLever(world, { name: 'Cy', emails: ['cy@x-mail.example'], postingId: posting.id });
    await sweepAgain(world);
    const profile = withEmail('Cy', 'cy@x-mail.example');
    assert.deepEqual(await findProfileInLever(db, { workspaceId, profile }), []);
    const rows = await db.selectFrom('mirrorOpportunities').selectAll().execute();
    assert.deepEqual(
      rows.map((row) => [row.name, row.stageId, row.ownerId, row.isConfidential]),
      [['', null, null, true]],
    );
  });
});
