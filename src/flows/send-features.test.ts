import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, openSequence, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { readMail } from '../adapters/mime/read-mail.ts';
import { listOpenTasks } from '../db/queries/tasks.ts';
import { PortFailure } from '../ports/failure.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';
import { previewSteps } from './preview-step.ts';
import { changeMailbox } from './save-mailbox.ts';
import { sendTest } from './send-test.ts';
import { explainSends } from './why-not-contacted.ts';

const rows = async (world: SendingWorld, table: string): Promise<number> => {
  const found = await sql<{ count: number }>`select count(*) from ${sql.table(table)}`.execute(
    world.deps.db,
  );
  return found.rows[0]?.count ?? -1;
};

eachDatabase((kind, open) => {
  const say = (text: string): string => `${kind}: ${text}`;
  const start = async (): Promise<SendingWorld> => await sendingWorld((await open()).db);

  test(say('an address no mail can carry blocks its own message alone, with a task'), async () => {
    const world = await start();
    const { deps, workspaceId } = world;
    const sequenceId = await world.sequence({ steps: [anEmail('one')] });
    const odd = await world.person('Jana Novak', 'jana.nová@firma.example');
    const plain = await world.person('Ada Lovelace', 'ada@other.example');
    await world.enrol(odd, sequenceId);
    await world.enrol(plain, sequenceId);
    await world.pass(hourMs);
    assert.deepEqual(
      world.sink.accepted.flatMap((mail) => mail.to),
      ['ada@other.example'],
    );
    const [blocked] = await world.messages(odd);
    assert.deepEqual(
      [blocked?.state, blocked?.because],
      ['blocked', 'the mail cannot be written: its address is not fit'],
    );
    const tasks = await listOpenTasks(deps.db, { workspaceId, after: null, limit: 10 });
    assert.deepEqual(
      tasks.map((task) => task.kind),
      ['fix_message'],
    );
    await world.close();
  });

  test(
    say(
      'a server that keeps no copy gets one from us, the same bytes; where that fails nothing is sent again',
    ),
    async () => {
      const world = await start();
      const copies: Uint8Array[] = [];
      const answers: (() => void)[] = [
        () => {
          throw new PortFailure({ kind: 'unreachable', message: 'away', detail: 'imap' });
        },
        () => undefined,
      ];
      world.deps.mailReader = {
        fileSent: async (_access: unknown, bytes: Uint8Array) => {
          copies.push(bytes);
          answers.shift()?.();
        },
      } as unknown as OutreachDeps['mailReader'];
      await sql`update mailboxes set files_sent = false`.execute(world.deps.db);
      const sequenceId = await world.sequence({ steps: [anEmail('one')] });
      for (const name of ['Ada Lovelace', 'Grace Hopper']) {
        const address = `${name.split(' ')[0]?.toLowerCase()}@gmail.com`;
        await world.enrol(await world.person(name, address), sequenceId);
      }
      await world.pass(dayMs, hourMs);
      assert.equal(world.sink.accepted.length, 2);
      const asSent = (bytes: Uint8Array): string => Buffer.from(bytes).toString().trimEnd();
      assert.deepEqual(
        copies.map(asSent),
        world.sink.accepted.map((mail) => asSent(mail.body)),
      );
      await world.close();
    },
  );

  test(
    say('what the preview shows is what arrives, and a test goes to oneself and counts nowhere'),
    async () => {
      const world = await start();
      const { deps, workspaceId, mailboxId } = world;
      const html = '<p>Hi {{ first_name }}, <b>shall we talk</b>?</p>';
      const variants = anEmail('one').variants.map((each) => ({ ...each, html }));
      const body = { steps: [anEmail('one', { variants })] };
      const sequenceId = await world.sequence(body);
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      const asked = {
        workspaceId,
        sequenceId,
        body: { ...openSequence, ...body },
        personId,
        mailboxId,
        jobId: null,
      };
      const [previewed] = await previewSteps(deps, asked);
      const to = await sendTest(deps, {
        ...asked,
        mailboxId,
        stepId: 'one',
        userEmail: 'sam@acme.example',
        actor: 'user:sam',
      });
      assert.deepEqual(to, { sentTo: 'sam@acme.example' });
      for (const table of ['messages', 'sends', 'touches', 'enrollments', 'notice_deliveries'])
        assert.equal(await rows(world, table), 0, table);
      await world.enrol(personId, sequenceId);
      await world.pass(hourMs);
      const [tried, sent] = await Promise.all(
        world.sink.accepted.map(async (mail) => await readMail(mail.body)),
      );
      const [message] = await world.messages(personId);
      assert(previewed?.composed.isFit === true && sent !== undefined && tried !== undefined);
      const own = (text: string): string => text.replaceAll('/u/preview', `/u/${message?.token}`);
      const { composed } = previewed;
      // Mail has line breaks of its own.
      const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
      assert.equal(sent.subject, composed.subject);
      assert.equal(plain(sent.text), own(composed.text).trim());
      assert.equal(plain(sent.html ?? ''), own(composed.html).trim());
      assert.equal(tried.subject, `[Test] ${composed.subject}`);
      assert.equal(plain(tried.text), composed.text.trim());
      await world.close();
    },
  );

  test(
    say('servers that ask us to slow down get half an hour, and nobody else waits'),
    async () => {
      const world = await start();
      const sequenceId = await world.sequence({ steps: [anEmail('one')] });
      const one = await world.person('Ada Lovelace', 'ada@slow.example');
      const two = await world.person('Grace Hopper', 'grace@mail.slow.example');
      const other = await world.person('Mary Shelley', 'mary@quick.example');
      const act = { answer: '421 4.7.0 too much mail, come back later' };
      world.sink.addFault({ point: 'rcpt', act, times: 1 });
      await world.enrol(one, sequenceId);
      await world.work();
      for (const personId of [two, other]) await world.enrol(personId, sequenceId);
      await world.pass(25 * 60_000);
      assert.deepEqual(
        world.sink.accepted.flatMap((mail) => mail.to),
        ['mary@quick.example'],
      );
      const [waiting] = await world.messages(two);
      assert.equal(waiting?.because, 'the recipient’s servers asked us to slow down');
      await world.pass(hourMs);
      assert.equal(world.sink.accepted.length, 3);
      await world.close();
    },
  );

  test(say('the projected time waits for the room of domain and company too'), async () => {
    const world = await start();
    const { deps, workspaceId, mailboxId } = world;
    await changeOutreachPolicy(deps, {
      workspaceId,
      body: { perDomain: { hour: 1, day: 50 }, firstTouchesPerCompanyPerDay: 1_000 },
      actor: 'test',
    });
    const body = { ...openSequence, steps: [anEmail('one')] };
    const sequenceId = await world.sequence(body);
    const first = await world.person('Ada Lovelace', 'ada@target.example');
    await world.enrol(first, sequenceId);
    await world.work();
    const personId = await world.person('Grace Hopper', 'grace@target.example');
    const asked = { workspaceId, sequenceId, body, personId, mailboxId, jobId: null };
    const [step] = await previewSteps(deps, asked);
    const [sent] = await world.messages(first);
    assert.equal(step?.projectedAt?.getTime(), (sent?.sentAt?.getTime() ?? 0) + hourMs);
    await world.enrol(personId, sequenceId);
    await world.pass(2 * hourMs);
    const [second] = await world.messages(personId);
    assert.equal(second?.sentAt?.getTime(), step?.projectedAt?.getTime());
    await world.close();
  });

  test(say('a cap that is raised counts from the next claim on'), async () => {
    const world = await start();
    const { deps, workspaceId, mailboxId } = world;
    const cap = { workspaceId, mailboxId, actor: 'user:sam' };
    await changeMailbox(deps, { ...cap, set: { newDayCap: 1 } });
    const sequenceId = await world.sequence({ steps: [anEmail('one')] });
    for (const name of ['Ada Lovelace', 'Grace Hopper', 'Mary Shelley'])
      await world.enrol(
        await world.person(name, `${name.split(' ')[0]?.toLowerCase()}@gmail.com`),
        sequenceId,
      );
    await world.pass(2 * hourMs);
    assert.equal(world.sink.accepted.length, 1);
    await changeMailbox(deps, { ...cap, set: { newDayCap: 2 } });
    await world.pass(hourMs);
    assert.equal(world.sink.accepted.length, 2);
    await world.close();
  });

  test(
    say(
      'every message explains itself: address, guards with what was found, limits, versions, times, the answer',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId } = world;
      const personId = await world.person('Ada Lovelace', 'ada@gmail.com');
      await world.enrol(personId, await world.sequence({ steps: [anEmail('one')] }));
      await world.pass(hourMs);
      const [told] = (await explainSends(deps, {
        workspaceId,
        personId,
        actor: 'user:sam',
      })) as Record<string, unknown>[];
      const { explanation, ...message } = told ?? {};
      assert.equal(message['address'], 'ada@gmail.com');
      assert.deepEqual(message['outcome'], { outcome: 'accepted' });
      assert(message['projectedAt'] instanceof Date && message['sentAt'] instanceof Date);
      const why = explanation as {
        guards: { guard: string }[];
        now: { guard: string; value?: { figures?: { used: number; cap: number }[] } }[];
        versions: object;
        zone: { because: string };
      };
      const names = (guards: { guard: string }[]): string[] => guards.map((each) => each.guard);
      for (const guard of ['suppression', 'basis', 'country', 'address', 'lever', 'token'])
        assert(names(why.guards).includes(guard), guard);
      for (const guard of ['suppression', 'basis', 'lever', 'mailbox', 'window', 'quota'])
        assert(names(why.now).includes(guard), guard);
      const quota = why.now.find((each) => each.guard === 'quota');
      assert((quota?.value?.figures ?? []).length >= 5, 'every limit with what is used of it');
      assert.deepEqual(why.versions, { sequence: 1, policy: 1 });
      assert.match(why.zone.because, /\w/u);
      await world.close();
    },
  );
});
