// How much memory the server keeps: after its start, at most while it takes in and identifies people, and afterwards.
// npm run bench -- memory [--profiles N] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '../sandbox/sandbox.ts';
import { remoteServer } from '../src/cli/remote-server.ts';
import type { RemoteServer } from '../src/cli/remote-server.ts';
import { startPostgres } from '../test/postgres.ts';
import { newSecretKey, startServing } from './serving.ts';

export interface MemoryBenchOptions {
  profiles: number;
  say: (line: string) => void;
}

export const memoryBenchDefaults = { profiles: 20_000 } as const;

interface MemoryFigures {
  startedMiB: number;
  peakMiB: number;
  afterMiB: number;
}

const batchSize = 1_000;
const lookEveryMs = 100;
const settleMs = 5_000;
const mebibyte = 1024 * 1024;

/** Both databases, one after the other. Goals: 150 MB on a Postgres server, 350 MB embedded. */
export async function memoryBench(options: MemoryBenchOptions): Promise<object> {
  const postgres = await startPostgres();
  try {
    const server = await measure({ ...options, databaseUrl: postgres.url });
    const embedded = await measure({ ...options, databaseUrl: undefined });
    return { server, embedded };
  } finally {
    await postgres.stop();
  }
}

async function measure(
  options: MemoryBenchOptions & { databaseUrl: string | undefined },
): Promise<MemoryFigures> {
  const { databaseUrl, profiles, say } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
  const sandbox = createSandbox({ world: 'empty' });
  const lever = await sandbox.listen({ port: 0 });
  // Nobody goes to Lever: what counts here is taking in and identifying.
  const settings = { DEFAULT_TRIGGER: 'never' };
  const secretKey = newSecretKey();
  const serving = await startServing({ folder, databaseUrl, secretKey, sandbox, lever, settings });
  let peak = 0;
  const watching = { isOver: false };
  const watch = (async () => {
    while (!watching.isOver) {
      peak = Math.max(peak, serving.rssBytes());
      await sleep(lookEveryMs);
    }
  })();
  try {
    const started = serving.rssBytes();
    const api = remoteServer({ url: serving.url, apiKey: serving.apiKey });
    await takeIn(api, profiles);
    await sleep(settleMs);
    const figures = {
      startedMiB: started / mebibyte,
      peakMiB: peak / mebibyte,
      afterMiB: serving.rssBytes() / mebibyte,
    };
    const name = databaseUrl === undefined ? 'embedded' : 'Postgres';
    say(
      `${name}: ${figures.startedMiB.toFixed(0)} MiB started, ${figures.peakMiB.toFixed(0)} MiB at most with ${profiles} profiles, ${figures.afterMiB.toFixed(0)} MiB after`,
    );
    return figures;
  } finally {
    watching.isOver = true;
    await watch;
    await serving.stop();
    await lever.close();
    sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when all of them are identified. */
async function takeIn(api: RemoteServer, count: number): Promise<void> {
  for (let from = 0; from < count; from += batchSize) {
    const items = Array.from({ length: Math.min(batchSize, count - from) }, (_, index) =>
      profile(from + index),
    );
    await api.ask({ method: 'POST', path: '/v1/profiles', body: { items } });
  }
  for (;;) {
    const counts = (await api.ask({ method: 'GET', path: '/v1/status' })) as {
      waitingIntake: number;
    };
    if (counts.waitingIntake === 0) return;
    await sleep(lookEveryMs);
  }
}

function profile(number: number): object {
  return {
    source: 'bench',
    sourceEventId: `hit-${number}`,
    name: `Person Number${number}`,
    title: 'Engineer',
    employer: 'Nimbus Freight, Inc.',
    location: 'Berlin, Germany',
    job: { externalId: 'job' },
    emails: [{ value: `person${number}@mail.example`, status: 'verified' }],
    profileUrls: [`https://www.linkedin.com/in/person-${number}`],
    skills: ['Go', 'PostgreSQL'],
  };
}
