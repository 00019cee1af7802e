import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { faultPoints } from '../../sandbox/mail/smtp-sink.ts';
import { embeddedDatabase, serverDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, minuteMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { outreachPoints } from './outreach-points.ts';
import type { Point } from './outreach-points.ts';
import { pauseRun } from './pause-run.ts';
import { prepareMessage } from './prepare-message.ts';
import { setMailboxState, switchOutreach } from './save-mailbox.ts';
import { setSequenceState } from './save-sequence.ts';
import { submitMessage } from './submit-message.ts';
import { claimDue } from './claim-due.ts';

class Killed extends Error {}

/** The process dies once at this point, in the middle of whatever it was doing. */
async function workUntilKilled(world: SendingWorld, point: Point | null): Promise<void> {
  let isArmed = point !== null;
  world.onPoint.at = (at) => {
    if (!isArmed || at !== point) return;
    isArmed = false;
    throw new Killed();
  };
  try {
    await world.work();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    await world.newWorker();
  }
  world.onPoint.at = null;
}

const oneStep = { steps: [anEmail('only')], holdMinutes: 0 };
// What throws right before DATA keeps DATA back; a death there is one at the sink's own points.
const deaths = [null, ...outreachPoints.filter((point) => point !== 'data')];

/** Every copy that arrived, by the token in it. */
function copiesOf(world: SendingWorld, token: string): Buffer[] {
  return world.sink.accepted.filter((mail) => mail.body.includes(token)).map((mail) => mail.body);
}

async function oneRun(
  world: SendingWorld,
  given: {
    sequenceId: string;
    number: number;
    death: Point | null;
    fault: (typeof faultPoints)[number] | null;
  },
): Promise<void> {
  const { sequenceId, number, death, fault } = given;
  world.setNow(world.nowMs() + 10 * minuteMs);
  const personId = await world.person(
    `Person ${'abcdefghij'[number % 10]}${'klmnopqrst'[Math.floor(number / 10) % 10]}`,
    `p${number}@gmail.com`,
  );
  await world.enrol(personId, sequenceId);
  if (fault !== null) world.sink.addFault({ point: fault, act: 'drop', times: 1 });
  await workUntilKilled(world, death);
  world.sink.clearFaults();
  await world.pass(90 * minuteMs, 10 * minuteMs);
  const [message] = await world.messages(personId);
  assert(message !== undefined);
  const copies = copiesOf(world, message.token);
  const shown = `death ${String(death)}, fault ${String(fault)}: ${message.state}, ${copies.length} copies, ${String(message.because)}`;
  assert(copies.length <= 1, shown);
  assert.equal(message.state, 'sent', shown);
  assert.equal(copies.length, 1, shown);
}

embeddedDatabase((open) => {
  test('whatever dies at whatever point, nobody gets two copies, and in the end everybody got one', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    await sql`update mailboxes set ramp_start = 1000, new_day_cap = 1000, gap_min_seconds = 1, gap_max_seconds = 1`.execute(
      db,
    );
    const sequenceId = await world.sequence({
      ...oneStep,
      window: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' },
    });
    let number = 0;
    for (const death of deaths)
      for (const fault of [null, ...faultPoints])
        await oneRun(world, { sequenceId, number: number++, death, fault });
    await world.close();
  });

  test('the same bytes go again after a refusal, and a dead address ends the run and is never used again', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const sequenceId = await world.sequence(oneStep);
    const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
    await world.enrol(personId, sequenceId);
    world.sink.addFault({ point: 'rcpt', act: { answer: '450 4.2.0 greylisted' }, times: 1 });
    await world.work();
    const [deferred] = await world.messages(personId);
    assert.equal(deferred?.state, 'refused_transient');
    await world.pass(hourMs);
    const [sent] = await world.messages(personId);
    assert.deepEqual([sent?.state, sent?.contentHash], ['sent', deferred?.contentHash]);
    const other = await world.person('Grace Hopper', 'grace@gmail.com');
    await world.enrol(other, sequenceId);
    world.sink.addFault({ point: 'rcpt', act: { answer: '550 5.1.1 no such user' }, times: 1 });
    await world.pass(hourMs);
    assert.equal((await world.messages(other))[0]?.state, 'refused_permanent');
    const dead = await sql<{
      kind: string;
      cause: string;
    }>`select kind, cause from suppressions`.execute(db);
    assert.deepEqual(dead.rows, [{ kind: 'address', cause: 'bounce' }]);
    await world.close();
  });

  test('the provider’s limit rests the mailbox for a day and blames nobody; a refused sign-in asks its owner', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const sequenceId = await world.sequence(oneStep);
    const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
    await world.enrol(personId, sequenceId);
    world.sink.addFault({
      point: 'data',
      act: { answer: '550 5.4.5 Daily user sending limit exceeded' },
      times: 1,
    });
    await world.work();
    assert.equal((await world.messages(personId))[0]?.state, 'refused_transient');
    await world.pass(20 * hourMs, hourMs);
    assert.equal(world.sink.accepted.length, 0);
    await world.pass(6 * hourMs, 30 * minuteMs);
    assert.equal(world.sink.accepted.length, 1);
    const found = await sql<{ count: number }>`select count(*) from suppressions`.execute(db);
    assert.equal(found.rows[0]?.count, 0);
    await world.close();
  });

  const pauses = ['run', 'sequence', 'mailbox', 'workspace'] as const;

  async function pause(
    world: SendingWorld,
    what: (typeof pauses)[number],
    of: { enrollmentId: string; sequenceId: string },
  ): Promise<void> {
    const { deps, workspaceId, mailboxId } = world;
    const by = { workspaceId, actor: 'user:sam', because: 'now' };
    if (what === 'run') await pauseRun(deps, { ...by, enrollmentId: of.enrollmentId });
    else if (what === 'sequence')
      await setSequenceState(deps, { ...by, sequenceId: of.sequenceId, state: 'paused' });
    else if (what === 'mailbox') await setMailboxState(deps, { ...by, mailboxId, state: 'paused' });
    else await switchOutreach(deps, { workspaceId, stoppedBecause: 'now', actor: 'user:sam' });
  }

  test('after a pause of anything is acknowledged, no DATA is issued, at whatever point it came', async () => {
    const { db } = await open();
    for (const what of pauses) {
      for (const point of ['prepared', 'submitting', 'data', 'answered'] as const) {
        const world = await sendingWorld(db, `${what}${point}`);
        const sequenceId = await world.sequence(oneStep);
        const personId = await world.person('Ada Lovelace', `ada.${what}.${point}@gmail.com`);
        const enrolled = await world.enrol(personId, sequenceId);
        assert(enrolled.isEnrolled);
        let dataAtAck = -1;
        let pausing: Promise<void> = Promise.resolve();
        world.onPoint.at = async (at) => {
          if (at !== point || dataAtAck >= 0) return;
          const acknowledge = async (): Promise<void> => {
            await pause(world, what, { enrollmentId: enrolled.enrollmentId, sequenceId });
            dataAtAck = world.sink.dataAt.length;
          };
          pausing = acknowledge();
          // With its content on the wire the pause waits for it, so it cannot be waited for here.
          if (at === 'prepared' || at === 'submitting') await pausing;
        };
        await world.work();
        await pausing;
        await world.pass(2 * dayMs, 6 * hourMs);
        assert.equal(world.sink.dataAt.length, dataAtAck, `${what} at ${point}`);
        assert.equal(dataAtAck, point === 'data' || point === 'answered' ? 1 : 0);
        await world.close();
        await sql`delete from work`.execute(db);
      }
    }
  });
});

serverDatabase((open) => {
  test('ten workers at once on one mailbox keep its cap and its gap to the message', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const cap = 7;
    await sql`update mailboxes set ramp_start = ${cap}, gap_min_seconds = 1, gap_max_seconds = 1`.execute(
      db,
    );
    const sequenceId = await world.sequence(oneStep);
    const ids: string[] = [];
    for (let number = 0; number < 30; number += 1) {
      const personId = await world.person(
        `Person ${'abcdefghijklmnopqrstuvwxyzabcd'[number]}x${number < 26 ? '' : 'y'}`,
        `p${number}@gmail.com`,
      );
      await world.enrol(personId, sequenceId);
    }
    while ((await claimDue(world.deps)) === 'more');
    const planned = await sql<{ id: string }>`select id from messages`.execute(db);
    ids.push(...planned.rows.map((row) => row.id));
    const { workspaceId, deps, turn } = world;
    for (const id of ids) await prepareMessage(deps, { workspaceId, id });
    let ms = world.nowMs();
    const running = { ...deps, clock: { ...deps.clock, now: () => new Date((ms += 40)) } };
    const queue = [...ids, ...ids];
    const worker = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift())
        await submitMessage(running, { workspaceId, id, fence: turn.epoch });
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    const sends = await sql<{
      at: Date;
      messageId: string;
    }>`select at, message_id from sends order by at`.execute(db);
    assert(sends.rows.length > 1 && sends.rows.length <= cap, `${sends.rows.length} sends`);
    assert.equal(new Set(sends.rows.map((row) => row.messageId)).size, sends.rows.length);
    for (const [index, row] of sends.rows.entries()) {
      const before = sends.rows[index - 1];
      if (before !== undefined) assert(row.at.getTime() - before.at.getTime() >= 1_000);
    }
    await world.close();
  });
});
