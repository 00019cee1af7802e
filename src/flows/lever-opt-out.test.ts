import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld } from '../../test/outreach-world.ts';
import { liftSuppression } from './change-suppressions.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';
import { whyNotContacted } from './why-not-contacted.ts';

const minuteMs = 60_000;

async function listed(
  world: OutreachWorld,
): Promise<{ id: string; kind: string; cause: string }[]> {
  const found = await sql<{ id: string; kind: string; cause: string }>`
    select id, kind, cause from suppressions where lifted_at is null`.execute(world.deps.db);
  return found.rows;
}

async function look(world: OutreachWorld): Promise<void> {
  await world.account.clock.advance(5 * minuteMs);
  await world.poll();
  await world.readAll();
}

eachDatabase((kind, open) => {
  const say = (text: string): string => `${kind}: ${text}`;
  const start = async (): Promise<OutreachWorld> => await openOutreachWorld((await open()).db);

  test(
    say(
      'who is archived with a reason that means no contact is on the list at once, and the sources are told',
    ),
    async () => {
      const world = await start();
      const { deps, workspaceId, control } = world;
      const [no, other] = control.archiveReasons().filter((reason) => reason.type !== 'hired');
      assert.ok(no !== undefined && other !== undefined);
      await changeOutreachPolicy(deps, {
        workspaceId,
        body: { leverOptOutReasons: [no.text.toUpperCase()] },
        actor: 'test',
      });
      const person = await world.source('Ada');
      const stranger = await world.source('Bo');
      await look(world);
      control.archive({ opportunity: stranger.opportunityId, reason: other.id });
      await look(world);
      assert.deepEqual(await listed(world), [], 'another reason says nothing about contact');
      control.archive({ opportunity: person.opportunityId, reason: no.id });
      await look(world);
      const rows = await listed(world);
      assert.deepEqual(
        rows.map((row) => [row.kind, row.cause]),
        [['person', 'lever']],
      );
      const because = `not to be contacted: archived in Lever as “${no.text}”`;
      const key = { workspaceId, personId: person.personId };
      assert.equal((await whyNotContacted(deps, key)).because, because);
      const told = (await world.told()).filter((one) => one.payload.person.id === person.personId);
      assert.equal(told.at(-1)?.event, 'outreach.stop');
      await liftSuppression(deps, {
        workspaceId,
        suppressionId: rows[0]?.id ?? '',
        because: 'archived by mistake',
        actor: 'user:sam',
      });
      await look(world);
      assert.deepEqual(await listed(world), [], 'what a human lifted does not come back by itself');
    },
  );

  test(
    say('a consent taken back in Lever puts the person on the list and stops everything'),
    async () => {
      const world = await start();
      const { control } = world;
      const person = await world.source('Ada');
      await look(world);
      await world.touch({
        person: { email: person.email },
        kind: 'enrolled',
        channel: 'email',
        sequence: 'Backend',
      });
      control.setDataProtection({
        contact: person.contactId,
        mayContact: { allowed: false, expiresAt: null },
      });
      await look(world);
      assert.deepEqual(
        (await listed(world)).map((row) => row.cause),
        ['lever'],
      );
      const [run] = await world.enrollments(person.personId);
      assert.equal(run?.state, 'stopped');
      assert.equal((await world.told()).at(-1)?.event, 'outreach.stop');
    },
  );
});
