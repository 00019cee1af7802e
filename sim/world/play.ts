// Plays one plan: the first day, the events in their time, then quiet; and says when everything has come to rest.

import { sql } from 'kysely';
import { createRandom } from '../../sandbox/random.ts';
import { eventKinds } from '../actors/event-kinds.ts';
import { letOutreachGoOn } from '../actors/outreach.ts';
import { playDisaster } from '../actors/disasters.ts';
import type { DisasterName } from './fault-names.ts';
import { waits } from './instance.ts';
import { endHookFaults, foundInstallation, type Simulation } from './set-up.ts';
import type { World } from './world.ts';

const minuteMs = 60_000;
/** Faults stop; within this everything has to be at an end. */
export const settleWithinMs = 4 * 60 * minuteMs;
const lookEveryMs = 5 * minuteMs;
const restartedMs = 2 * minuteMs;
const hourAheadMs = 62 * minuteMs;

/** Runs the world from its first moment until it rests. Broken rules are in `world.seen.violations`. */
export async function play(simulation: Simulation): Promise<void> {
  const { world } = simulation;
  await during(world, foundInstallation(simulation));
  const startMs = world.scheduler.nowMs();
  for (const event of world.plan.events) {
    world.scheduler.after(event.atMs, `event ${event.id} ${event.kind}`, () => {
      startEvent(simulation, event);
    });
  }
  await passUntil(world, startMs + world.plan.activeMs);
  world.faults.stop();
  endHookFaults(world);
  world.isSettling = true;
  world.trace.note(world.scheduler.nowMs(), 'faults are over');
  // Whatever was put off while all clocks were an hour ahead is due an hour late.
  const isLate = world.plan.events.some((event) => event.kind === 'disaster.clockForward');
  await passUntil(world, world.scheduler.nowMs() + (isLate ? hourAheadMs : restartedMs));
  await during(world, leaveOne(simulation));
  await settle(world);
  if (!world.seen.acts.some((act) => act.kind === 'remove' || act.kind === 'anonymise')) return;
  // A webhook about it may be lost, and whoever is gone there is erased here: that is work after the next poll.
  await passUntil(world, world.scheduler.nowMs() + waits.leverPollMs + restartedMs);
  await settle(world);
}

/** All but one process leave cleanly, and hand over what they had: quiet is as quiet with one, and three times faster. */
async function leaveOne({ world, installation }: Simulation): Promise<void> {
  for (const instance of world.instances.slice(1)) await installation.stop(instance);
}

function startEvent(simulation: Simulation, event: { id: string; kind: string }): void {
  const { world } = simulation;
  const random = createRandom(`${world.plan.seed}:event ${event.id}`);
  const name = `event ${event.id}`;
  const kind = eventKinds.find((one) => one.name === event.kind);
  const playing =
    kind === undefined
      ? playDisaster(simulation, event.kind as DisasterName, random)
      : kind.run(world, random, event.id);
  world.seen.eventCount += 1;
  world.pending.add(name);
  void playing
    .catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      world.violate(`${event.kind} (${event.id}) failed: ${text}`);
    })
    .finally(() => world.pending.delete(name));
}

/** Lets the world go on until the promise settles. */
export async function during<Result>(world: World, promise: Promise<Result>): Promise<Result> {
  const end = { isReached: false };
  const over = promise.finally(() => {
    end.isReached = true;
  });
  over.catch(() => undefined);
  if (!(await world.scheduler.runUntil(() => end.isReached)))
    throw new Error('Everything waits, and nothing will end it.');
  return await over;
}

/** Lets time pass up to that moment. */
export async function passUntil(world: World, untilMs: number): Promise<void> {
  const end = { isReached: false };
  world.scheduler.after(untilMs - world.scheduler.nowMs(), 'a moment is reached', () => {
    end.isReached = true;
  });
  await world.scheduler.runUntil(() => end.isReached);
}

async function settle(world: World): Promise<void> {
  const untilMs = world.scheduler.nowMs() + settleWithinMs;
  let isHalted = world.plan.sendsOutreach;
  for (;;) {
    if (isHalted && world.pending.size === 0) {
      await during(world, letOutreachGoOn(world));
      isHalted = false;
    }
    const left = await whatIsLeft(world);
    if (left === null) return;
    if (world.scheduler.nowMs() > untilMs) {
      world.violate(`I17: ${settleWithinMs / minuteMs} minutes after the faults: ${left}`);
      return;
    }
    await passUntil(world, world.scheduler.nowMs() + lookEveryMs);
  }
}

/** What is still under way, in words, or null. Reads only between transactions. */
export async function whatIsLeft(world: World): Promise<string | null> {
  if (world.pending.size > 0) return `${[...world.pending].join(', ')} go on`;
  await world.scheduler.runUntil(() => !world.gate.isBusy());
  const nowMs = world.scheduler.nowMs() + world.clockOffsetMs;
  // What waits longer than any rule of the planner makes it wait is upkeep by the clock.
  const horizon = new Date(nowMs + 2 * 60 * minuteMs);
  const { rows } = await sql<{ text: string }>`
    select kind || ' due ' || due_at::text || ': ' || coalesce(because, '') as text from work
      where kind not like 'lever\\_%' and kind not like 'match\\_%' and kind <> 'mailbox_read' and (due_at <= ${horizon} or leased_by is not null)
    union all
    select 'intent ' || kind || ' is ' || state from intents
      where state in ('planned', 'armed', 'ambiguous')
    union all
    select 'a run is due' from enrollments where is_ours and state = 'active' and next_at <= ${horizon}
    union all
    select 'message ' || id || ' is ' || state from messages where due_at <= ${horizon}
    union all
    select 'intake waits' from pending_intake where parked_because is null
    union all
    select 'a hook waits' from hook_receipts where handled_at is null
    limit 3`.execute(world.database.direct);
  return rows.length === 0 ? null : rows.map((row) => row.text).join('; ');
}
