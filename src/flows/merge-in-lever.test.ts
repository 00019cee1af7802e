import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import type { Mapping, Policy } from '../core/sync/mapping.ts';
import type { Db } from '../db/connect.ts';
import { listConflicts } from '../db/queries/conflicts.ts';
import { forgetInSync } from '../db/queries/forget-sync.ts';
import { listFrozenFields } from '../db/queries/frozen-fields.ts';
import { addRules } from '../db/queries/rules.ts';
import { changeMapping } from './change-mapping.ts';
import { resolveConflict } from './resolve-conflict.ts';
import { undoWrites } from './undo-writes.ts';

const hour = 60 * 60_000;
const actor = 'user:admin';

function withHeadline(policy: Policy): Mapping {
  const mapping = defaultMapping({ templateName: null });
  return {
    ...mapping,
    rules: mapping.rules.map((rule) =>
      rule.to.kind === 'contact' && rule.to.field === 'headline' ? { ...rule, policy } : rule,
    ),
  };
}

async function openWith(db: Db, policy: Policy): Promise<SyncWorld> {
  const world = await openSyncWorld(db);
  const { deps, workspaceId } = world;
  await changeMapping(deps, { workspaceId, jobId: null, json: withHeadline(policy), actor });
  return world;
}

let hits = 0;
/** Another hit of the same person; the newest one's title counts. */
async function hit(
  world: SyncWorld,
  title: string,
  more: { tags?: string[]; who?: string } = {},
): Promise<string> {
  hits += 1;
  const { tags = ['rust'], who = 'ana' } = more;
  const foundAt = new Date(Date.UTC(2026, 1, 1) + hits * 60_000).toISOString();
  const email = `${who}@x-mail.example`;
  const profile = withEmail(`Person ${who}`, email, { title, tags, foundAt, externalId: who });
  const [personId = ''] = await world.arrive([profile]);
  return personId;
}

async function readBack(world: SyncWorld): Promise<void> {
  await world.account.clock.advance(5 * 60_000);
  await world.poll();
  await world.settle(hour);
}

function headlineOf(world: SyncWorld, id: string): string | undefined {
  return world.control.contactOf({ opportunity: id }).headline;
}

const changes = (calls: readonly string[]): string[] =>
  calls.filter((call) => /^(create|add|remove|update|set|archive|upload|delete)/.test(call));

const edits: Record<string, (world: SyncWorld, id: string) => () => boolean> = {
  headline: (world, id) => {
    const contact = world.control.contactOf({ opportunity: id }).id;
    world.control.editContact({ contact, headline: 'By hand' });
    return () => headlineOf(world, id) === 'By hand';
  },
  'an email added': (world, id) => {
    const { id: contact, emails } = world.control.contactOf({ opportunity: id });
    const added = 'human@other.example';
    world.control.editContact({ contact, emails: [...emails, added] });
    return () => world.control.contactOf({ opportunity: id }).emails.includes(added);
  },
  'a tag added': (world, id) => {
    world.control.addTag({ opportunity: id, tag: 'hand-picked' });
    return () => world.control.opportunity({ id })?.tags.includes('hand-picked') === true;
  },
  'our tag removed': (world, id) => {
    world.control.removeTag({ opportunity: id, tag: 'rust' });
    return () => world.control.opportunity({ id })?.tags.includes('rust') === false;
  },
  'a stage move': (world, id) => {
    world.control.moveStage({ opportunity: id, stage: 'applicant-new' });
    return () => world.control.opportunity({ id })?.stage === 'applicant-new';
  },
};

/** Lever has no If-Match, and keeps no history of a contact: an edit between the reading and the write is unseen. */
const unseen: Record<string, string> = {
  headline: 'updateContact',
  'an email added': 'updateContact',
};

eachDatabase((_kind, open) => {
  test('a headline follows the source until a recruiter edits it, then it is theirs', async () => {
    const { db } = await open();
    const world = await openWith(db, 'ours_if_untouched');
    const personId = await hit(world, 'Engineer');
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const headline = (): string | undefined => headlineOf(world, id);
    assert.equal(headline(), 'Engineer');
    await hit(world, 'Senior Engineer');
    await world.settle(hour);
    assert.equal(headline(), 'Senior Engineer');

    const contact = world.control.contactOf({ opportunity: id }).id;
    world.control.editContact({ contact, headline: 'Wizard' });
    await readBack(world);
    await hit(world, 'Staff Engineer');
    await world.settle(hour);
    assert.equal(headline(), 'Wizard');
    const { workspaceId } = world;
    const [conflict, ...rest] = await listConflicts(db, { workspaceId, isOpen: true, limit: 9 });
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [conflict?.field, conflict?.kind, conflict?.base, conflict?.ours, conflict?.theirs],
      ['contact.headline', 'both_changed', 'Senior Engineer', 'Staff Engineer', 'Wizard'],
    );

    const conflictId = conflict?.id ?? '';
    await resolveConflict(world.deps, { workspaceId, conflictId, decision: 'use_ours', actor });
    await world.settle(hour);
    assert.equal(headline(), 'Staff Engineer');
    await assert.rejects(
      resolveConflict(world.deps, { workspaceId, conflictId, decision: 'keep_theirs', actor }),
      /decided already/,
    );
    const count = changes(world.calls).length;
    await readBack(world);
    assert.equal(changes(world.calls).length, count, 'our own write read back changes nothing');
  });

  test('a source-owned headline is won back, the loser kept, and given back on demand', async () => {
    const { db } = await open();
    const world = await openWith(db, 'source');
    const personId = await hit(world, 'Engineer');
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const { workspaceId } = world;
    const contact = world.control.contactOf({ opportunity: id }).id;
    world.control.editContact({ contact, headline: 'Wizard' });
    await readBack(world);
    assert.equal(headlineOf(world, id), 'Engineer');
    const [conflict] = await listConflicts(db, { workspaceId, isOpen: true, limit: 9 });
    assert.deepEqual([conflict?.kind, conflict?.theirs], ['overwritten', 'Wizard']);
    const conflictId = conflict?.id ?? '';
    await resolveConflict(world.deps, { workspaceId, conflictId, decision: 'keep_theirs', actor });
    await world.settle(hour);
    assert.equal(headlineOf(world, id), 'Wizard');
    await readBack(world);
    assert.equal(headlineOf(world, id), 'Wizard', 'it is frozen');
  });

  test('a field that is changed back and forth three times in an hour is frozen and reported', async () => {
    const { db } = await open();
    const world = await openWith(db, 'source');
    const personId = await hit(world, 'Engineer');
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const contact = world.control.contactOf({ opportunity: id }).id;
    for (const headline of ['A', 'B', 'C', 'D', 'E']) {
      world.control.editContact({ contact, headline });
      await world.account.clock.advance(5 * 60_000);
      await world.poll();
      await world.settle();
    }
    assert.equal(headlineOf(world, id), 'E');
    const [frozen] = await listFrozenFields(db, { workspaceId: world.workspaceId });
    assert.deepEqual([frozen?.field, frozen?.cause], ['contact.headline', 'flips']);
    assert.ok(world.alerts.includes('field.frozen'));
  });

  for (const [name, edit] of Object.entries(edits)) {
    test(`a human's edit stands at the end, made before any single call: ${name}`, async () => {
      const { db } = await open();
      const world = await openWith(db, 'ours_if_untouched');
      const { deps, workspaceId } = world;
      await deps.db.transaction().execute(async (trx) => {
        const body = { isOn: true, contactedStageId: 'lead-reached-out', repliedStageId: null };
        const rules = { workspaceId, kind: 'stage_moves', body, createdBy: actor };
        await addRules(trx, { ...rules, now: deps.clock.now() });
      });
      for (let before = 1, isOver = false; !isOver; before += 1) {
        const who = `person-${before}`;
        const personId = await hit(world, 'Engineer', { who });
        await world.settle(hour);
        const id = await world.opportunityOf(personId);
        const start = world.calls.length;
        let isKept: (() => boolean) | undefined;
        let isReached = false;
        world.beforeCall = (call, number) => {
          // Seen only where the reading that comes first in the same breath is behind us.
          if (number !== start + before) return;
          isReached = true;
          if (call !== unseen[name]) isKept = edit(world, id);
        };
        await hit(world, 'Staff Engineer', { who, tags: ['rust', 'go'] });
        const more = { externalId: who, foundAt: '2026-03-01T00:00:00.000Z' };
        await world.arrive([withEmail(`Person ${who}`, `${who}@second.example`, more)]);
        await world.touch({ person: { email: `${who}@x-mail.example` }, sequence: 'S' });
        await world.settle(2 * hour);
        world.beforeCall = () => undefined;
        isOver = !isReached;
        isKept ??= edit(world, id);
        await readBack(world);
        assert.ok(
          isKept(),
          `${name}, before call ${before}: ${world.calls.slice(start).join(' ')}`,
        );
      }
    });
  }

  test('a person is taken back: lists, contact values, notes and the candidate, the rest told', async () => {
    const { db } = await open();
    const world = await openWith(db, 'ours_if_untouched');
    const personId = await hit(world, 'Engineer');
    await world.settle(hour);
    await hit(world, 'Staff Engineer', { tags: ['go'] });
    await world.touch({ person: { email: 'ana@x-mail.example' }, kind: 'sent', sequence: 'S' });
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const reason = world.control.archiveReasons({}).find((one) => one.type === 'non-hired');
    world.control.addTag({ opportunity: id, tag: 'human' });
    assert.equal(world.control.opportunity({ id })?.notes.length, 1);
    const { deps, workspaceId } = world;
    const wish = {
      workspaceId,
      scope: { personId },
      archiveReasonId: reason?.id ?? null,
      actor,
      because: 'the pilot ended',
    };
    const preview = await undoWrites(deps, { ...wish, preview: true });
    assert.equal(preview.runId, null);
    const asked = await undoWrites(deps, { ...wish, preview: false });
    assert.equal(asked.stepCount, preview.stepCount);
    await world.settle(hour);
    const row = world.control.opportunity({ id });
    assert.deepEqual(row?.tags, ['human']);
    assert.deepEqual(row?.sources, []);
    assert.equal(headlineOf(world, id), 'Engineer');
    assert.equal(row?.notes.filter((note) => note.deletedAt === null).length, 0);
    assert.equal(row?.archived?.reason, reason?.id);
    await readBack(world);
    assert.deepEqual(world.control.opportunity({ id })?.tags, ['human'], 'nothing comes back');
    const left = await undoWrites(deps, { ...wish, preview: true });
    assert.equal(left.stepCount, 0);
  });

  test('an erased person leaves nothing readable in what the sync keeps', async () => {
    const { db } = await open();
    const world = await openWith(db, 'source');
    const personId = await hit(world, 'Engineer of Secrets');
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const { id: contact } = world.control.contactOf({ opportunity: id });
    world.control.editContact({ contact, headline: 'Wizard of Secrets' });
    await readBack(world);
    const { workspaceId } = world;
    const kept = async (): Promise<string> =>
      JSON.stringify([
        await db.selectFrom('conflicts').selectAll().execute(),
        await db.selectFrom('fieldWrites').selectAll().execute(),
        await db.selectFrom('baseValues').selectAll().execute(),
        await db.selectFrom('mirrorOpportunities').selectAll().execute(),
        await db.selectFrom('mirrorKeys').selectAll().execute(),
        await db.selectFrom('records').selectAll().execute(),
      ]);
    assert.match(await kept(), /of Secrets/);
    assert.match(await kept(), /x-mail\.example/);
    await db.transaction().execute(async (trx) => {
      await forgetInSync(trx, { workspaceId, personId, now: world.deps.clock.now() });
    });
    assert.doesNotMatch(await kept(), /of Secrets|x-mail|Person ana/);
  });
});
