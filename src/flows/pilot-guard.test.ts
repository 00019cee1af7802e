// A pilot from end to end: real planner and effects against the sandbox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { InputError } from '../core/input-error.ts';
import { listPilotReports } from '../db/queries/pilots.ts';
import { admitToPilot } from './pilot-guard.ts';
import { reportPilots } from './report-pilot.ts';
import { closePilot, rollBackPilot, startPilot, widenPilot } from './start-pilot.ts';

const actor = 'user:1';
const hour = 3_600_000;
const week = 7 * 24 * hour;
const writes = ['createOpportunity', 'updateContact', 'addNote', 'addTags'];

function found(name: string, by: string) {
  const local = name.toLowerCase().replaceAll(' ', '.');
  return withEmail(name, `${local}@mail.example`, { sourcer: { email: `${by}@acme.example` } });
}

async function waitingBecause({ deps, workspaceId }: SyncWorld): Promise<string[]> {
  const work = await sql<{ because: string | null }>`
    select because from work where workspace_id = ${workspaceId} and kind = 'record'`.execute(
    deps.db,
  );
  return work.rows.map((row) => row.because ?? '');
}

async function candidates({ deps, workspaceId }: SyncWorld): Promise<number> {
  const rows = await sql<{ count: number }>`select count(*)::int as count from records
    where workspace_id = ${workspaceId} and opportunity_id is not null`.execute(deps.db);
  return rows.rows[0]?.count ?? 0;
}

eachDatabase((_kind, open) => {
  test('outside the users of a running pilot nothing is written, and the guard says why', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const pilot = await startPilot(deps, {
      workspaceId,
      name: 'Autumn',
      users: ['Sam@acme.example'],
      actor,
    });
    assert.equal(pilot.state, 'running');
    assert.equal(pilot.endsAt.getTime() - pilot.startsAt.getTime(), 6 * week);
    const [sams = '', ritas = ''] = await world.arrive([
      found('Ada Lovelace', 'sam'),
      found('Grace Hopper', 'rita'),
    ]);
    await world.settle(hour);
    assert.equal(await candidates(world), 1);
    assert.notEqual(await world.opportunityOf(sams), '');
    assert.equal(await world.opportunityOf(ritas), '');
    assert.equal(await admitToPilot(deps, { workspaceId, personId: sams }), null);
    assert.match(
      (await admitToPilot(deps, { workspaceId, personId: ritas })) ?? '',
      /outside the pilot "Autumn"/u,
    );
    // Widened to everybody, the one who waited is written.
    const widened = await widenPilot(deps, { workspaceId, pilotId: pilot.id, actor }, {});
    assert.equal(widened.state, 'widened');
    await world.settle(hour);
    assert.equal(await candidates(world), 2);
  });

  test('the cap holds, and a wider one lets the next in', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId, jobId } = world;
    const pilot = await startPilot(deps, {
      workspaceId,
      name: 'Small',
      jobIds: [jobId],
      personCap: 2,
      actor,
    });
    await world.arrive(
      ['Ada Lovelace', 'Grace Hopper', 'Rosa Luxner'].map((name) => found(name, 'sam')),
    );
    await world.settle(hour);
    assert.equal(await candidates(world), 2);
    const key = { workspaceId, pilotId: pilot.id, actor };
    await widenPilot(deps, key, { personCap: 3 });
    await world.settle(hour);
    assert.equal(await candidates(world), 3);
  });

  test('rolling back archives what was created and writes nothing more until it is closed', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const pilot = await startPilot(deps, { workspaceId, name: 'Back', actor });
    const key = { workspaceId, pilotId: pilot.id, actor };
    const [ada = ''] = await world.arrive([found('Ada Lovelace', 'sam')]);
    await world.settle(hour);
    const opportunity = await world.opportunityOf(ada);
    const [reason] = world.control.archiveReasons({});
    const input = { archiveReasonId: reason?.id ?? '', preview: true };
    await sql`insert into lever_catalog (workspace_id, kind, id, text, detail, is_active, read_at)
      values (${workspaceId}, 'archive_reason', ${input.archiveReasonId}, 'Other', '{}', true, now())
      on conflict do nothing`.execute(db);
    const preview = await rollBackPilot(deps, key, input);
    assert.ok(preview.undo.stepCount > 0);
    assert.equal(preview.pilot.state, 'running');
    const done = await rollBackPilot(deps, key, { ...input, preview: false });
    assert.equal(done.pilot.state, 'rolled_back');
    assert.notEqual(done.pilot.undoRunId, null);
    await world.settle(hour);
    assert.notEqual(world.control.opportunity({ id: opportunity })?.archived ?? null, null);
    const before = world.calls.filter((call) => writes.includes(call)).length;
    await world.arrive([found('Grace Hopper', 'sam')]);
    await world.settle(hour);
    assert.equal(world.calls.filter((call) => writes.includes(call)).length, before);
    assert.equal(await candidates(world), 1);
    assert.equal((await waitingBecause(world)).length > 0, true);
    const closed = await closePilot(deps, key);
    assert.equal(closed.state, 'closed');
    await world.settle(hour);
    assert.equal(await candidates(world), 2);
    await assert.rejects(rollBackPilot(deps, key, input), /closed already/u);
  });

  test('a pilot is refused that names what is not there, or beside another one', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const wish = { workspaceId, name: 'One', actor };
    const wrong = [
      { ...wish, jobIds: ['00000000-0000-7000-8000-00000000dead'] },
      { ...wish, endsAt: new Date(0) },
      { ...wish, targets: { response_rate: 20 } },
      { ...wish, baseline: { from: '2026-02-02', to: '2026-01-01' } },
    ];
    for (const one of wrong)
      await assert.rejects(startPilot(deps, one), (error) => error instanceof InputError);
    await startPilot(deps, wish);
    await assert.rejects(startPilot(deps, wish), /Another pilot is in force/u);
  });

  test('every week that is over has one report, also where nobody looked for weeks', async () => {
    const { db } = await open();
    const world = await openSyncWorld(db);
    const { deps, workspaceId } = world;
    const pilot = await startPilot(deps, { workspaceId, name: 'Reported', actor });
    assert.equal(await reportPilots(deps), 'idle');
    await world.account.clock.advance(2 * week + hour);
    assert.equal(await reportPilots(deps), 'more');
    assert.equal(await reportPilots(deps), 'idle');
    const page = { workspaceId, pilotId: pilot.id, beforeWeek: null, limit: 10 };
    const reports = await listPilotReports(db, page);
    assert.deepEqual(
      reports.map((report) => report.week),
      [2, 1],
    );
    assert.match(reports[0]?.text ?? '', /^Pilot "Reported", week 2: .*\nPeople taken in: 0/u);
    assert.match(reports[0]?.text ?? '', /Verdict: no difference can be told yet/u);
  });
});
