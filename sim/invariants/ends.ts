// Everything comes to an end, every end says why, and nobody holds on to anything.

import { sql } from 'kysely';
import type { Checked, Invariant } from './invariant.ts';

export const endInvariants: readonly Invariant[] = [
  { id: 'I17', says: 'what is parked says why and what to do', check: parkedIsExplained },
  { id: 'I17', says: 'no work is failing over and over', check: nothingFails },
  { id: 'I17', says: 'no bug was only logged', check: noBugLogged },
  { id: 'I4', says: 'a refusal for speed is never taken for a doubt', check: refusedIsNotDoubted },
  { id: 'I11', says: 'Lever never had to refuse us for speed', check: neverTooFast },
];

async function parkedIsExplained({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    select kind from intents where workspace_id = ${workspaceId} and state = 'parked'
      and (coalesce(failure_text, '') = '' or coalesce(next_action, '') = '')
    union all
    select 'webhook' from webhook_deliveries where workspace_id = ${workspaceId} and state = 'parked'
      and coalesce(last_error, '') = ''`.execute(db);
  return rows.map(({ kind }) => `a parked ${kind} does not say why or what to do`);
}

async function nothingFails({ db, workspaceId }: Checked): Promise<string[]> {
  const rows = await db
    .selectFrom('work')
    .select(['kind', 'attempts', 'because'])
    .where('workspaceId', '=', workspaceId)
    .where('attempts', '>', 3)
    // Upkeep by the clock may be at the end of a long outage's pause; what it is for is checked apart.
    .where('kind', 'not like', 'lever\\_%')
    .execute();
  return rows.map((row) => `${row.kind} failed ${row.attempts} times: ${row.because}`);
}

const bugEvents = [
  'engine.broke',
  'worker.broke',
  'work.failed',
  'loop.identify_failed',
  'loop.hooks_failed',
];

async function noBugLogged({ world }: Checked): Promise<string[]> {
  const bugs = world.seen.logLines.filter(
    ({ event, fields }) =>
      bugEvents.includes(event) &&
      // What the simulator did to the database itself is no bug; a failure of Lever has no `error`.
      fields['error'] !== undefined &&
      fields['error'] !== 'SimulatedError' &&
      // A process that was held still plans what was done without it; the database refuses, and it looks again.
      !(fields['error'] === 'IntentExists' && fields['attempts'] === 1),
  );
  return bugs.map(({ event, fields }) => `${event}: ${JSON.stringify(fields)}`);
}

async function refusedIsNotDoubted({ world }: Checked): Promise<string[]> {
  return world.seen.logLines
    .filter(
      ({ event, fields }) =>
        event === 'intent.failed' &&
        fields['failure'] !== 'rateLimited' &&
        String(fields['detail']).includes('status 429'),
    )
    .map(
      ({ fields }) =>
        `${String(fields['kind'])} was refused with 429 and is ${String(fields['failure'])}`,
    );
}

const tooFastAnyway: readonly string[] = [
  // A clock that jumps, and a log that was lost, make the stored pace unbelievable, by design;
  'disaster.clockBack',
  'disaster.clockForward',
  'disaster.restore',
  'disaster.loseCommits',
  // what the network holds up arrives together, whenever it left.
  'lever.slow',
  'process.stall',
];

async function neverTooFast({ world }: Checked): Promise<string[]> {
  if (tooFastAnyway.some((name) => (world.faults.fired.get(name) ?? 0) > 0)) return [];
  const { throttled } = world.sandbox.control.counters({});
  return throttled === 0 ? [] : [`Lever answered 429 ${throttled} times`];
}
