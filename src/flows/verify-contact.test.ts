// Addresses are verified before anything goes to them, on both databases: within the budget, and not twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, minuteMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import type { ContactVerifier, VerifierAnswer } from '../ports/contact-verifier.ts';
import { PortFailure } from '../ports/failure.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';

interface Asked {
  verifier: ContactVerifier;
  addresses: string[];
}

function verifierOf(
  name: string,
  answer: (address: string) => Partial<VerifierAnswer> | null,
  isFree = false,
): Asked {
  const addresses: string[] = [];
  const verifier: ContactVerifier = {
    name,
    isFree,
    async verify(address) {
      addresses.push(address);
      const said = answer(address);
      if (said === null)
        throw new PortFailure({ kind: 'unreachable', message: 'Away.', detail: 'test' });
      return { verdict: 'deliverable', method: 'smtp', costCents: 2, ...said };
    },
  };
  return { verifier, addresses };
}

eachDatabase((_kind, open) => {
  async function scene(asked: readonly Asked[], budget = 100): Promise<SendingWorld> {
    const { db } = await open();
    const world = await sendingWorld(db, 'verify');
    world.deps = { ...world.deps, contactVerifiers: asked.map(({ verifier }) => verifier) };
    await changeOutreachPolicy(world.deps, {
      workspaceId: world.workspaceId,
      body: { verifierBudgetCentsPerMonth: budget },
      actor: 'test',
    });
    return world;
  }

  /** Enrols somebody whose address was verified long ago. */
  async function enrolled(world: SendingWorld, name: string, email: string): Promise<string> {
    const personId = await world.person(name, email);
    await sql`update contact_points set verified_at = ${new Date(world.nowMs() - 200 * dayMs)}
      where person_id = ${personId}`.execute(world.deps.db);
    const sequenceId = await world.sequence({ steps: [anEmail('only')] }, `for ${name}`);
    const enrolment = await world.enrol(personId, sequenceId);
    assert.ok(enrolment.isEnrolled);
    return personId;
  }

  async function kept(world: SendingWorld): Promise<unknown[]> {
    const found = await sql<Record<string, unknown>>`
      select verifier, verdict, method, cost_cents from contact_verifications order by verified_at`.execute(
      world.deps.db,
    );
    return found.rows.map((row) => Object.values(row));
  }

  test('a verification that is too old is made anew before the send, once, and the choice says why', async () => {
    const asked = verifierOf('service', () => ({}));
    const world = await scene([asked]);
    const personId = await enrolled(world, 'Ada Lovelace', 'ada@gmail.com');
    await world.pass(hourMs);
    const [message] = await world.messages(personId);
    assert.equal(message?.state, 'sent', String(message?.because));
    assert.deepEqual(asked.addresses, ['ada@gmail.com']);
    assert.deepEqual(await kept(world), [['service', 'deliverable', 'smtp', 2]]);
    assert.match(JSON.stringify(message?.explanation), /verified personal address/u);
    await world.close();
  });

  test('what is dead is not written to; a domain that takes no mail is known without asking anybody', async () => {
    const asked = verifierOf('service', () => ({ verdict: 'undeliverable' }));
    const world = await scene([asked]);
    const dead = await enrolled(world, 'Ada Lovelace', 'ada@target.example');
    await world.pass(hourMs);
    assert.equal(world.sink.accepted.length, 0);
    assert.match(String((await world.messages(dead))[0]?.because), /came back or it is invalid/u);
    const mailDns = { ...world.deps.mailDns, findMx: async () => [{ exchange: '', priority: 0 }] };
    world.deps = { ...world.deps, mailDns };
    const silent = await enrolled(world, 'Grace Hopper', 'grace@nothing.example');
    await world.pass(hourMs);
    assert.match(String((await world.messages(silent))[0]?.because), /invalid|takes no mail/u);
    assert.equal(asked.addresses.length, 1);
    assert.deepEqual((await kept(world))[1], ['own', 'undeliverable', 'null_mx', 0]);
    await world.close();
  });

  test('an unsure answer costs as well, is kept, and is not bought again at every look', async () => {
    const asked = verifierOf('service', () => ({ verdict: 'unknown', costCents: 1.5 }));
    const world = await scene([asked]);
    await enrolled(world, 'Ada Lovelace', 'ada@gmail.com');
    await world.pass(2 * dayMs, 6 * hourMs);
    assert.deepEqual(asked.addresses, ['ada@gmail.com']);
    assert.deepEqual(await kept(world), [['service', 'unknown', 'smtp', 2]]);
    await world.close();
  });

  test('the budget of a month holds, and what is free is asked all the same', async () => {
    const paid = verifierOf('paid', () => ({ costCents: 3 }));
    const free = verifierOf('free', () => ({ verdict: 'unknown', costCents: 0 }), true);
    const world = await scene([free, paid], 5);
    for (const [index, name] of ['Ada Aa', 'Bea Bb', 'Cleo Cc'].entries())
      await enrolled(world, name, `p${index}@gmail.com`);
    await world.pass(hourMs, 5 * minuteMs);
    assert.equal(paid.addresses.length, 2);
    assert.equal(free.addresses.length, 3);
    assert.equal(world.sink.accepted.length, 2);
    await world.close();
  });

  test('a service that is away leaves the address as it was, and the next one is asked', async () => {
    const away = verifierOf('away', () => null);
    const there = verifierOf('there', () => ({ verdict: 'deliverable' }));
    const world = await scene([away, there]);
    await enrolled(world, 'Ada Lovelace', 'ada@gmail.com');
    await world.pass(hourMs);
    assert.deepEqual([away.addresses.length, there.addresses.length], [1, 1]);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });
});
