// Our own outreach keeps to a running pilot: who is outside gets nothing, who was written to counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { hourMs, sendingWorld } from '../../test/sending-world.ts';
import { countPilotPeople } from '../db/queries/pilots.ts';
import { closePilot, startPilot } from './start-pilot.ts';

const actor = 'user:1';

eachDatabase((_kind, open) => {
  test('nothing is sent to somebody outside the pilot until it is closed', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const { deps, workspaceId } = world;
    const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
    const sequenceId = await world.sequence();
    assert.equal((await world.enrol(personId, sequenceId)).isEnrolled, true);
    const users = ['sam@acme.example'];
    const pilot = await startPilot(deps, { workspaceId, name: 'Autumn', users, actor });
    const key = { workspaceId, pilotId: pilot.id, actor };
    await world.work();
    await world.pass(hourMs);
    assert.equal(world.sink.accepted.length, 0);
    await closePilot(deps, key);
    await world.pass(hourMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });

  test('who was written to counts against the cap', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const { deps, workspaceId } = world;
    const pilot = await startPilot(deps, { workspaceId, name: 'Small', personCap: 1, actor });
    const sequenceId = await world.sequence();
    const ada = await world.person('Ada Lovelace', 'ada@gmail.com');
    assert.equal((await world.enrol(ada, sequenceId)).isEnrolled, true);
    await world.work();
    assert.equal(world.sink.accepted.length, 1);
    assert.equal(await countPilotPeople(db, { workspaceId, pilotId: pilot.id }), 1);
    const grace = await world.person('Grace Hopper', 'grace@gmail.com');
    await world.enrol(grace, sequenceId);
    await world.pass(2 * hourMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });
});
