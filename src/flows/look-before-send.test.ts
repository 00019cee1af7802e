import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { minuteMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import type { Db } from '../db/connect.ts';
import { setColdMode } from './set-cold-mode.ts';

const restored = { because: 'a backup was put back', forMs: 60 * minuteMs, wasRestored: true };

/** One message went out, and the database is the one from before it. */
async function afterRestore(db: Db): Promise<{ world: SendingWorld; personId: string }> {
  const world = await sendingWorld(db);
  const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
  await world.enrol(personId, await world.sequence());
  await sql`create table backup as select * from enrollments`.execute(db);
  await world.work();
  assert.equal(world.sink.accepted.length, 1);
  for (const table of ['sends', 'messages', 'enrollments'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  await sql`delete from touches where source_event_id in (select id::text from messages)`.execute(
    db,
  );
  await sql`insert into enrollments select * from backup`.execute(db);
  await sql`drop table backup`.execute(db);
  return { world, personId };
}

eachDatabase((kind, open) => {
  test(`${kind}: what went out after the backup that was put back is found in Sent and does not go twice`, async () => {
    const { db } = await open();
    const { world, personId } = await afterRestore(db);
    await setColdMode(world.deps, restored);
    await world.pass(30 * minuteMs);
    assert.equal(world.sink.accepted.length, 1);
    const [message] = await world.messages(personId);
    assert.equal(message?.state, 'sent');
    assert.match(message?.because ?? '', /stands in Sent already/u);
    await world.close();
  });

  test(`${kind}: for a quarter of an hour after the restore nothing goes out, and then what Sent does not show`, async () => {
    const { db } = await open();
    const { world, personId } = await afterRestore(db);
    // Nobody took it over after all.
    world.sink.accepted.splice(0);
    await setColdMode(world.deps, restored);
    await world.pass(15 * minuteMs);
    assert.equal(world.sink.accepted.length, 0);
    const [waiting] = await world.messages(personId);
    assert.match(waiting?.because ?? '', /a backup was put back/u);
    await world.pass(15 * minuteMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });

  test(`${kind}: a mailbox whose Sent cannot be looked at sends nothing until the time of doubt is over`, async () => {
    const { db } = await open();
    const { world } = await afterRestore(db);
    await sql`update mailboxes set imap = null`.execute(db);
    await setColdMode(world.deps, restored);
    await world.pass(60 * minuteMs, 10 * minuteMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });

  test(`${kind}: after a crash a message is looked for and goes where it is not there`, async () => {
    const { db } = await open();
    const { world } = await afterRestore(db);
    world.sink.accepted.splice(0);
    await setColdMode(world.deps, { because: 'no clean stop', forMs: 0 });
    // The gap of the mailbox still counts.
    await world.pass(5 * minuteMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });
});
