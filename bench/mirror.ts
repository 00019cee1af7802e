// The first full reading of an account: calls, time at the rate limit, time of our own, and memory.

import { openMemoryDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { countMirrored } from '../src/db/queries/mirror.ts';
import { sweepLever } from '../src/flows/sweep-lever.ts';
import { openSyncWorld } from '../test/sync-world.ts';

export interface MirrorBenchOptions {
  candidates: number;
  say: (line: string) => void;
}

export const mirrorBenchDefaults = { candidates: 100_000 };

const callsPerSecond = 9.98;

export interface MirrorReport {
  candidates: number;
  mirrored: number;
  calls: number;
  minutesAtLimit: number;
  /** Of our own work: mapping, keys and writing, with the emulated account in the same process. */
  seconds: number;
  candidatesPerSecond: number;
  /** Growth while reading, the account itself and the embedded database included. */
  heapMegabytesBefore: number;
  heapMegabytesPeak: number;
  residentMegabytesPeak: number;
}

/** On the embedded database in memory, against the sandbox in process. */
export async function mirrorBench(options: MirrorBenchOptions): Promise<MirrorReport> {
  const opened = await openMemoryDatabase();
  try {
    await migrate(opened.db);
    options.say(`making an account of ${options.candidates} candidates`);
    const world = await openSyncWorld(opened.db, {
      sandbox: { world: options.candidates },
      handlers: { lever_sweep: sweepLever },
    });
    const { workspaceId, deps } = world;
    await deps.db.deleteFrom('work').where('kind', '<>', 'lever_sweep').execute();
    const before = process.memoryUsage();
    let heapPeak = before.heapUsed;
    let residentPeak = before.rss;
    world.beforeCall = () => {
      const now = process.memoryUsage();
      heapPeak = Math.max(heapPeak, now.heapUsed);
      residentPeak = Math.max(residentPeak, now.rss);
    };
    const startedAt = process.hrtime.bigint();
    await world.settle(0);
    for (let turns = 0; turns < 1_000 && (await isUnfinished(world)); turns += 1)
      await world.settle(60_000);
    const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    const mirrored = await countMirrored(deps.db, workspaceId);
    const calls = world.calls.length;
    options.say(`${mirrored} candidates in ${calls} calls`);
    return {
      candidates: options.candidates,
      mirrored,
      calls,
      minutesAtLimit: Math.round((calls / callsPerSecond / 60) * 10) / 10,
      seconds: Math.round(seconds * 10) / 10,
      candidatesPerSecond: Math.round(mirrored / seconds),
      heapMegabytesBefore: megabytes(before.heapUsed),
      heapMegabytesPeak: megabytes(heapPeak),
      residentMegabytesPeak: megabytes(residentPeak),
    };
  } finally {
    await opened.close();
  }
}

async function isUnfinished(world: Awaited<ReturnType<typeof openSyncWorld>>): Promise<boolean> {
  const row = await world.deps.db
    .selectFrom('mirrorSweeps')
    .where('workspaceId', '=', world.workspaceId)
    .select('finishedAt')
    .executeTakeFirst();
  return row === undefined || row.finishedAt === null;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
