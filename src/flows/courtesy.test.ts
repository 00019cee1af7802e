import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { readMail } from '../adapters/mime/read-mail.ts';
import { addSuppressions, liftSuppression } from './change-suppressions.ts';
import { enrolPerson } from './enrol-person.ts';
import { receiveInbound } from './receive-inbound.ts';
import { whyNotContacted } from './why-not-contacted.ts';

const by = { actor: 'user:sam' } as const;

async function mailFrom(
  world: SendingWorld,
  given: { from: string; inReplyTo?: string; text: string },
): Promise<void> {
  const { workspaceId, mailboxId, deps } = world;
  const lines = [
    `From: ${given.from}`,
    'To: sam@acme.example',
    'Subject: Re: A role',
    `Message-ID: <${given.from}-${world.nowMs()}@mail.example>`,
    ...(given.inReplyTo === undefined ? [] : [`In-Reply-To: ${given.inReplyTo}`]),
    '',
    given.text,
    '',
  ];
  const bytes = Buffer.from(lines.join('\r\n'));
  await receiveInbound(
    { ...deps, readMail, intentModel: null },
    {
      workspaceId,
      mailbox: { id: mailboxId, address: 'sam@acme.example', ownerEmail: 'sam@acme.example' },
      place: null,
      fetched: {
        bytes,
        byteCount: bytes.byteLength,
        receivedAt: deps.clock.now(),
        threadId: null,
      },
    },
  );
}

function states(world: SendingWorld): Promise<Map<string, string>> {
  return sql<{ personId: string; state: string }>`
    select person_id, state from enrollments where is_ours order by started_at`
    .execute(world.deps.db)
    .then((found) => new Map(found.rows.map((row) => [row.personId, row.state])));
}

eachDatabase((kind, open) => {
  const say = (text: string): string => `${kind}: ${text}`;
  const start = async (): Promise<SendingWorld> => await sendingWorld((await open()).db);

  test(
    say('an answer that speaks for a company keeps everybody at its domain from being written to'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence();
      const asker = await world.person('Ines Ferro', 'ines@target.example');
      const colleague = await world.person('Olga Ivanova', 'olga@mail.target.example');
      const stranger = await world.person('Grace Hopper', 'grace@other.example');
      for (const personId of [asker, colleague, stranger]) await world.enrol(personId, sequenceId);
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 3);
      await mailFrom(world, {
        from: 'ines@target.example',
        inReplyTo: (await world.messages(asker))[0]?.messageId ?? '',
        text: 'I am the head of people here. Please do not contact our staff again.',
      });
      await world.pass(10 * dayMs, 6 * hourMs);
      assert.equal(world.sink.accepted.length, 4, 'the stranger alone gets the second message');
      assert.equal((await world.messages(stranger)).length, 2);
      const because = 'not to be contacted: somebody there asked us to leave their people alone';
      const why = await whyNotContacted(deps, { workspaceId, personId: colleague });
      assert.equal(why.because, because);
      const another = await world.person('Mary Shelley', 'mary@target.example');
      const refused = await world.enrol(another, sequenceId);
      assert(!refused.isEnrolled && refused.because === because, JSON.stringify(refused));
      await world.close();
    },
  );

  test(
    say('one answer from a company ends the sequence for all there, where it says so'),
    async () => {
      const world = await start();
      const employer = 'Target Industries';
      const sequenceId = await world.sequence({ stopsCompanyOnReply: true });
      const one = await world.person('Ines Ferro', 'ines@gmail.com', { employer });
      const two = await world.person('Olga Ivanova', 'olga@gmail.com', { employer });
      const other = await world.person('Grace Hopper', 'grace@gmail.com', {
        employer: 'Elsewhere',
      });
      for (const personId of [one, two, other]) await world.enrol(personId, sequenceId);
      await world.pass(hourMs);
      const [message] = await world.messages(one);
      await mailFrom(world, {
        from: 'ines@gmail.com',
        inReplyTo: message?.messageId ?? '',
        text: 'Thanks, let us talk on Tuesday.',
      });
      const after = await states(world);
      assert.deepEqual(
        [one, two, other].map((id) => after.get(id)),
        ['stopped', 'stopped', 'active'],
      );
      const { deps, workspaceId } = world;
      assert.equal(
        (await whyNotContacted(deps, { workspaceId, personId: two })).because,
        'the run is stopped: somebody at the same company replied',
      );
      await world.pass(10 * dayMs, 6 * hourMs);
      assert.equal(world.sink.accepted.length, 4);
      await world.close();
    },
  );

  test(
    say(
      'companies, domains, profiles and addresses on a list are left alone at once, whoever wrote to them',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence();
      const people = {
        employer: await world.person('Ines Ferro', 'ines@gmail.com', { employer: 'Northwind Ltd' }),
        domain: await world.person('Olga Ivanova', 'olga@eu.client.example'),
        address: await world.person('Grace Hopper', 'g.hopper+jobs@gmail.com'),
        person: await world.person('Mary Shelley', 'mary@gmail.com'),
        none: await world.person('Ada Lovelace', 'ada@gmail.com'),
      };
      for (const personId of Object.values(people)) await world.enrol(personId, sequenceId);
      const items = [
        { kind: 'employer', value: 'Northwind Limited' },
        { kind: 'domain', value: 'https://www.client.example/jobs' },
        { kind: 'address', value: 'GHopper@googlemail.com' },
        { kind: 'person', value: people.person },
      ] as const;
      for (const item of items)
        await addSuppressions(deps, {
          ...by,
          workspaceId,
          cause: item.kind === 'employer' ? 'no_poach' : 'client',
          items: [{ ...item, because: `on the list of ${item.kind}s` }],
        });
      await world.pass(dayMs, hourMs);
      assert.deepEqual(
        world.sink.accepted.flatMap((mail) => mail.to),
        ['ada@gmail.com'],
      );
      for (const name of ['employer', 'domain', 'address', 'person'] as const) {
        const why = await whyNotContacted(deps, { workspaceId, personId: people[name] });
        assert.equal(why.because, `not to be contacted: on the list of ${name}s`);
      }
      const kept = await sql<{ kind: string; shownAs: string | null }>`
        select kind, shown_as from suppressions order by kind`.execute(deps.db);
      assert.deepEqual(kept.rows, [
        { kind: 'address', shownAs: null },
        { kind: 'domain', shownAs: 'client.example' },
        { kind: 'employer', shownAs: 'Northwind Limited' },
        { kind: 'person', shownAs: null },
      ]);
      await assert.rejects(
        addSuppressions(deps, {
          ...by,
          workspaceId,
          cause: 'client',
          items: [{ kind: 'domain', value: 'gmail.com', because: 'all of them' }],
        }),
        /mail provider of people everywhere/u,
      );
      await world.close();
    },
  );

  test(
    say(
      'who wrote lately is named with the day; a reason from somebody with the right goes into the audit log',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId, mailboxId } = world;
      const sequenceId = await world.sequence({ steps: [anEmail('one')] });
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      await world.enrol(personId, sequenceId);
      await world.pass(hourMs);
      const wish = {
        workspaceId,
        sequenceId,
        personId,
        mailboxId,
        jobId: null,
        userEmail: 'kim@acme.example',
        actor: 'user:kim',
      };
      await assert.rejects(enrolPerson(deps, wish), /has not lent it to you/u);
      await sql`insert into mailbox_grants (workspace_id, mailbox_id, user_email, granted_by, granted_at)
        values (${workspaceId}, ${mailboxId}, 'kim@acme.example', 'sam', ${deps.clock.now()})`.execute(
        deps.db,
      );
      const refused = await enrolPerson(deps, wish);
      assert(!refused.isEnrolled);
      assert.equal(
        refused.because,
        'sam@acme.example wrote to them on 2026-03-03; wait until 2026-06-01',
      );
      const because = 'she asked me to write again';
      const done = await enrolPerson(deps, { ...wish, override: { because } });
      assert(done.isEnrolled, JSON.stringify(done));
      const noted = await sql<{ actor: string; override: string }>`
        select actor, detail->>'override' as override from audit_entries
        where action = 'enrollment.started' order by seq desc limit 1`.execute(deps.db);
      assert.deepEqual(noted.rows, [{ actor: 'user:kim', override: because }]);
      await world.close();
    },
  );

  test(
    say('who was taken off the list may be written to again, with the reason kept'),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const sequenceId = await world.sequence();
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      const items = [{ kind: 'address', value: 'ada@gmail.com', because: 'by mistake' }] as const;
      await addSuppressions(deps, { ...by, workspaceId, cause: 'client', items });
      assert.equal((await world.enrol(personId, sequenceId)).isEnrolled, false);
      const placed = await sql<{ id: string }>`select id from suppressions`.execute(deps.db);
      const suppressionId = placed.rows[0]?.id ?? '';
      const lift = { ...by, workspaceId, suppressionId };
      await assert.rejects(liftSuppression(deps, { ...lift, because: ' ' }), /Say why/u);
      await liftSuppression(deps, { ...lift, because: 'it was the wrong Ada' });
      const held = await world.enrol(personId, sequenceId);
      assert(
        !held.isEnrolled && /outreach is held/u.test(held.because),
        'the hold stays for a person to lift',
      );
      await world.close();
    },
  );
});
