// Webhooks and poll in any order come to the same state as the poll alone: two workspaces live through the same
// history in Lever, one polls only, the other also gets webhooks, some lost, some repeated, in any order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld, Sourced } from '../../test/outreach-world.ts';
import { outreachEffects } from '../core/status/status.ts';
import { effectInForce } from './hold-outreach.ts';

const RUNS = 25;
const MINUTE = 60_000;

type Change = { do: 'move' | 'archive'; pick: number } | { do: 'unarchive' | 'tag' };
type Act =
  | Change
  | { do: 'poll' }
  | { do: 'deliver'; pick: number }
  | { do: 'wait'; minutes: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), pick: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('archive' as const), pick: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('unarchive' as const, 'tag' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.integer({ min: 0, max: 30 }),
    }),
  },
);

interface Lived {
  world: OutreachWorld;
  person: Sourced;
}

eachDatabase((_kind, open) => {
  test('webhooks in any order, lost or repeated, and the poll end in the state of the poll alone', async () => {
    const { db } = await open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
        run += 1;
        const lives: Lived[] = [];
        for (const name of [`${run} poll`, `${run} both`]) {
          const world = await openOutreachWorld(db, { keepHooks: true, name });
          lives.push({ world, person: await world.source('Ada') });
        }
        const [alone, both] = lives;
        assert.ok(alone !== undefined && both !== undefined);
        for (const each of acts) await perform(each, { alone, both });
        for (const { world } of lives) {
          await world.account.clock.advance(5 * MINUTE);
          await world.readAll();
          await world.poll();
        }
        assert.deepEqual(await recordOf(both), await recordOf(alone));
        await assertHolds({ alone, both }, acts);
      }),
      { numRuns: RUNS, seed: 20_260_601 },
    );
  });
});

async function perform(each: Act, lives: { alone: Lived; both: Lived }): Promise<void> {
  const { alone, both } = lives;
  await sameTime([alone, both]);
  switch (each.do) {
    case 'move':
    case 'archive':
    case 'unarchive':
    case 'tag':
      for (const { world, person } of [alone, both]) changeInLever(each, world, person);
      await both.world.control.settleWebhooks({});
      return;
    case 'poll':
      for (const { world } of [alone, both]) await world.poll();
      return;
    case 'wait':
      for (const { world } of [alone, both]) {
        await world.account.clock.advance(each.minutes * MINUTE);
      }
      return;
    case 'deliver': {
      const { hooks } = both.world;
      const hook = hooks[each.pick % Math.max(1, hooks.length)];
      if (hook !== undefined) assert.equal((await both.world.deliver(hook)).status, 200);
      // Some hints are followed by their reading at once, some only at the end.
      if (each.pick % 2 === 0) await both.world.readAll();
    }
  }
}

/** Waiting for the rate limit moved the two clocks apart; what happens in Lever happens to both at once. */
async function sameTime(lives: readonly Lived[]): Promise<void> {
  const latest = Math.max(...lives.map(({ world }) => world.account.clock.nowMs()));
  for (const { world } of lives) {
    await world.account.clock.advance(latest - world.account.clock.nowMs());
  }
}

function changeInLever(each: Change, world: OutreachWorld, person: Sourced): void {
  const { control } = world;
  const opportunity = person.opportunityId;
  if (each.do === 'tag') control.addTag({ opportunity, tag: 'seen' });
  if (each.do === 'unarchive') control.unarchive({ opportunity });
  if (each.do === 'move') {
    const stage = ['lead-new', 'applicant-new', 'offer'][each.pick] ?? '';
    control.moveStage({ opportunity, stage });
  }
  if (each.do === 'archive') {
    const reasons = control.archiveReasons({});
    const kinds = [/^Hired$/, /^Withdrew$/, /^Timing$/];
    const reason = reasons.find(({ text }) => kinds[each.pick]?.test(text));
    assert.ok(reason !== undefined);
    control.archive({ opportunity, reason: reason.id });
  }
}

async function recordOf({ world, person }: Lived) {
  const { stageId, archiveReasonId, status, gone, remoteUpdatedAt, opportunity } =
    await world.deps.db
      .selectFrom('records')
      .selectAll()
      .where('id', '=', person.recordId)
      .executeTakeFirstOrThrow();
  return { stageId, archiveReasonId, status, gone, remoteUpdatedAt, opportunity };
}

/** Never weaker than by the poll alone; only what was undone between two polls may be known to webhooks alone. */
async function assertHolds(
  { alone, both }: { alone: Lived; both: Lived },
  acts: readonly Act[],
): Promise<void> {
  const byPoll = effectInForce(await alone.world.holds(alone.person.personId));
  const byBoth = effectInForce(await both.world.holds(both.person.personId));
  assert.ok(outreachEffects.indexOf(byBoth) >= outreachEffects.indexOf(byPoll));
  if (!acts.some((each) => each.do === 'unarchive')) assert.equal(byBoth, byPoll);
  const told = await both.world.told();
  assert.ok(!told.some((each) => each.event === 'outreach.resume'));
}
