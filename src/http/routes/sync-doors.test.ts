// Runs, conflicts, frozen fields, undo and rules over HTTP, on a workspace whose records stand in a sandbox.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { withEmail } from '../../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../../test/sync-world.ts';
import { defaultMapping } from '../../core/sync/mapping-default.ts';
import { sheetFiles } from '../../adapters/csv/sheet-files.ts';
import { signInAtHand } from '../sign-in.fixture.ts';
import { createApiKey } from '../../flows/create-api-key.ts';
import type { Answer } from '../api.fixture.ts';
import { buildServer } from '../server.ts';
import type { OpenedDatabase } from '../../db/connect.ts';

const hour = 60 * 60_000;

interface Doors {
  world: SyncWorld;
  close: () => Promise<void>;
  call: (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<Answer>;
  arrive: (title: string, more?: { who?: string; tags?: string[] }) => Promise<string>;
}

let hits = 0;

/** A server over the world's own clock and sandbox. */
async function openDoors(opened: OpenedDatabase): Promise<Doors> {
  const world = await openSyncWorld(opened.db, { name: `doors ${(hits += 1)}` });
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-doors-'));
  const sheets = sheetFiles({ folder, bytesMax: 1_000_000 });
  const sealer = { ...world.deps.sealer, newKey: () => randomBytes(32) };
  const deps = { ...world.deps, sheets, sealer, ...signInAtHand() };
  const app = await buildServer(deps, { databaseKind: opened.kind, checksAnswers: true });
  const { workspaceId } = world;
  const wish = { workspaceId, name: 'doors', scopes: ['admin'], actor: 'cli' };
  const key = (await createApiKey(deps, wish)).key.reveal();
  const call: Doors['call'] = async (method, url, body) => {
    const headers = { authorization: `Bearer ${key}` };
    const payload = body === undefined ? {} : { payload: body };
    const answer = await app.inject({ method, url, headers, ...payload });
    return {
      status: answer.statusCode,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
      text: answer.body,
      headers: answer.headers,
    };
  };
  const close = async (): Promise<void> => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const arrive: Doors['arrive'] = async (title, { who = 'ana', tags = ['rust'] } = {}) => {
    hits += 1;
    const foundAt = new Date(Date.UTC(2026, 1, 1) + hits * 60_000).toISOString();
    const more = { title, tags, foundAt, externalId: who };
    const [personId = ''] = await world.arrive([
      withEmail(`Person ${who}`, `${who}@x-mail.example`, more),
    ]);
    await world.settle(hour);
    return personId;
  };
  return { world, close, call, arrive };
}

function mappingWith(policy: 'source' | 'ours_if_untouched') {
  const mapping = defaultMapping({ templateName: null });
  for (const rule of mapping.rules)
    if (rule.to.kind === 'contact' && rule.to.field === 'headline') rule.policy = policy;
  return mapping;
}

async function humanEdits({ world }: Doors, personId: string, headline: string): Promise<void> {
  const opportunity = await world.opportunityOf(personId);
  const contact = world.control.contactOf({ opportunity }).id;
  world.control.editContact({ contact, headline });
  await world.account.clock.advance(5 * 60_000);
  await world.poll();
  await world.settle(hour);
}

eachDatabase((_kind, open) => {
  test('a conflict is listed, decided for ours, taken back, and decided for theirs', async () => {
    const opened = await open();
    const doors = await openDoors(opened);
    const { world, close, call, arrive } = doors;
    try {
      await call('PUT', '/v1/mapping', { mapping: mappingWith('ours_if_untouched') });
      const personId = await arrive('Engineer');
      const id = await world.opportunityOf(personId);
      const headline = () => world.control.contactOf({ opportunity: id }).headline;
      await humanEdits(doors, personId, 'Wizard');
      await arrive('Staff Engineer');
      const listed = await call('GET', `/v1/conflicts?personId=${personId}&kind=both_changed`);
      assert.equal(listed.status, 200, listed.text);
      const [found] = listed.body.items;
      assert.deepEqual(
        [found.ours, found.theirs, found.base],
        ['Staff Engineer', 'Wizard', 'Engineer'],
      );
      const path = `/v1/conflicts/${found.id}`;
      const ours = await call('POST', `${path}/decide`, { decision: 'use_ours' });
      assert.equal(ours.body.resolution, 'use_ours', ours.text);
      assert.match(ours.body.resolvedBy, /^api-key:/);
      await world.settle(hour);
      assert.equal(headline(), 'Staff Engineer');
      assert.deepEqual((await call('GET', '/v1/conflicts')).body.items, []);
      const reverted = await call('POST', `${path}/revert`);
      assert.equal(reverted.body.resolution, null, reverted.text);
      await world.settle(hour);
      assert.equal(headline(), 'Wizard');
      assert.equal((await call('POST', `${path}/revert`)).status, 409);
      assert.equal((await call('POST', `${path}/decide`, { decision: 'use_ours' })).status, 200);
      await world.settle(hour);
      assert.equal(headline(), 'Staff Engineer');
      await call('POST', `${path}/revert`);
      await world.settle(hour);
      assert.equal((await call('POST', `${path}/decide`, { decision: 'keep_theirs' })).status, 200);
      await arrive('Principal Engineer');
      assert.equal(headline(), 'Wizard');
      const frozen = (await call('GET', '/v1/frozen-fields')).body.items;
      assert.deepEqual([frozen.length, frozen[0].field], [1, 'contact.headline']);
    } finally {
      await close();
    }
  });

  test('a field that flips is frozen and listed, and thawing it writes again', async () => {
    const opened = await open();
    const doors = await openDoors(opened);
    const { world, close, call, arrive } = doors;
    try {
      await call('PUT', '/v1/mapping', { mapping: mappingWith('source') });
      const personId = await arrive('Engineer');
      for (const headline of ['A', 'B', 'C', 'D']) {
        const opportunity = await world.opportunityOf(personId);
        const contact = world.control.contactOf({ opportunity }).id;
        world.control.editContact({ contact, headline });
        await world.account.clock.advance(5 * 60_000);
        await world.poll();
        await world.settle();
      }
      const listed = await call('GET', '/v1/frozen-fields?cause=flips');
      const [frozen] = listed.body.items;
      assert.equal(frozen.personId, personId, listed.text);
      assert.ok(world.alerts.includes('field.frozen'));
      const { recordId, field } = frozen;
      const thaw = await call('POST', '/v1/frozen-fields/thaw', { recordId, fields: [field] });
      assert.deepEqual(thaw.body, { thawed: ['contact.headline'] });
      await world.account.clock.advance(2 * hour);
      await world.settle(hour);
      const opportunity = await world.opportunityOf(personId);
      assert.equal(world.control.contactOf({ opportunity }).headline, 'Engineer');
    } finally {
      await close();
    }
  });

  test('a held run shows its people in pages, and once confirmed what it wrote; then it is undone', async () => {
    const opened = await open();
    const doors = await openDoors(opened);
    const { world, close, call, arrive } = doors;
    try {
      const brake = { body: { shareMax: 0, countFree: 1 } };
      assert.equal((await call('PUT', '/v1/rules/brake', brake)).status, 200);
      assert.equal((await call('PUT', '/v1/rules/brake', { body: { shareMax: 2 } })).status, 422);
      for (const who of ['a', 'b', 'c']) await arrive('Engineer', { who });
      const mapping = defaultMapping({ tagPrefix: 'src:', templateName: null });
      const held = await call('PUT', '/v1/mapping', { mapping });
      assert.equal(held.body.state, 'held', held.text);
      const path = `/v1/runs/${held.body.runId}`;
      const shown = await call('GET', path);
      assert.equal(shown.body.dryRun.sum.changedCount, 3, shown.text);
      assert.ok(shown.body.dryRun.secondsAtLimit >= 1);
      const first = await call('GET', `${path}/items?limit=2`);
      const rest = await call('GET', `${path}/items?limit=2&cursor=${first.body.next}`);
      assert.deepEqual([first.body.items.length, rest.body.items.length], [2, 1]);
      assert.equal(rest.body.next, null);
      assert.equal((await call('POST', `${path}/confirm`, { confirmedCount: 2 })).status, 409);
      const going = await call('POST', `${path}/confirm`, { confirmedCount: 3 });
      assert.equal(going.body.state, 'started', going.text);
      await world.settle(hour);
      const writes = await call('GET', `${path}/writes?limit=4`);
      assert.equal(writes.body.items.length, 4, writes.text);
      assert.equal((await call('GET', `${path}/items`)).status, 409);
      assert.equal((await call('GET', '/v1/runs?state=held')).body.items.length, 0);

      const undo = { scope: { runId: held.body.runId }, reason: 'it was a mistake' };
      const preview = await call('POST', '/v1/undo', undo);
      assert.deepEqual([preview.body.runId, preview.body.stepCount], [null, 6], preview.text);
      const done = await call('POST', '/v1/undo?preview=false', undo);
      await world.settle(hour);
      const steps = await call('GET', `/v1/runs/${done.body.runId}/steps?limit=4`);
      assert.equal(steps.body.items.length, 4, steps.text);
      assert.ok(steps.body.items.every((step: { state: string }) => step.state === 'done'));
      assert.notEqual(steps.body.next, null);
      assert.equal((await call('POST', '/v1/undo', { scope: {}, reason: 'x' })).status, 422);
    } finally {
      await close();
    }
  });

  test('a back-fill by hand and a rule of stages are tried dry, and nothing is written by that', async () => {
    const opened = await open();
    const doors = await openDoors(opened);
    const { world, close, call, arrive } = doors;
    try {
      const personId = await arrive('Engineer');
      const { jobId } = world;
      const tried = await call('POST', '/v1/runs/try', { jobId });
      assert.equal(tried.body.sum.personCount, 0, tried.text);
      const both = { jobId, trigger: 'reply', personIds: [personId] };
      assert.equal((await call('POST', '/v1/runs/try', both)).status, 422);
      const started = await call('POST', '/v1/runs', { jobId, personIds: [personId] });
      assert.equal(started.body.state, 'started', started.text);
      await world.touch({ person: { email: 'ana@x-mail.example' }, kind: 'sent', sequence: 'S' });
      const rules = { isOn: true, contactedStageId: 'lead-reached-out', repliedStageId: null };
      await world.account.clock.advance(5 * 60_000);
      await world.poll();
      const dry = await call('POST', '/v1/rules/stage_moves/try', { body: rules });
      assert.equal(dry.body.sum.fields.stage?.change, 1, dry.text);
      const opportunity = await world.opportunityOf(personId);
      assert.equal(world.control.opportunity({ id: opportunity })?.stage, 'lead-new');
      const wrong = { ...rules, contactedStageId: 'no-such-stage' };
      const refused = await call('PUT', '/v1/rules/stage_moves', { body: wrong });
      assert.deepEqual([refused.status, refused.body.code], [422, 'invalid']);
      assert.match(refused.body.message, /contactedStageId must be null or one of/);
      assert.equal((await call('PUT', '/v1/rules/stage_moves', { body: rules })).status, 200);
    } finally {
      await close();
    }
  });
});
