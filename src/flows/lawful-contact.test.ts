import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { readMail } from '../adapters/mime/read-mail.ts';
import { defaultPolicy } from '../core/outreach/outreach-policy.ts';
import { listOpenTasks } from '../db/queries/tasks.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';
import { recordConsent } from './record-consent.ts';
import { recordLegalBasis } from './record-legal-basis.ts';
import { completeTask } from './step-by-hand.ts';
import { whyNotContacted } from './why-not-contacted.ts';

const evidence = { text: 'I agree to hear about roles by mail.', source: 'career fair' };

eachDatabase((kind, open) => {
  const say = (text: string): string => `${kind}: ${text}`;
  const start = async (): Promise<SendingWorld> => await sendingWorld((await open()).db);
  const why = async ({ deps, workspaceId }: SendingWorld, personId: string): Promise<string> =>
    (await whyNotContacted(deps, { workspaceId, personId })).because;

  test(
    say(
      'a consent lets mail out where the country asks for one; taken back, the next step is blocked and says so',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      await changeOutreachPolicy(deps, {
        workspaceId,
        body: { countries: { DE: defaultPolicy.countries['DE'] } },
        actor: 'test',
      });
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      const sequenceId = await world.sequence();
      const none = 'email to DE needs a consent, and none is recorded';
      assert.equal(await why(world, personId), none);
      const refused = await world.enrol(personId, sequenceId);
      assert(!refused.isEnrolled && refused.because === none);
      const consent = { workspaceId, personId, channel: 'email', basis: 'express' } as const;
      const given = { ...consent, evidence, expiresAt: null, actor: 'user:sam' };
      await recordConsent(deps, { ...given, kind: 'given', givenAt: deps.clock.now() });
      assert.equal((await world.enrol(personId, sequenceId)).isEnrolled, true);
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 1);
      await recordConsent(deps, { ...given, kind: 'revoked', givenAt: deps.clock.now() });
      await world.pass(10 * dayMs, 6 * hourMs);
      assert.equal(world.sink.accepted.length, 1);
      const [, second] = await world.messages(personId);
      const because = 'the person took their consent back';
      assert.deepEqual([second?.state, second?.because], ['blocked', because]);
      assert.equal(await why(world, personId), because);
      const explained = second?.explanation as {
        guards: { guard: string; isPassed: boolean }[];
      };
      const { guards } = explained;
      assert.deepEqual(
        guards.filter((each) => !each.isPassed).map((each) => each.guard),
        ['basis', 'country'],
      );
      await recordConsent(deps, { ...given, kind: 'given', givenAt: deps.clock.now() });
      const [task] = await listOpenTasks(deps.db, { workspaceId, after: null, limit: 10 });
      const answer = {
        workspaceId,
        taskId: task?.id ?? '',
        outcome: 'done',
        actor: 'user:sam',
      } as const;
      await completeTask(deps, answer);
      await world.pass(dayMs, hourMs);
      assert.equal(world.sink.accepted.length, 2);
      await world.close();
    },
  );

  test(
    say(
      'a consent that is taken back after the words were decided holds them back at the last moment',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      const sequenceId = await world.sequence({ steps: [anEmail('one')] });
      await world.enrol(personId, sequenceId);
      world.onPoint.at = async (point) => {
        if (point !== 'prepared') return;
        world.onPoint.at = null;
        await recordConsent(deps, {
          workspaceId,
          personId,
          channel: 'email',
          kind: 'revoked',
          basis: 'express',
          evidence,
          givenAt: deps.clock.now(),
          expiresAt: null,
          actor: 'user:sam',
        });
      };
      await world.pass(2 * hourMs, 10 * 60_000);
      assert.equal(world.sink.dataAt.length, 0);
      assert.equal((await world.messages(personId))[0]?.state, 'blocked');
      await world.close();
    },
  );

  test(
    say('without a legal basis, after an objection, or where Lever says no, nobody is written to'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence();
      const none = await world.person('Ada Lovelace', 'ada@gmail.com');
      const objector = await world.person('Grace Hopper', 'grace@gmail.com');
      const inLever = await world.person('Mary Shelley', 'mary@gmail.com');
      for (const personId of [none, objector, inLever]) await world.enrol(personId, sequenceId);
      const by = { workspaceId, channel: '', evidence: null, actor: 'user:sam' } as const;
      await recordLegalBasis(deps, { ...by, personId: none, basis: 'none' });
      await recordLegalBasis(deps, { ...by, personId: objector, basis: 'objected' });
      await sql`insert into records (workspace_id, id, person_id, opportunity_id, opportunity, opportunity_read_at, created_at, changed_at)
        values (${workspaceId}, ${deps.ids.next()}, ${inLever}, 'o1', '{"mayBeContacted": false}', ${deps.clock.now()},
          ${deps.clock.now()}, ${deps.clock.now()})`.execute(deps.db);
      await world.pass(5 * dayMs, 6 * hourMs);
      assert.equal(world.sink.accepted.length, 0);
      assert.equal(await why(world, none), 'there is no legal basis for contacting the person');
      assert.match(await why(world, objector), /objected/u);
      assert.equal(
        await why(world, inLever),
        'by the data protection settings in Lever the person must not be contacted',
      );
      await world.close();
    },
  );

  test(
    say(
      'the first message carries the notice in the words of the policy, later ones do not, all say who writes',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const notice = 'We found you in public sources; ask us for your data at any time.';
      const optOut = 'No more mail? Tell us here:';
      await changeOutreachPolicy(deps, {
        workspaceId,
        body: {
          texts: { notice, optOut },
          countries: { DE: { needsNotice: true }, US: { needsNotice: false } },
        },
        actor: 'test',
      });
      const sequenceId = await world.sequence();
      const inGermany = await world.person('Ada Lovelace', 'ada@gmail.com');
      const inAmerica = await world.person('Grace Hopper', 'grace@gmail.com', {
        location: 'New York, NY, United States',
      });
      for (const personId of [inGermany, inAmerica]) await world.enrol(personId, sequenceId);
      await world.pass(10 * dayMs, hourMs);
      const counted = async (address: string, text: string): Promise<boolean[]> => {
        const mails = world.sink.accepted.filter((mail) => mail.to.includes(address));
        const read = await Promise.all(mails.map(async (mail) => await readMail(mail.body)));
        return read.map((mail) => mail.text.includes(text) && (mail.html ?? '').includes(text));
      };
      assert.deepEqual(await counted('ada@gmail.com', notice), [true, false]);
      assert.deepEqual(await counted('grace@gmail.com', notice), [false, false]);
      for (const address of ['ada@gmail.com', 'grace@gmail.com'])
        for (const text of ['Acme', '1 Main St, Springfield', optOut])
          assert.deepEqual(await counted(address, text), [true, true], text);
      const noted = await sql<{
        personId: string;
      }>`select person_id from notice_deliveries`.execute(deps.db);
      assert.deepEqual(
        noted.rows.map((row) => row.personId),
        [inGermany],
      );
      await world.close();
    },
  );
});
