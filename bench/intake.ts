// How fast events are taken in over real HTTP: batches, single requests, repeats; on both databases.
// npm run bench -- intake [--json]

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/postgres.ts';
import { sendLoad } from './intake-load.ts';
import type { LoadFigures } from './intake-load.ts';

export interface IntakeBenchOptions {
  /** Events sent in batches per run; a tenth of it singly. */
  events: number;
  databases: readonly ('embedded' | 'server')[];
  /** Told one line per figure. */
  say: (line: string) => void;
}

export const intakeBenchDefaults = { events: 60_000, databases: ['embedded', 'server'] } as const;

export interface IntakeReport {
  /** Goals in events per second. */
  goals: Record<'embedded' | 'server', { batch: number; single: number; duplicates: number }>;
  embedded?: IntakeFigures;
  server?: IntakeFigures;
}

/** CPU is the server process's own: with an embedded database the database's too. It hardly depends on other load. */
export type RunFigures = LoadFigures & { cpuMicrosPerEvent: number };

export interface IntakeFigures {
  batchTouches: RunFigures;
  batchProfiles: RunFigures;
  duplicates: RunFigures;
  single: RunFigures;
  singleAlone: RunFigures;
  serverMemoryMb: number;
}

const goals: IntakeReport['goals'] = {
  embedded: { batch: 10_000, single: 3_000, duplicates: 25_000 },
  server: { batch: 20_000, single: 8_000, duplicates: 25_000 },
};

/** Client and server share the machine, so the figures are a floor. */
export async function intakeBench(options: IntakeBenchOptions): Promise<IntakeReport> {
  const report: IntakeReport = { goals };
  for (const kind of options.databases) {
    const postgres = kind === 'server' ? await startPostgres() : null;
    const folder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
    try {
      report[kind] = await measure(kind, { ...options, folder, databaseUrl: postgres?.url });
    } finally {
      await postgres?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return report;
}

async function measure(
  kind: 'embedded' | 'server',
  options: IntakeBenchOptions & { folder: string; databaseUrl: string | undefined },
): Promise<IntakeFigures> {
  const args = [
    options.folder,
    ...(options.databaseUrl === undefined ? [] : [options.databaseUrl]),
  ];
  const child = fork(new URL('intake-server.ts', import.meta.url), args, { execArgv: [] });
  const [server] = (await once(child, 'message')) as [{ url: string; key: string }];
  const run = async (name: string, load: Omit<Parameters<typeof sendLoad>[0], 'url' | 'key'>) => {
    const cpuBefore = await metricOf(server.url, 'process_cpu_seconds_total');
    const sent = await sendLoad({ ...server, ...load });
    const cpuSeconds = (await metricOf(server.url, 'process_cpu_seconds_total')) - cpuBefore;
    const eventCount = load.bodies.length * load.itemsPerBody;
    const figures = { ...sent, cpuMicrosPerEvent: Math.round((cpuSeconds * 1e6) / eventCount) };
    const { eventsPerSecond, p50Ms, p99Ms } = figures;
    options.say(
      `${kind.padEnd(9)}${name.padEnd(26)}${String(eventsPerSecond).padStart(7)} events/s   p50 ${p50Ms} ms   p99 ${p99Ms} ms   ${figures.cpuMicrosPerEvent} µs of CPU each`,
    );
    return figures;
  };
  const { events } = options;
  const batch = { itemsPerBody: 200, connections: 4 };
  const touches = batches('t', events, touchAt);
  await sendLoad({
    ...server,
    ...batch,
    path: '/v1/touches',
    bodies: batches('w', 10_000, touchAt),
  });
  const batchTouches = await run('touches by 200', {
    ...batch,
    path: '/v1/touches',
    bodies: touches,
  });
  const duplicates = await run('the same again', {
    ...batch,
    path: '/v1/touches',
    bodies: touches,
  });
  const profiles = batches('p', events, profileAt);
  const batchProfiles = await run('profiles by 200', {
    ...batch,
    path: '/v1/profiles',
    bodies: profiles,
  });
  const singles = range(events / 4).map((n) => JSON.stringify(touchAt(`s${n}`, n)));
  const one = { itemsPerBody: 1, path: '/v1/touches' } as const;
  const single = await run('singly, 128 connections', {
    ...one,
    bodies: singles,
    connections: 128,
  });
  const alone = range(1000).map((n) => JSON.stringify(touchAt(`a${n}`, n)));
  const singleAlone = await run('singly, 1 connection', { ...one, bodies: alone, connections: 1 });
  const bytes = await metricOf(server.url, 'process_resident_memory_bytes');
  const serverMemoryMb = Math.round(bytes / 1024 / 1024);
  options.say(
    `${kind.padEnd(9)}${'memory of the server'.padEnd(26)}${String(serverMemoryMb).padStart(7)} MB`,
  );
  child.send('stop');
  await once(child, 'exit');
  return { batchTouches, duplicates, batchProfiles, single, singleAlone, serverMemoryMb };
}

async function metricOf(url: string, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  const line = new RegExp(`^${name} ([0-9.e+-]+)`, 'm').exec(await answer.text());
  return Number(line?.[1] ?? 0);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function batches(
  prefix: string,
  events: number,
  itemAt: (id: string, n: number) => unknown,
): string[] {
  return range(Math.ceil(events / 200)).map((batch) =>
    JSON.stringify({
      items: range(200).map((n) => itemAt(`${prefix}${batch}-${n}`, batch * 200 + n)),
    }),
  );
}

function touchAt(id: string, n: number): unknown {
  return {
    source: 'pin',
    sourceEventId: id,
    person: { email: `person${n % 20_000}@example.com`, externalId: `pin-${n % 20_000}` },
    job: { externalId: `job-${n % 20}` },
    channel: 'email',
    kind: n % 3 === 0 ? 'opened' : 'sent',
    sequence: 'Backend engineers, spring',
    step: 1 + (n % 4),
    subject: 'A role at Initech that fits what you built',
    sender: 'sam@recruiting.example',
    occurredAt: '2026-11-01T10:00:00Z',
  };
}

function profileAt(id: string, n: number): unknown {
  return {
    source: 'pin',
    sourceEventId: id,
    job: { externalId: `job-${n % 20}` },
    foundAt: '2026-11-01T10:00:00Z',
    sourcer: { email: 'sam@recruiting.example' },
    externalId: `pin-${n}`,
    name: `Ana Souza ${n}`,
    headline: 'Backend engineer who likes queues',
    title: 'Senior Software Engineer',
    employer: 'Initech',
    location: 'Berlin, Germany',
    emails: [
      {
        value: `person${n}@example.com`,
        status: 'verified',
        method: 'smtp',
        verifiedAt: '2026-10-01T00:00:00Z',
      },
      `p${n}@mail.example.org`,
    ],
    phones: ['+14155550100'],
    profileUrls: [`https://www.linkedin.com/in/ana-souza-${n}`],
    skills: ['typescript', 'postgres', 'queues'],
    tags: ['spring', 'backend'],
    score: 0.87,
    workHistory: [{ employer: 'Hooli', title: 'Engineer', startedOn: '2019', endedOn: '2023-04' }],
  };
}
