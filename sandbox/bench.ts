// Load figures of the sandbox: `node sandbox/bench.ts [in-process|http|large|limiter|all] [--seconds N] [--json]`
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox } from './sandbox.ts';

const PARTS = ['in-process', 'http', 'large', 'limiter'] as const;
type Part = (typeof PARTS)[number];
type Figures = Record<string, number | string>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = (standard: number): number => Number(values.seconds ?? standard);
const round = (value: number): number => Math.round(value * 100) / 100;

const wanted = positionals[0] ?? 'all';
const report: Record<string, Figures> = {};
for (const part of PARTS) {
  if (wanted !== 'all' && wanted !== part) continue;
  report[part] = await run(part);
  if (!values.json) process.stdout.write(`${part}: ${JSON.stringify(report[part])}\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);

function run(part: Part): Promise<Figures> {
  switch (part) {
    case 'in-process':
      return inProcess();
    case 'http':
      return overHttp();
    case 'large':
      return largeWorld();
    case 'limiter':
      return limiter();
  }
}

/** Processor time of this thread in ms: on a busy machine the honest half of a figure. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

type Ask = (
  method: string,
  path: string,
  body?: object,
) => Promise<{ status: number; body: Buffer }>;

function asker(sandbox: Sandbox): Ask {
  const headers = {
    authorization: `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  return (method, path, body) =>
    sandbox.handle({
      method,
      path: `/v1${path}`,
      headers,
      body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
    });
}

/** A client's mix: mostly single reads and small lists, one write in five. */
async function inProcess(): Promise<Figures> {
  const sandbox = createSandbox({ world: 10_000, limits: null });
  const ask = asker(sandbox);
  const rows = sandbox.control.opportunities({ limit: 5_000 });
  const user = sandbox.control.users()[0]?.id;
  const until = performance.now() + seconds(5) * 1000;
  const start = performance.now();
  const cpuStart = cpuMs();
  let count = 0;
  let failed = 0;
  while (performance.now() < until) {
    for (let inner = 0; inner < 50; inner += 1) {
      const row = rows[(count * 7) % rows.length];
      const reply = await mixed(ask, {
        count,
        id: row?.id ?? '',
        email: row?.person?.emails[0],
        user,
      });
      if (reply.status >= 400) failed += 1;
      count += 1;
    }
  }
  const took = (performance.now() - start) / 1000;
  const cpuSeconds = (cpuMs() - cpuStart) / 1000;
  return {
    requestsPerSecond: Math.round(count / took),
    requestsPerCpuSecond: Math.round(count / cpuSeconds),
    requests: count,
    failed,
    goal: 10_000,
  };
}

function mixed(
  ask: Ask,
  each: { count: number; id: string; email: string | undefined; user: string | undefined },
) {
  const { count, id, email, user } = each;
  switch (count % 10) {
    case 0:
      return ask('POST', `/opportunities?perform_as=${user}`, {
        name: 'Bench',
        emails: [`bench.${count}@people.example`],
        tags: ['bench'],
      });
    case 5:
      return ask('POST', `/opportunities/${id}/notes`, { value: `note ${count}` });
    case 1:
      return ask('GET', `/opportunities?email=${encodeURIComponent(email ?? 'a@b.example')}`);
    case 3:
      return ask('GET', `/opportunities/${id}/notes`);
    case 7:
      return ask('GET', '/opportunities?limit=10&stage_id=lead-responded&archived=false');
    default:
      return ask('GET', `/opportunities/${id}`);
  }
}

/** The same kind of mix from another process over keep-alive connections. */
async function overHttp(): Promise<Figures> {
  const sandbox = createSandbox({ world: 10_000, limits: null });
  const running = await sandbox.listen();
  const ids = sandbox.control.opportunities({ limit: 1_000 }).map((row) => row.id);
  const user = sandbox.control.users()[0]?.id;
  const child = fork(new URL('./bench-load.ts', import.meta.url));
  child.send({ url: running.url, key: running.apiKey, ids, user, seconds: seconds(5) });
  const cpuStart = cpuMs();
  const [figures] = (await once(child, 'message')) as [Figures];
  const cpuSeconds = (cpuMs() - cpuStart) / 1000;
  await running.close();
  const requestsPerCpuSecond = Math.round(Number(figures['requests']) / cpuSeconds);
  return { ...figures, requestsPerCpuSecond, goal: 3_000 };
}

/** 200,000 candidates: time to build, memory, and how long filtered lists of 100 take. */
async function largeWorld(): Promise<Figures> {
  const start = performance.now();
  const sandbox = createSandbox({ world: 200_000, limits: null });
  const buildSeconds = (performance.now() - start) / 1000;
  const ask = asker(sandbox);
  const queries = largeQueries(sandbox);
  const times: number[] = [];
  const cpuTimes: number[] = [];
  const worst: Figures = {};
  for (const [name, query] of Object.entries(queries)) {
    const own: number[] = [];
    const ownStart = cpuMs();
    for (let at = 0; at < 200; at += 1) {
      const path = `/opportunities?limit=100&${query(at)}`;
      const begin = performance.now();
      const cpuBegin = cpuMs();
      const { status } = await ask('GET', path);
      const cpu = cpuMs() - cpuBegin;
      if (status !== 200) throw new Error(`${path}: ${status}`);
      times.push(performance.now() - begin);
      own.push(cpu);
    }
    worst[`${name}CpuP99Ms`] = percentile(own, 99);
    worst[`${name}CpuMeanMs`] = round((cpuMs() - ownStart) / own.length);
    cpuTimes.push(...own);
  }
  return {
    candidates: 200_000,
    opportunities: sandbox.control.totals().opportunities,
    buildSeconds: round(buildSeconds),
    memoryMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    listP50Ms: percentile(times, 50),
    listP99Ms: percentile(times, 99),
    listCpuP99Ms: percentile(cpuTimes, 99),
    goalP99Ms: 20,
    goalMemoryMiB: 1_024,
    ...worst,
  };
}

function largeQueries(sandbox: Sandbox): Record<string, (at: number) => string> {
  const { now } = sandbox.control.clock();
  const stages = sandbox.control.stages();
  const postings = sandbox.control.postings();
  const rows = sandbox.control.opportunities({ limit: 1_000 });
  const ago = (at: number, days: number): number =>
    Math.round(now - ((at % 50) / 50) * days * 86_400_000);
  // The cursor of a row somewhere in the list: as good as having paged there.
  const deep = (at: number): string => {
    const { rank, lastAdvancedAt, id } = rows[(at * 13) % rows.length] as (typeof rows)[number];
    return encodeURIComponent(encodeURIComponent(JSON.stringify([rank, lastAdvancedAt, id])));
  };
  const posting = (at: number): string => postings[at % postings.length]?.id ?? '';
  return {
    none: () => '',
    stage: (at) => `stage_id=${stages[at % stages.length]?.id}`,
    posting: (at) => `posting_id=${posting(at)}&archived=false`,
    tag: (at) => `tag=${encodeURIComponent(postings[at % postings.length]?.text ?? '')}`,
    email: (at) => `email=${encodeURIComponent(rows[at]?.person?.emails[0] ?? 'a@b.example')}`,
    updated: (at) => `updated_at_start=${ago(at, 30)}`,
    created: (at) => `created_at_start=${ago(at, 700)}&created_at_end=${ago(at, 300)}`,
    advanced: (at) => `advanced_at_end=${ago(at, 700)}&location=Berlin`,
    origin: () => 'origin=university',
    many: (at) =>
      `archived=true&origin=referred&source=Meetup&tag=Rust&created_at_start=${ago(at, 700)}`,
    wide: (at) => `created_at_end=${ago(at, 300)}&updated_at_end=${ago(at, 300)}`,
    apart: (at) => `advanced_at_start=${ago(at, 90)}&created_at_end=${ago(at, 600)}&archived=true`,
    confidential: (at) => `confidentiality=confidential&created_at_start=${ago(at, 800)}`,
    deep: (at) => `archived=false&created_at_end=${ago(at, 200)}&offset=${deep(at)}`,
  };
}

function percentile(times: readonly number[], rank: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * rank) / 100))] ?? 0);
}

/** A real minute of hammering with one key: exactly the burst plus ten a second get through. */
async function limiter(): Promise<Figures> {
  const sandbox = createSandbox({});
  const ask = asker(sandbox);
  const span = seconds(60) * 1000;
  const start = Date.now();
  let allowed = 0;
  let refused = 0;
  let last = start;
  while (Date.now() - start < span) {
    last = Date.now();
    if ((await ask('GET', '/stages')).status === 200) allowed += 1;
    else refused += 1;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const expected = Math.floor(20 + ((last - start) / 1000) * 10);
  return { seconds: span / 1000, allowed, refused, expected, difference: allowed - expected };
}
