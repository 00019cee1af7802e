// Runs that change many records wait for a second person, whether the brake held them or not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { defaultApprovalRules } from '../core/governance/approval-rules.ts';
import { InputError } from '../core/input-error.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import { signIn } from '../http/signed-in.fixture.ts';
import { approvalWorkKind, approve } from './approvals.ts';
import { carryOutApproval } from './carry-out-approval.ts';
import { changeApprovalRules } from './change-approval-rules.ts';
import { changeMapping } from './change-mapping.ts';
import { changeBrake } from './change-sync-rules.ts';
import { confirmRun } from './start-run.ts';

const hour = 60 * 60_000;
const count = 22;

interface Two {
  world: SyncWorld;
  personId: string;
  ada: string;
  bo: string;
}

eachDatabase((_kind, open) => {
  async function twoAdmins(): Promise<Two> {
    const { db } = await open();
    const world = await openSyncWorld(db, {
      handlers: { [approvalWorkKind]: carryOutApproval },
    });
    const { deps, workspaceId } = world;
    const profiles = Array.from({ length: count }, (_, index) =>
      withEmail(`Person ${index}`, `person-${index}@mail-${index}.example`, {
        externalId: `p-${index}`,
        tags: ['rust'],
      }),
    );
    const [personId = ''] = await world.arrive(profiles);
    await world.settle(hour);
    const from = { ...defaultApprovalRules.from, mass_update: 20 };
    await changeApprovalRules(deps, {
      workspaceId,
      body: { ...defaultApprovalRules, from },
      actor: 'cli',
    });
    const ada = await signIn({ deps, workspaceId } as Parameters<typeof signIn>[0], 'owner');
    const bo = await signIn({ deps, workspaceId } as Parameters<typeof signIn>[0], 'admin');
    return { world, personId, ada: `user:${ada.userId}`, bo: `user:${bo.userId}` };
  }

  async function requested(run: Promise<unknown>): Promise<string> {
    const error = await run.then(
      () => assert.fail('nobody was asked'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof InputError && error.code === 'approval_needed', String(error));
    return /approval ([0-9a-f-]{36})/u.exec(error.message)?.[1] ?? '';
  }

  test('a held mass update goes when a second person agrees to what was confirmed', async () => {
    const { world, personId, ada, bo } = await twoAdmins();
    const { deps, workspaceId } = world;
    const json = defaultMapping({ tagPrefix: 'x:', templateName: null });
    const held = await changeMapping(deps, { workspaceId, jobId: null, json, actor: ada });
    assert.equal(held.state, 'held');
    const { runId } = held;
    const wish = { workspaceId, runId, confirmedCount: count, actor: ada };
    const id = await requested(confirmRun(deps, wish));
    await world.settle(hour);
    const opportunity = await world.opportunityOf(personId);
    const tags = () => world.control.opportunity({ id: opportunity })?.tags;
    assert.deepEqual(tags(), ['rust'], 'nothing is written before');
    await approve(deps, { workspaceId, id, actor: bo, because: null });
    await world.settle(hour);
    assert.deepEqual(tags(), ['x:rust']);
    const approval = await deps.db
      .selectFrom('approvals')
      .select('state')
      .executeTakeFirstOrThrow();
    assert.equal(approval.state, 'done');
    const run = await deps.db
      .selectFrom('runs')
      .select(['state', 'decidedBy'])
      .where('id', '=', runId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([run.state, run.decidedBy], ['started', ada]);
  });

  test('a run that the brake lets go is held all the same where a second person is due', async () => {
    const { world, ada, bo } = await twoAdmins();
    const { deps, workspaceId } = world;
    const limits = { shareMax: 1, countFree: 1_000 };
    const loosened = { workspaceId, body: limits, actor: ada };
    const brakeId = await requested(changeBrake(deps, loosened));
    await approve(deps, { workspaceId, id: brakeId, actor: bo, because: null });
    await world.settle(hour);
    const json = defaultMapping({ tagPrefix: 'y:', templateName: null });
    const held = await changeMapping(deps, { workspaceId, jobId: null, json, actor: ada });
    assert.equal(held.state, 'held');
    assert.match(held.because, /a second person has to agree/u);
    const wish = { workspaceId, runId: held.runId, confirmedCount: count, actor: ada };
    await requested(confirmRun(deps, wish));
  });

  test('a yes to one change is no yes to another, nor twice', async () => {
    const { world, ada, bo } = await twoAdmins();
    const { deps, workspaceId } = world;
    const json = defaultMapping({ tagPrefix: 'x:', templateName: null });
    const held = await changeMapping(deps, { workspaceId, jobId: null, json, actor: ada });
    const wish = { workspaceId, runId: held.runId, confirmedCount: count, actor: ada };
    const id = await requested(confirmRun(deps, wish));
    await assert.rejects(confirmRun(deps, { ...wish, approvalId: id }), /another change/u);
    await approve(deps, { workspaceId, id, actor: bo, because: null });
    const more = { ...wish, confirmedCount: count + 1, approvalId: id };
    await assert.rejects(confirmRun(deps, more), /another change/u);
    await world.settle(hour);
    await assert.rejects(confirmRun(deps, { ...wish, approvalId: id }), /started already/u);
  });
});
