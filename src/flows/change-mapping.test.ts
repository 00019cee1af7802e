import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { InputError } from '../core/input-error.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import type { Mapping } from '../core/sync/mapping.ts';
import { listParkedTemplates } from '../db/queries/parked-templates.ts';
import { changeMapping, tryMapping } from './change-mapping.ts';
import { createFormTemplate } from './create-form-template.ts';
import {
  cloneMapping,
  diffMappingVersions,
  exportMapping,
  listMappingVersions,
  restoreMapping,
} from './mapping-history.ts';
import { refreshCatalog } from './refresh-catalog.ts';
import { undoWrites } from './undo-writes.ts';
import { cancelRun, confirmRun } from './start-run.ts';

const hour = 60 * 60_000;
const actor = 'user:admin';

async function arriveMany(world: SyncWorld, count: number): Promise<string[]> {
  const profiles = Array.from({ length: count }, (_, index) =>
    withEmail(`Person ${index}`, `person-${index}@mail-${index}.example`, {
      externalId: `p-${index}`,
      title: 'Engineer',
      tags: ['rust'],
    }),
  );
  const persons = await world.arrive(profiles);
  await world.settle(hour);
  return persons;
}

eachDatabase((_kind, open) => {
  test('the suggested form is created once, filled for everybody, and not written twice', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await arriveMany(world, 3);
    const mapping = defaultMapping({ templateName: 'Sourcing' });
    const wish = { workspaceId, mapping, templateName: 'Sourcing', actor };
    const created = await createFormTemplate(deps, wish);
    assert.equal(created.isNew, true);
    assert.deepEqual(await createFormTemplate(deps, wish), { id: created.id, isNew: false });

    const started = await changeMapping(deps, { workspaceId, jobId: null, json: mapping, actor });
    assert.equal(started.state, 'started');
    assert.equal(started.dryRun.sum.standingCount, 3);
    assert.equal(started.dryRun.sum.changedCount, 0);
    assert.equal(started.dryRun.sum.fields['form:Sourcing:pin_source']?.fill, 3);
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    const forms = world.control.opportunity({ id })?.forms ?? [];
    assert.equal(forms.length, 1);
    const values = Object.fromEntries(
      (forms[0]?.fields ?? []).map((field) => [field.text, field.value ?? null]),
    );
    assert.equal(values['pin_source'], 'pin');
    assert.equal(values['has_verified_email'], 'no');
    const count = world.calls.length;
    await changeMapping(deps, { workspaceId, jobId: null, json: mapping, actor });
    await world.settle(hour);
    assert.equal(world.control.opportunity({ id })?.forms.length, 1);
    assert.deepEqual(
      world.calls.slice(count).filter((call) => call !== 'listFormTemplates'),
      [],
    );
  });

  test('a dry run says exactly what the run then does, calls included, and writes nothing', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await arriveMany(world, 3);
    const json = defaultMapping({ tagPrefix: 'src:', templateName: null });
    const before = await world.audit();
    const count = world.calls.length;
    const dry = await tryMapping(deps, { workspaceId, jobId: null, json });
    assert.deepEqual(await world.audit(), before);
    assert.equal(world.calls.length, count);
    assert.equal(dry.sum.changedCount, 3);
    assert.deepEqual(dry.sum.calls, { add_set: 3, remove_set: 3 });
    assert.equal(dry.secondsAtLimit, 1);
    const item = dry.items.find((one) => one.personId === personId);
    const tags = item?.outcomes.find((outcome) => outcome.field === 'tags');
    assert.equal(tags?.kind, 'change');

    await changeMapping(deps, { workspaceId, jobId: null, json, actor });
    await world.settle(hour);
    const writes = world.calls.slice(count).filter((call) => /^(add|remove)/.test(call));
    assert.equal(writes.length, 6);
    const id = await world.opportunityOf(personId);
    assert.deepEqual(world.control.opportunity({ id })?.tags, ['src:rust']);
  });

  test('a mapping that would change too many is held until an admin confirms what was shown', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const [personId = ''] = await arriveMany(world, 25);
    const json = defaultMapping({ tagPrefix: 'x:', templateName: null });
    const held = await changeMapping(deps, { workspaceId, jobId: null, json, actor });
    assert.equal(held.state, 'held');
    assert.match(held.because, /25 of 25 records/);
    await world.settle(hour);
    const id = await world.opportunityOf(personId);
    assert.deepEqual(world.control.opportunity({ id })?.tags, ['rust']);

    const { runId } = held;
    await assert.rejects(
      confirmRun(deps, { workspaceId, runId, confirmedCount: 24, actor }),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, /confirm 25/);
        return true;
      },
    );
    const done = await confirmRun(deps, { workspaceId, runId, confirmedCount: 25, actor });
    assert.equal(done.state, 'started');
    await world.settle(hour);
    assert.deepEqual(world.control.opportunity({ id })?.tags, ['x:rust']);
    await assert.rejects(cancelRun(deps, { workspaceId, runId, actor }), /started already/);
  });

  test('a run is taken back as a whole, and what it wrote stays away', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const persons = await arriveMany(world, 3);
    const mapping = defaultMapping({ tagPrefix: 'src:', templateName: 'Sourcing' });
    await createFormTemplate(deps, { workspaceId, mapping, templateName: 'Sourcing', actor });
    const run = await changeMapping(deps, { workspaceId, jobId: null, json: mapping, actor });
    await world.settle(hour);
    const tags = async (): Promise<unknown[]> => {
      const ids = await Promise.all(persons.map((personId) => world.opportunityOf(personId)));
      return ids.map((id) => world.control.opportunity({ id })?.tags);
    };
    assert.deepEqual(await tags(), [['src:rust'], ['src:rust'], ['src:rust']]);
    const undone = await undoWrites(deps, {
      workspaceId,
      scope: { runId: run.runId },
      archiveReasonId: null,
      preview: false,
      actor,
      because: 'the prefix was wrong',
    });
    assert.equal(undone.recordCount, 3);
    assert.match(undone.impossible[0]?.because ?? '', /form in Lever cannot be changed/);
    assert.equal(undone.impossible[0]?.count, 9);
    await world.settle(hour);
    assert.deepEqual(await tags(), [['rust'], ['rust'], ['rust']]);
    await world.account.clock.advance(hour);
    await world.poll();
    await world.settle(hour);
    assert.deepEqual(await tags(), [['rust'], ['rust'], ['rust']]);
    const again = { workspaceId, scope: { runId: run.runId }, archiveReasonId: null };
    const left = await undoWrites(deps, { ...again, preview: true, actor, because: '' });
    assert.equal(left.stepCount, 0);
  });

  test('a mapping that cannot work is refused with every problem and what to change', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const refuse = async (json: unknown, pattern: RegExp): Promise<void> => {
      const change = { workspaceId, jobId: null, json, actor };
      await assert.rejects(changeMapping(deps, change), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, pattern);
        return true;
      });
    };
    await refuse({ rules: 1 }, /rules: This must be a list/);
    await refuse(defaultMapping({ templateName: 'Nope' }), /no form template "Nope"/);
    const circle: Mapping = {
      version: 1,
      computed: [{ name: 'a', from: 'computed.a', transforms: [] }],
      rules: [],
    };
    await refuse(circle, /needs itself/);
    assert.deepEqual(await listMappingVersions(db, { workspaceId, jobId: null, limit: 9 }), []);
  });

  test('versions are kept, compared, restored, cloned to a job and taken away as JSON', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId, jobId } = world;
    const key = { workspaceId, jobId: null };
    const first = defaultMapping({ templateName: null });
    const second = defaultMapping({ templateName: null, sourceName: 'Pin jobs' });
    for (const json of [first, second]) await changeMapping(deps, { ...key, json, actor });
    const versions = await listMappingVersions(db, { ...key, limit: 9 });
    assert.deepEqual(
      versions.map((one) => [one.version, one.createdBy]),
      [
        [2, actor],
        [1, actor],
      ],
    );
    const diff = await diffMappingVersions(db, { ...key, from: 1, to: 2 });
    assert.deepEqual(
      diff.map((one) => [one.change, one.subject]),
      [['changed', 'sources ← constant']],
    );
    await restoreMapping(deps, { ...key, version: 1, actor });
    assert.deepEqual(await exportMapping(db, key), first);
    await cloneMapping(deps, { workspaceId, fromJobId: null, toJobId: jobId, actor });
    await changeMapping(deps, { ...key, json: second, actor });
    assert.deepEqual(await exportMapping(db, { workspaceId, jobId }), first);
    const exported: unknown = JSON.parse(JSON.stringify(await exportMapping(db, key)));
    await changeMapping(deps, { workspaceId, jobId, json: exported, actor });
    assert.deepEqual(await exportMapping(db, { workspaceId, jobId }), second);
    await assert.rejects(diffMappingVersions(db, { ...key, from: 1, to: 99 }), /no version 99/);
  });

  test('a form template changed in Lever parks itself; everything else goes on', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const mapping = defaultMapping({ templateName: 'Sourcing' });
    const created = await createFormTemplate(deps, {
      workspaceId,
      mapping,
      templateName: 'Sourcing',
      actor,
    });
    await changeMapping(deps, { workspaceId, jobId: null, json: mapping, actor });
    const response = await fetchTemplate(world, created.id);
    assert.equal(response, 204);
    await world.account.clock.advance(hour);
    const [personId = ''] = await arriveMany(world, 1);
    const id = await world.opportunityOf(personId);
    assert.deepEqual(world.control.opportunity({ id })?.tags, ['rust']);
    assert.equal(world.control.opportunity({ id })?.forms.length, 0);
    const [parked] = await listParkedTemplates(db, workspaceId);
    assert.equal(parked?.template, 'Sourcing');
    assert.match(parked?.messages[0] ?? '', /no active profile form "Sourcing"/);
    assert.ok(world.alerts.includes('mapping.parked'));

    await createFormTemplate(deps, { workspaceId, mapping, templateName: 'Sourcing', actor });
    await refreshCatalog(deps, world.work('lever_catalog'));
    await world.settle(hour);
    assert.equal(world.control.opportunity({ id })?.forms.length, 1);
    assert.deepEqual(await listParkedTemplates(db, workspaceId), []);
  });
});

/** A recruiter removes the template. */
async function fetchTemplate(world: SyncWorld, id: string): Promise<number> {
  const { sandbox } = world.account;
  const authorization = `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`;
  const { status } = await sandbox.handle({
    method: 'DELETE',
    path: `/v1/form_templates/${id}`,
    headers: { authorization },
    body: undefined,
  });
  return status;
}
