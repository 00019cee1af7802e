// How well the allowed calls to Lever are used, and how many a candidate costs; against the sandbox with its limiter on.
// npm run bench -- lever [--minutes N] [--json]

import { openMemoryDatabase, type OpenedDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { countStatus } from '../src/db/queries/status-counts.ts';
import { startRunning, type Running } from '../test/running.ts';
import { limitsBench } from './limits.ts';

export interface LeverBenchOptions {
  /** Length of the real run. */
  minutes: number;
  say: (line: string) => void;
}

export const leverBenchDefaults = { minutes: 10 } as const;

/** What Lever documents: 10 a second, 20 at once. */
const sandboxLimits = { perSecond: 10, burst: 20 };
const ourRatePerSecond = 9.98;
/** A new person costs a search and a creation. */
const callsPerPerson = 2;
const sampleEveryMs = 1_000;

/** The lifecycle in counted calls, a simulated day of pacing, and a run of real minutes with a full backlog. */
export async function leverBench(options: LeverBenchOptions): Promise<object> {
  const lifecycle = await countLifecycle();
  options.say(`calls per candidate: ${JSON.stringify(lifecycle)} (goal: at most 6)`);
  const simulated = await limitsBench({ say: options.say });
  const real = await runBacklog(options);
  options.say(
    `real run of ${real.seconds.toFixed(0)} s: ${(real.utilisation * 100).toFixed(2)} % of the allowed calls used, ${real.refused} refused (goal: 99.5 %, none)`,
  );
  return { lifecycle, simulated, real };
}

interface LifecycleCalls {
  /** All touches at once, as an import of history brings them. */
  together: number;
  /** Each touch on its own day, everything written before the next one comes. */
  apart: number;
}

/** Calls that Lever sees for one candidate, in the two ways touches may come. */
export async function countLifecycle(): Promise<LifecycleCalls> {
  return {
    together: await withFulcrum({}, (fulcrum) => live(fulcrum, false)),
    apart: await withFulcrum({}, (fulcrum) => live(fulcrum, true)),
  };
}

/** Create, three mails, an open, a reply, a stage change by a recruiter. Returns the calls Lever saw for it. */
async function live(fulcrum: Running, isApart: boolean): Promise<number> {
  await fulcrum.quiet();
  const before = callsOf(fulcrum);
  const touches = ['sent', 'sent', 'sent', 'opened', 'replied'].map((kind, index) => ({
    source: 'pin',
    sourceEventId: `touch-${index}`,
    person: { email: 'zoe@mail.example' },
    channel: 'email',
    kind,
    sequence: 'Backend',
    step: Math.min(index + 1, 3),
    occurredAt: `2026-03-0${index + 2}T09:00:00.000Z`,
  }));
  await fulcrum.profiles({
    source: 'pin',
    sourceEventId: 'hit',
    name: 'Zoë Müller',
    foundAt: '2026-03-01T09:00:00.000Z',
    emails: [{ value: 'zoe@mail.example', status: 'verified' }],
    tags: ['Backend'],
    profileUrls: ['https://www.linkedin.com/in/zoe-muller'],
  });
  if (isApart) await fulcrum.quiet();
  for (const touch of touches) {
    await fulcrum.touches(touch);
    // An open waits for company; nobody waits for the open.
    if (isApart && touch.kind !== 'opened') await fulcrum.quiet();
  }
  await fulcrum.quiet();
  const opportunity = fulcrum.sandbox.control.opportunities({})[0]?.id ?? '';
  fulcrum.sandbox.control.moveStage({ opportunity, stage: 'applicant-new' });
  await fulcrum.quiet();
  return callsOf(fulcrum) - before;
}

interface RealRun {
  seconds: number;
  calls: number;
  refused: number;
  /** Calls made, of those the sandbox's steady rate allows in the time. */
  utilisation: number;
  people: number;
}

async function runBacklog(options: LeverBenchOptions): Promise<RealRun> {
  const seconds = options.minutes * 60;
  // Half as many people again as can be written, so that the backlog never runs dry.
  const people = Math.ceil((seconds * sandboxLimits.perSecond * 1.5) / callsPerPerson);
  return await withFulcrum(
    { sandbox: { limits: sandboxLimits }, ratePerSecond: ourRatePerSecond },
    async (fulcrum) => {
      await fulcrum.quiet();
      for (let start = 0; start < people; start += 200) {
        const count = Math.min(200, people - start);
        await fulcrum.profiles(
          ...Array.from({ length: count }, (_, index) => backlogProfile(start + index)),
        );
      }
      await waitingRecords(fulcrum, people / 2);
      return await measure(fulcrum, { seconds, people });
    },
  );
}

async function measure(
  fulcrum: Running,
  run: { seconds: number; people: number },
): Promise<RealRun> {
  const { clock } = fulcrum.deps;
  const before = fulcrum.sandbox.control.counters();
  const startedMs = clock.now().getTime();
  const endMs = startedMs + run.seconds * 1000;
  while (clock.now().getTime() < endMs) await clock.sleep(sampleEveryMs);
  const after = fulcrum.sandbox.control.counters();
  const seconds = (clock.now().getTime() - startedMs) / 1000;
  const calls = after.total - before.total;
  return {
    seconds,
    calls,
    refused: after.throttled - before.throttled,
    utilisation: calls / (seconds * sandboxLimits.perSecond),
    people: run.people,
  };
}

function backlogProfile(index: number): object {
  return {
    source: 'pin',
    sourceEventId: `hit-${index}`,
    name: `Person Number${index}`,
    foundAt: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    emails: [{ value: `person.${index}@host${index}.example`, status: 'verified' }],
  };
}

/** The run starts when enough records wait. */
async function waitingRecords(fulcrum: Running, count: number): Promise<void> {
  const { deps, workspaceId } = fulcrum;
  for (;;) {
    const { waitingRecords: waiting, inLever } = await countStatus(deps.db, workspaceId);
    if (waiting + inLever >= count) return;
    await deps.clock.sleep(sampleEveryMs);
  }
}

function callsOf(fulcrum: Running): number {
  return fulcrum.sandbox.control.counters().total;
}

async function withFulcrum<Answer>(
  options: Parameters<typeof startRunning>[1],
  run: (fulcrum: Running) => Promise<Answer>,
): Promise<Answer> {
  const database: OpenedDatabase = await openMemoryDatabase();
  await migrate(database.db);
  const fulcrum = await startRunning(database, options);
  try {
    return await run(fulcrum);
  } finally {
    await fulcrum.stop();
    await database.close();
  }
}
