// How long things take from one end to the other: an event until Lever is called, a stage change until outreach is
// paused at the source, and a start until the server is ready. Real processes, real HTTP.
// npm run bench -- latency [--events N] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { Listening, Sandbox } from '../sandbox/sandbox.ts';
import { openReceiver } from '../sandbox/source/receive-webhooks.ts';
import { remoteServer } from '../src/cli/remote-server.ts';
import type { RemoteServer } from '../src/cli/remote-server.ts';
import { startPostgres } from '../test/postgres.ts';
import { newSecretKey, startServing } from './serving.ts';
import type { Serving, ServingWish } from './serving.ts';

export interface LatencyBenchOptions {
  /** Measured one after another, so that none waits for the rate limit. */
  events: number;
  say: (line: string) => void;
}

export const latencyBenchDefaults = { events: 200 } as const;

interface Spread {
  p50: number;
  p99: number;
  max: number;
}

interface LatencyFigures {
  coldStartFirstMs: number;
  coldStartAgainMs: number;
  eventToLeverRequestMs: Spread;
  /** Includes the delivery of the order to the source, so the durable pause is earlier still. */
  stageChangeToPauseMs: Spread;
}

// Above the average gap between two allowed calls, times the calls one person costs.
const gapMs = 350;
const waitMaxMs = 10_000;

/** Both databases, one after the other. Goals: event p50 10 ms, p99 50 ms; pause p99 100 ms. */
export async function latencyBench(options: LatencyBenchOptions): Promise<object> {
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
  options: LatencyBenchOptions & { databaseUrl: string | undefined },
): Promise<LatencyFigures> {
  const { databaseUrl, events, say } = options;
  const name = databaseUrl === undefined ? 'embedded' : 'Postgres';
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
  const sandbox = createSandbox({ world: 'empty', webhooksOn: true });
  const lever = await sandbox.listen({ port: 0 });
  const port = await freePort();
  const settings = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  const wish: ServingWish = {
    folder,
    databaseUrl,
    secretKey: newSecretKey(),
    sandbox,
    lever,
    settings,
  };
  let serving: Serving | undefined;
  try {
    serving = await startServing(wish);
    const { apiKey, startMs: coldStartFirstMs } = serving;
    await serving.stop();
    serving = await startServing({ ...wish, apiKey });
    const coldStartAgainMs = serving.startMs;
    say(
      `${name}: first start ${coldStartFirstMs.toFixed(0)} ms, again ${coldStartAgainMs.toFixed(0)} ms`,
    );
    const api = remoteServer({ url: serving.url, apiKey });
    const eventToLeverRequestMs = await eventsToRequests({ api, sandbox, events });
    say(`${name}: event to Lever request ${shown(eventToLeverRequestMs)}`);
    const stageChangeToPauseMs = await movesToPauses({ api, sandbox, lever, events });
    say(`${name}: stage change in Lever to pause at the source ${shown(stageChangeToPauseMs)}`);
    return { coldStartFirstMs, coldStartAgainMs, eventToLeverRequestMs, stageChangeToPauseMs };
  } finally {
    await serving?.stop();
    await lever.close();
    sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From sending a profile to the first call Lever gets because of it. */
async function eventsToRequests(given: {
  api: RemoteServer;
  sandbox: Sandbox;
  events: number;
}): Promise<Spread> {
  const { api, sandbox, events } = given;
  const taken: number[] = [];
  for (let number = 0; number < events; number += 1) {
    await sleep(gapMs);
    const seen = sandbox.control.counters().total;
    const sentAt = performance.now();
    const sending = api.ask({ method: 'POST', path: '/v1/profiles', body: profile(number) });
    await until(() => sandbox.control.counters().total > seen);
    taken.push(performance.now() - sentAt);
    await sending;
  }
  return spread(taken);
}

/** From a recruiter's move in Lever to the signed order at the source. */
async function movesToPauses(given: {
  api: RemoteServer;
  sandbox: Sandbox;
  lever: Listening;
  events: number;
}): Promise<Spread> {
  const { api, sandbox, events } = given;
  let arrived = 0;
  const receiver = await openReceiver(() => (arrived += 1));
  try {
    const endpoint = (await api.ask({
      method: 'POST',
      path: '/v1/webhook-endpoints',
      body: { url: receiver.url, events: ['outreach.pause'] },
    })) as { secret: string };
    receiver.trust(endpoint.secret);
    const items = Array.from({ length: events }, (_, number) => enrolled(number));
    for (let from = 0; from < events; from += 1000) {
      const batch = items.slice(from, from + 1000);
      await api.ask({ method: 'POST', path: '/v1/touches', body: { items: batch } });
    }
    const held = sandbox.control.opportunities({ limit: events });
    const stage = sandbox.control.stages({}).find((one) => /interview/i.test(one.text));
    await untilQuiet(api);
    const taken: number[] = [];
    for (const { id } of held) {
      await sleep(gapMs / 5);
      const before = arrived;
      const movedAt = performance.now();
      sandbox.control.moveStage({ opportunity: id, stage: stage?.id ?? '' });
      await until(() => arrived > before);
      taken.push(performance.now() - movedAt);
    }
    return spread(taken);
  } finally {
    await receiver.close();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + waitMaxMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error('What was waited for did not come.');
    await sleep(0.2);
  }
}

async function untilQuiet(api: RemoteServer): Promise<void> {
  for (;;) {
    const counts = (await api.ask({ method: 'GET', path: '/v1/status' })) as {
      waitingIntake: number;
      waitingRecords: number;
    };
    if (counts.waitingIntake + counts.waitingRecords === 0) return;
    await sleep(200);
  }
}

function profile(number: number): object {
  return {
    source: 'bench',
    sourceEventId: `hit-${number}`,
    name: `Person Number${number}`,
    job: { externalId: 'job' },
    emails: [{ value: `person${number}@mail.example`, status: 'verified' }],
  };
}

function enrolled(number: number): object {
  return {
    source: 'bench',
    sourceEventId: `touch-${number}`,
    person: { email: `person${number}@mail.example` },
    channel: 'email',
    kind: 'enrolled',
    sequence: 'Bench',
    occurredAt: '2026-03-01T09:00:00.000Z',
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function shown({ p50, p99, max }: Spread): string {
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms`;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
