import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { dayMs, hourMs, minuteMs, sendingWorld } from '../../test/sending-world.ts';

eachDatabase((kind, open) => {
  test(`${kind}: a person gets the first message, the follow-up in its thread three business days later, and then nothing`, async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
    const sequenceId = await world.sequence();
    const enrolled = await world.enrol(personId, sequenceId);
    assert.equal(enrolled.isEnrolled, true, JSON.stringify(enrolled));
    await world.work();
    assert.equal(world.sink.accepted.length, 1);
    await world.pass(10 * dayMs, 30 * minuteMs);
    assert.equal(world.sink.accepted.length, 2);
    const [first, second] = await world.messages(personId);
    assert.deepEqual([first?.state, second?.state], ['sent', 'sent']);
    const body = world.sink.accepted[1]!.body.toString();
    assert.match(body, /^Subject: Re: A role for Ada\r$/mu);
    assert(body.includes(`In-Reply-To: ${first!.messageId}`));
    assert.equal((second!.sentAt!.getTime() - first!.sentAt!.getTime()) / dayMs, 3);
    const touches = await sql<{ kind: string; step: number }>`
      select kind, step from touches where person_id = ${personId} order by step`.execute(db);
    assert.deepEqual(touches.rows, [
      { kind: 'sent', step: 1 },
      { kind: 'sent', step: 2 },
    ]);
    const run = await sql<{ state: string }>`select state from enrollments where is_ours`.execute(
      db,
    );
    assert.equal(run.rows[0]?.state, 'finished');
    await world.close();
  });

  test(`${kind}: nothing goes out at night, and two messages of a mailbox keep their gap`, async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const sequenceId = await world.sequence();
    for (let number = 0; number < 3; number += 1) {
      const personId = await world.person(
        `Grace Hopper${'abc'[number]}`,
        `grace${number}@gmail.com`,
      );
      await world.enrol(personId, sequenceId);
    }
    world.setNow(world.nowMs() + 12 * hourMs);
    await world.work();
    assert.equal(world.sink.accepted.length, 0);
    await world.pass(12 * hourMs, minuteMs);
    assert.equal(world.sink.accepted.length, 3);
    const sent = await sql<{ at: Date }>`select at from sends order by at`.execute(db);
    for (const [index, row] of sent.rows.entries()) {
      assert(row.at.getUTCHours() >= 7);
      const before = sent.rows[index - 1];
      if (before !== undefined) assert(row.at.getTime() - before.at.getTime() >= minuteMs);
    }
    await world.close();
  });
});
