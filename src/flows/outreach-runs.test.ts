import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import {
  anEmail,
  dayMs,
  hourMs,
  minuteMs,
  openSequence,
  sendingWorld,
} from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findMessageByToken } from '../db/queries/messages.ts';
import { listOpenTasks } from '../db/queries/tasks.ts';
import { approveRun } from './approve-run.ts';
import { holdForAbsence } from './hold-for-absence.ts';
import { inTransaction } from './in-transaction.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';
import { pauseRun, resumeRun } from './pause-run.ts';
import { placeHold } from './place-hold.ts';
import { previewSteps } from './preview-step.ts';
import { editSequence, publishSequence, setSequenceState } from './save-sequence.ts';
import { setMailboxState, switchOutreach } from './save-mailbox.ts';
import { completeTask } from './step-by-hand.ts';
import { stopForReply } from './stop-for-reply.ts';
import { suppress, suppressMessage } from './suppress.ts';
import { explainSends, whyNotContacted } from './why-not-contacted.ts';
import { writeReply } from './write-reply.ts';

async function enrolled(
  world: SendingWorld,
  sequenceId: string,
  name = 'Ada Lovelace',
): Promise<{ personId: string; enrollmentId: string }> {
  const personId = await world.person(name, `${name.replace(/\W/gu, '.').toLowerCase()}@gmail.com`);
  const result = await world.enrol(personId, sequenceId);
  assert(result.isEnrolled, JSON.stringify(result));
  return { personId, enrollmentId: result.enrollmentId };
}

function runs(
  world: SendingWorld,
): Promise<{ state: string; because: string | null; personId: string }[]> {
  return sql<{ state: string; because: string | null; personId: string }>`
    select state, because, person_id from enrollments where is_ours order by id`
    .execute(world.deps.db)
    .then((found) => found.rows);
}

eachDatabase((kind, open) => {
  const say = (text: string): string => `${kind}: ${text}`;
  const start = async (): Promise<SendingWorld> => await sendingWorld((await open()).db);

  test(
    say('a second enrolment is refused with who and since when, and two at once leave exactly one'),
    async () => {
      const world = await start();
      const first = await world.sequence();
      const other = await world.sequence({}, 'Others');
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      const both = await Promise.all([world.enrol(personId, first), world.enrol(personId, other)]);
      assert.equal(both.filter((each) => each.isEnrolled).length, 1);
      const refused = both.find((each) => !each.isEnrolled);
      assert(refused !== undefined && !refused.isEnrolled);
      assert.match(
        refused.because,
        /sam@acme\.example has them in “(?:Engineers|Others)” since 2026-03-03/u,
      );
      await world.close();
    },
  );

  test(
    say(
      'a pause keeps the place and what is left of the delay; going on does not make up for lost time at once',
    ),
    async () => {
      const world = await start();
      const { enrollmentId } = await enrolled(world, await world.sequence());
      await world.work();
      await world.pass(dayMs, hourMs);
      const change = {
        workspaceId: world.workspaceId,
        enrollmentId,
        actor: 'user:sam',
        because: 'wait a little',
      };
      await pauseRun(world.deps, change);
      await world.pass(10 * dayMs, 6 * hourMs);
      assert.equal(world.sink.accepted.length, 1);
      await resumeRun(world.deps, change);
      await world.pass(dayMs, hourMs);
      assert.equal(world.sink.accepted.length, 1);
      await world.pass(2 * dayMs, hourMs);
      assert.equal(world.sink.accepted.length, 2);
      await world.close();
    },
  );

  test(
    say('a hold in Lever, a reply, a no: each ends what is on its way, and one line says why'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence();
      const held = await enrolled(world, sequenceId, 'Ada Lovelace');
      const replied = await enrolled(world, sequenceId, 'Grace Hopper');
      const refused = await enrolled(world, sequenceId, 'Mary Shelley');
      await placeHold(deps, {
        workspaceId,
        personId: held.personId,
        effect: 'pause',
        because: 'in process at Lever',
        actor: 'lever',
      });
      await inTransaction(deps.db, async (trx) => {
        const reply = {
          workspaceId,
          personId: replied.personId,
          inboundId: deps.ids.next(),
          because: 'the person replied',
        };
        await appendAudit(trx, deps, await stopForReply(trx, deps, reply));
        await appendAudit(trx, deps, await stopForReply(trx, deps, reply));
      });
      await inTransaction(deps.db, async (trx) => {
        const wish = {
          workspaceId,
          kind: 'address',
          value: 'mary.shelley@gmail.com',
          personId: null,
        } as const;
        const entries = await suppress(trx, deps, {
          ...wish,
          cause: 'page',
          because: 'they said no',
          actor: 'person',
        });
        await appendAudit(trx, deps, entries);
      });
      await world.pass(5 * dayMs, 12 * hourMs);
      assert.equal(world.sink.accepted.length, 0);
      assert.deepEqual(
        (await runs(world)).map((each) => each.state),
        ['paused', 'stopped', 'stopped'],
      );
      const why = async (personId: string): Promise<string> =>
        (await whyNotContacted(deps, { workspaceId, personId })).because;
      assert.equal(await why(held.personId), 'outreach is held: in process at Lever');
      assert.equal(await why(replied.personId), 'the run is stopped: the person replied');
      assert.equal(await why(refused.personId), 'not to be contacted: they said no');
      const again = await world.enrol(refused.personId, sequenceId);
      assert(!again.isEnrolled && /they said no/u.test(again.because));
      await world.close();
    },
  );

  test(
    say(
      'a switch of the workspace, a paused mailbox and a paused sequence hold everything back and let it go on',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId, mailboxId } = world;
      const sequenceId = await world.sequence();
      await enrolled(world, sequenceId);
      const actor = 'user:sam';
      await switchOutreach(deps, { workspaceId, stoppedBecause: 'an incident', actor });
      await world.work();
      await switchOutreach(deps, { workspaceId, stoppedBecause: null, actor });
      await setMailboxState(deps, {
        workspaceId,
        mailboxId,
        state: 'paused',
        because: 'new password',
        actor,
      });
      await world.pass(hourMs);
      await setMailboxState(deps, { workspaceId, mailboxId, state: 'on', because: '', actor });
      await setSequenceState(deps, {
        workspaceId,
        sequenceId,
        state: 'paused',
        because: 'check',
        actor,
      });
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 0);
      await setSequenceState(deps, {
        workspaceId,
        sequenceId,
        state: 'active',
        because: 'checked',
        actor,
      });
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 1);
      await world.close();
    },
  );

  test(
    say(
      'a text with a hole is blocked with a task, others go on, and answering the task after a correction sends it',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence();
      const whole = await enrolled(world, sequenceId, 'Ada Lovelace');
      const hole = await enrolled(world, sequenceId, 'JP Morgan');
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 1);
      assert.equal((await world.messages(whole.personId))[0]?.state, 'sent');
      const [blocked] = await world.messages(hole.personId);
      assert.deepEqual([blocked?.state, blocked?.because], ['blocked', 'missing_token:first_name']);
      const [task] = await listOpenTasks(deps.db, { workspaceId, after: null, limit: 10 });
      assert.equal(task?.kind, 'fix_message');
      const body = openSequence.steps.map((step) => ({
        ...step,
        variants: step.variants.map((each) => ({
          ...each,
          subject: 'A role',
          text: "Hi {{ first_name | default: 'there' }}, shall we talk?",
        })),
      }));
      await editSequence(deps, {
        workspaceId,
        sequenceId,
        body: { ...openSequence, steps: body },
        actor: 'user:sam',
      });
      await publishSequence(deps, { workspaceId, sequenceId, actor: 'user:sam' });
      await completeTask(deps, {
        workspaceId,
        taskId: task.id,
        outcome: 'done',
        actor: 'user:sam',
      });
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 2);
      assert.equal((await world.messages(hole.personId))[0]?.sequenceVersion, 2);
      await world.close();
    },
  );

  test(
    say('the first message waits for approval, and never goes before its hold is over'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence({ approval: 'first', holdMinutes: 30 });
      const { enrollmentId, personId } = await enrolled(world, sequenceId);
      await world.pass(10 * minuteMs);
      assert.match(
        (await whyNotContacted(deps, { workspaceId, personId })).because,
        /waits for sam@acme\.example/u,
      );
      await approveRun(deps, { workspaceId, enrollmentId, actor: 'user:sam' });
      await world.pass(10 * minuteMs);
      assert.equal(world.sink.accepted.length, 0);
      await world.pass(20 * minuteMs);
      assert.equal(world.sink.accepted.length, 1);
      await assert.rejects(
        approveRun(deps, { workspaceId, enrollmentId, actor: 'user:sam' }),
        InputError,
      );
      await world.close();
    },
  );

  test(
    say('a step on LinkedIn is a task with the prepared text; done by hand, the run goes on'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const variants = [
        {
          id: 'a',
          weight: 1,
          subject: '',
          text: 'Hi {{ first_name }}, saw your work.',
          html: null,
        },
      ];
      const steps = [
        anEmail('one', { channel: 'linkedin', variants }),
        anEmail('two', { delay: { amount: 1, unit: 'hours' } }),
      ];
      const { personId } = await enrolled(world, await world.sequence({ steps }));
      await world.work();
      const [task] = await listOpenTasks(deps.db, { workspaceId, after: null, limit: 10 });
      assert.equal(task?.kind, 'linkedin');
      await completeTask(deps, {
        workspaceId,
        taskId: task.id,
        outcome: 'done',
        actor: 'user:sam',
      });
      await world.pass(2 * hourMs);
      assert.equal(world.sink.accepted.length, 1);
      assert.deepEqual(
        (await world.messages(personId)).map((each) => [each.channel, each.state]),
        [
          ['linkedin', 'sent'],
          ['email', 'sent'],
        ],
      );
      await world.close();
    },
  );

  test(say('who is away gets the next step after they are back'), async () => {
    const world = await start();
    const { deps, workspaceId } = world;
    const { personId } = await enrolled(world, await world.sequence());
    await world.work();
    const until = new Date(world.nowMs() + 8 * dayMs);
    await inTransaction(deps.db, async (trx) =>
      appendAudit(trx, deps, await holdForAbsence(trx, deps, { workspaceId, personId, until })),
    );
    await world.pass(7 * dayMs, 6 * hourMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.pass(2 * dayMs, hourMs);
    assert.equal(world.sink.accepted.length, 2);
    await world.close();
  });

  test(
    say(
      'two people in two sequences who turn out to be one keep one run, with all messages, and get no more than its steps',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const one = await enrolled(world, await world.sequence(), 'Ada Lovelace');
      const two = await enrolled(world, await world.sequence({}, 'Others'), 'Grace Hopper');
      await world.pass(hourMs);
      const { survivorId } = await mergeByHand(deps, {
        workspaceId,
        personIds: [one.personId, two.personId],
        actor: 'user:sam',
      });
      assert.deepEqual((await runs(world)).map((each) => each.state).toSorted(), [
        'active',
        'stopped',
      ]);
      assert.equal((await world.messages(survivorId)).length, 2);
      await world.pass(10 * dayMs, hourMs);
      assert.equal(world.sink.accepted.length, 3);
      await world.close();
    },
  );

  test(
    say('one click says no: by the message’s token alone, for the person and the address, once'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const { personId } = await enrolled(world, await world.sequence());
      await world.work();
      const token = /\/u\/([a-z2-7]{32})>/u.exec(world.sink.accepted[0]!.body.toString())![1]!;
      for (let times = 0; times < 2; times += 1) {
        await inTransaction(deps.db, async (trx) => {
          const message = await findMessageByToken(trx, { token });
          const said = {
            message: message!,
            cause: 'one_click',
            because: 'they unsubscribed',
            actor: 'person',
          } as const;
          await appendAudit(trx, deps, await suppressMessage(trx, deps, said));
        });
      }
      const rows = await sql<{ kind: string }>`select kind from suppressions order by kind`.execute(
        deps.db,
      );
      assert.deepEqual(
        rows.rows.map((row) => row.kind),
        ['address', 'person'],
      );
      await world.pass(10 * dayMs, 6 * hourMs);
      assert.equal(world.sink.accepted.length, 1);
      assert.equal(
        (await whyNotContacted(deps, { workspaceId, personId })).because,
        'not to be contacted: they unsubscribed',
      );
      await world.close();
    },
  );

  test(say('the preview has the words and the time of the real thing'), async () => {
    const world = await start();
    const { deps, workspaceId, mailboxId } = world;
    const sequenceId = await world.sequence();
    const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
    const previewed = await previewSteps(deps, {
      workspaceId,
      sequenceId,
      body: openSequence,
      personId,
      mailboxId,
      jobId: null,
    });
    await world.enrol(personId, sequenceId);
    await world.work();
    await world.pass(10 * dayMs, minuteMs * 30);
    const sent = await world.messages(personId);
    const explained = (await explainSends(deps, { workspaceId, personId, actor: 'user:sam' })) as {
      text: string;
      subject: string;
      address: string;
    }[];
    for (const [index, step] of previewed.entries()) {
      assert(step.composed.isFit);
      assert.equal(step.projectedAt?.getTime(), sent[index]?.sentAt?.getTime());
      assert.equal(
        step.composed.text.replaceAll('/u/preview', `/u/${sent[index]!.token}`),
        explained[index]?.text,
      );
      assert.equal(step.composed.subject, explained[index]?.subject);
      assert.equal(explained[index]?.address, 'ada@gmail.com');
    }
    await world.close();
  });

  test(
    say('an answer by hand goes at night too, before everything else, and carries no list headers'),
    async () => {
      const world = await start();
      const { deps, workspaceId, mailboxId } = world;
      const { personId } = await enrolled(world, await world.sequence());
      await world.work();
      const [first] = await world.messages(personId);
      world.setNow(world.nowMs() + 14 * hourMs);
      await writeReply(deps, {
        workspaceId,
        personId,
        mailboxId,
        to: 'ada@gmail.com',
        subject: 'Re: A role for Ada',
        text: 'Tomorrow at ten?',
        inReplyTo: '<their@gmail.com>',
        references: [first!.messageId!],
        userEmail: 'sam@acme.example',
        actor: 'user:sam',
      });
      await world.work();
      const body = world.sink.accepted[1]!.body.toString();
      assert(body.includes('In-Reply-To: <their@gmail.com>') && !body.includes('List-Unsubscribe'));
      await world.close();
    },
  );

  test(
    say('a country that asks for consent blocks the message until one is recorded'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const channels = { email: 'consent' };
      await changeOutreachPolicy(deps, {
        workspaceId,
        body: { countries: { DE: { channels } } },
        actor: 'test',
      });
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      const sequenceId = await world.sequence();
      const refused = await world.enrol(personId, sequenceId);
      assert(!refused.isEnrolled);
      assert.equal(refused.because, 'email to DE needs a consent, and none is recorded');
      await sql`insert into consents (workspace_id, id, person_id, first_person_id, channel, kind, basis, given_at, recorded_by, recorded_at)
      values (${workspaceId}, ${deps.ids.next()}, ${personId}, ${personId}, 'email', 'given', 'express', ${deps.clock.now()}, 'sam', ${deps.clock.now()})`.execute(
        deps.db,
      );
      assert.equal((await world.enrol(personId, sequenceId)).isEnrolled, true);
      await world.close();
    },
  );
});
