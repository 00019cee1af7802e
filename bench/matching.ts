// How fast matching is: at intake into a real Postgres with many profiles there already, and from scratch in memory.

import { sql } from 'kysely';
import { keysOfProfile } from '../src/core/people/identifiers.ts';
import { defaultModel } from '../src/core/people/match-model.ts';
import { defaultMatchRules } from '../src/core/people/match-rules.ts';
import { rematch } from '../src/core/people/rematch.ts';
import { traitsOfProfile } from '../src/core/people/traits.ts';
import { Secret } from '../src/core/secret.ts';
import { openDatabase } from '../src/db/connect.ts';
import type { Db } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { identifyBatch, identifyBatchMax } from '../src/flows/identify-pending.ts';
import { addWorkspace, quietDeps } from '../test/people.ts';
import { startPostgres } from '../test/postgres.ts';
import { loadBase } from './matching-base.ts';
import type { HeldOut } from './matching-base.ts';
import { syntheticPeople } from './synthetic-people.ts';

export interface MatchingBenchOptions {
  /** Profiles that are there before the measurement. */
  base: number;
  /** Profiles measured in full batches. */
  measured: number;
  /** Profiles measured one by one, for the latency. */
  singles: number;
  /** Profiles matched from scratch in memory; 0 leaves it out. */
  scratch: number;
  say(line: string): void;
}

export const matchingBenchDefaults = {
  base: 200_000,
  measured: 10_000,
  singles: 500,
  scratch: 200_000,
};

export interface MatchingReport {
  base: number;
  /** Seconds to make the base and put it in, in bulk. */
  loadSeconds: number;
  /** In full batches, with the base there: the first and the last tenth, for how flat the cost is. */
  profilesPerSecond: number;
  firstTenth: number;
  lastTenth: number;
  nodeCpuMsPerProfile: number;
  singleMs: { p50: number; p95: number; p99: number };
  /** Of arrivals of a human who is there: gone to that human's person; to another person; asked or new. */
  arrivals: { known: number; right: number; wrong: number };
  /** `cpuSeconds` is what it costs where nothing else runs. */
  scratch: {
    profiles: number;
    seconds: number;
    cpuSeconds: number;
    pairsPerSecond: number;
    memoryMb: number;
  } | null;
}

export async function matchingBench(options: MatchingBenchOptions): Promise<MatchingReport> {
  const scratch = options.scratch === 0 ? null : fromScratch(options);
  const postgres = await startPostgres();
  try {
    const opened = await openDatabase({
      databaseUrl: new Secret(postgres.url),
      dataDir: '',
      connectWithinMs: 10_000,
      sleep: async () => {},
    });
    await migrate(opened.db);
    const report = await atIntake(opened.db, options);
    await opened.close();
    return { ...report, scratch };
  } finally {
    await postgres.stop();
  }
}

function fromScratch(options: MatchingBenchOptions): MatchingReport['scratch'] {
  const set = syntheticPeople({ profiles: options.scratch, seed: 1 });
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const traits = set.profiles.map((profile) =>
    traitsOfProfile(profile, keysOfProfile(profile, 'US')),
  );
  const found = rematch(traits, { model: defaultModel, rules: defaultMatchRules });
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  options.say(`from scratch: ${options.scratch} profiles in ${seconds.toFixed(1)} s`);
  return {
    profiles: options.scratch,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    pairsPerSecond: found.comparedCount / seconds,
    memoryMb: process.memoryUsage().rss / 2 ** 20,
  };
}

const insertMax = 1_000;

async function atIntake(
  db: Db,
  options: MatchingBenchOptions,
): Promise<Omit<MatchingReport, 'scratch'>> {
  const deps = quietDeps(db);
  const id = await addWorkspace(db, deps);
  const started = performance.now();
  const arrivals = await loadBase(db, {
    workspaceId: id,
    profiles: options.base,
    heldOut: options.measured + options.singles,
    nextId: () => deps.ids.next(),
    say: (line) => options.say(line),
  });
  const loadSeconds = (performance.now() - started) / 1000;
  options.say(`${options.base} there after ${loadSeconds.toFixed(0)} s`);
  const wanted = new Map<string, string | null>();
  const put = async (part: readonly HeldOut[]): Promise<void> => {
    for (let at = 0; at < part.length; at += insertMax) {
      const rows = part.slice(at, at + insertMax).map(({ profile, personId }) => {
        const row = { id: deps.ids.next(), payload: profile };
        wanted.set(row.id, personId);
        return row;
      });
      await insertPending(db, { workspaceId: id, rows });
    }
  };
  const drain = async (limit: number): Promise<number[]> => {
    const spans: number[] = [];
    for (;;) {
      const begun = performance.now();
      const settled = await identifyBatch(deps, { id, defaultRegion: 'US' }, limit);
      if (settled === 0) return spans;
      spans.push(performance.now() - begun);
    }
  };
  await put(arrivals.slice(0, options.measured));
  const cpuBefore = process.cpuUsage();
  const spans = await drain(identifyBatchMax);
  const cpu = process.cpuUsage(cpuBefore);
  await put(arrivals.slice(options.measured));
  const singles = (await drain(1)).toSorted((one, other) => one - other);
  const tenth = Math.max(1, Math.floor(spans.length / 10));
  const quantile = (share: number): number => singles[Math.floor(singles.length * share)] ?? 0;
  return {
    base: options.base,
    loadSeconds,
    profilesPerSecond: rate(spans),
    firstTenth: rate(spans.slice(0, tenth)),
    lastTenth: rate(spans.slice(-tenth)),
    nodeCpuMsPerProfile: (cpu.user + cpu.system) / 1000 / options.measured,
    singleMs: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
    arrivals: outcome(wanted, await personsOf(db, id)),
  };
}

function outcome(
  wanted: ReadonlyMap<string, string | null>,
  found: ReadonlyMap<string, string>,
): MatchingReport['arrivals'] {
  const there = new Set([...wanted.values()].filter((personId) => personId !== null));
  let [known, right, wrong] = [0, 0, 0];
  for (const [profileId, personId] of wanted) {
    const chosen = found.get(profileId);
    if (personId !== null) known += 1;
    if (personId !== null && chosen === personId) right += 1;
    else if (chosen !== undefined && there.has(chosen)) wrong += 1;
  }
  return { known, right, wrong };
}

function rate(spans: readonly number[]): number {
  const ms = spans.reduce((sum, span) => sum + span, 0);
  return ms === 0 ? 0 : (spans.length * identifyBatchMax * 1000) / ms;
}

async function insertPending(
  db: Db,
  input: { workspaceId: string; rows: { id: string; payload: unknown }[] },
): Promise<void> {
  const { workspaceId, rows } = input;
  const json = JSON.stringify(rows);
  await sql`
    insert into profiles (workspace_id, id, source, source_event_id, content_hash, payload, found_at, received_at)
    select ${workspaceId}::uuid, x.id, x.payload ->> 'source', x.id::text, '\\x00', x.payload,
      (x.payload ->> 'foundAt')::timestamptz, '2026-01-01'
    from jsonb_to_recordset(${json}::jsonb) as x(id uuid, payload jsonb)
  `.execute(db);
  await sql`
    insert into pending_intake (workspace_id, kind, item_id, due_at)
    select ${workspaceId}::uuid, 'profile', x.id, '2026-01-01'
    from jsonb_to_recordset(${json}::jsonb) as x(id uuid)
  `.execute(db);
}

async function personsOf(db: Db, workspaceId: string): Promise<Map<string, string>> {
  const found = await sql<{ profileId: string; personId: string }>`
    select profile_id, person_id from memberships where workspace_id = ${workspaceId}
  `.execute(db);
  return new Map(found.rows.map((row) => [row.profileId, row.personId]));
}
