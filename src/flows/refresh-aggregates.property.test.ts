// Profiles, late touches, statuses, merges, undone merges and erasure in any order, counted at any time: the sums kept
// by differences are those of counting everything anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, quietDeps, receive } from '../../test/people.ts';
import { aProfile, aTouch } from '../../test/received.ts';
import { cellsOf, type Cells } from '../core/insight/cells.ts';
import { personFacts } from '../core/insight/person-facts.ts';
import { InputError } from '../core/input-error.ts';
import { listCells } from '../db/queries/insight-cells.ts';
import { loadPersonEvidence } from '../db/queries/insight-evidence.ts';
import type { Deps } from './deps.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { refreshAggregates } from './refresh-aggregates.ts';
import { undoMerge } from './undo-merge.ts';

const actor = 'user:1';
const humans = 6;
const steps = 45;
const dayMs = 86_400_000;
const statuses = ['lead', 'in_process', 'offer', 'hired', 'rejected'];

// Mulberry32.
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface World {
  deps: Deps;
  workspaceId: string;
  random: (below: number) => number;
  merges: string[];
  jobIds: string[];
}

async function openWorld(deps: Deps, seed: number): Promise<World> {
  const workspaceId = await addWorkspace(deps.db, deps);
  const jobIds = [deps.ids.next(), deps.ids.next()];
  for (const [nth, id] of jobIds.entries())
    await sql`insert into jobs (workspace_id, id, source, external_id, name, trigger, owner_email, created_at, changed_at)
      values (${workspaceId}, ${id}, 'pin', ${`j${nth}`}, ${`j${nth}`}, 'by_hand', 'rita@acme.example', now(), now())`.execute(
      deps.db,
    );
  return { deps, workspaceId, random: randomOf(seed), merges: [], jobIds };
}

const acts: readonly ((world: World, label: string) => Promise<unknown>)[] = [
  findAgain,
  findAgain,
  touch,
  touch,
  touch,
  touch,
  standInLever,
  merge,
  merge,
  undo,
  changeOwner,
  erase,
  async ({ deps }) => await refreshAggregates(deps),
];

async function findAgain(world: World, label: string): Promise<void> {
  const { deps, workspaceId, random, jobIds } = world;
  const human = random(humans);
  const profile = aProfile({
    sourceEventId: label,
    source: random(3) === 0 ? 'other' : 'pin',
    name: `Human Number${human}`,
    emails: [{ value: `h${human}@home${human}.example`, status: 'unverified' }],
    foundAt: someTime(random),
    ...(random(2) === 0 ? { sourcer: { email: `S${random(2)}@acme.example` } } : {}),
  });
  const [id = ''] = await receive(deps, workspaceId, { profiles: [profile] });
  const jobId = jobIds[random(3)] ?? null;
  await sql`update profiles set job_id = ${jobId} where id = ${id}`.execute(deps.db);
  await identifyAll(deps);
}

async function touch(world: World, label: string): Promise<void> {
  const { deps, workspaceId, random } = world;
  const human = random(humans);
  const isReply = random(3) === 0;
  const sequence = random(4) === 0 ? {} : { sequence: `q${random(2)}` };
  const received = aTouch({
    person: { email: `h${human}@home${human}.example` },
    sourceEventId: label,
    source: random(4) === 0 ? 'other' : 'pin',
    kind: isReply ? 'replied' : 'sent',
    channel: random(4) === 0 ? 'linkedin' : 'email',
    ...sequence,
    ...(isReply && random(2) === 0 ? { interest: 'interested' as const } : {}),
    occurredAt: someTime(random),
  });
  await receive(deps, workspaceId, { touches: [received] });
  await identifyAll(deps);
}

async function standInLever(world: World, label: string): Promise<void> {
  const { deps, workspaceId, random } = world;
  const personId = await somebody(world);
  if (personId === undefined) return;
  const status = statuses[random(statuses.length)];
  await sql`insert into records (workspace_id, id, person_id, posting_id, created_at, changed_at)
    values (${workspaceId}, ${deps.ids.next()}, ${personId}, ${`p${random(2)}`}, now(), now())
    on conflict do nothing`.execute(deps.db);
  await sql`update records set opportunity_id = coalesce(opportunity_id, ${label}), status = ${status},
      status_at = ${someTime(random)}::timestamptz, is_ours = ${random(2) === 0}
    where workspace_id = ${workspaceId} and person_id = ${personId}
      and id = (select id from records where person_id = ${personId} order by id limit 1)`.execute(
    deps.db,
  );
}

async function merge(world: World): Promise<void> {
  const { deps, workspaceId, merges } = world;
  const survivorId = await somebody(world);
  const mergedId = await somebody(world);
  if (survivorId === undefined || mergedId === undefined || survivorId === mergedId) return;
  const personIds = [survivorId, mergedId] as const;
  const done = await quietly(
    async () => await mergeByHand(deps, { workspaceId, personIds, actor }),
  );
  if (done !== undefined) merges.push(done.decisionId);
}

async function undo({ deps, workspaceId, merges, random }: World): Promise<void> {
  const [decisionId] = merges.splice(random(merges.length), 1);
  if (decisionId === undefined) return;
  await quietly(async () => await undoMerge(deps, { workspaceId, decisionId, actor }));
}

async function changeOwner({ deps, jobIds, random }: World): Promise<void> {
  await sql`update jobs set owner_email = ${`o${random(3)}@acme.example`}
    where id = ${jobIds[random(2)]}`.execute(deps.db);
}

async function erase(world: World): Promise<void> {
  if (world.random(3) > 0) return;
  const personId = await somebody(world);
  if (personId === undefined) return;
  for (const table of ['identifiers', 'contact_points', 'match_keys', 'match_traits'])
    await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(world.deps.db);
  await sql`update persons set is_erased = true where id = ${personId}`.execute(world.deps.db);
}

async function somebody({ deps, workspaceId, random }: World): Promise<string | undefined> {
  const found = await sql<{ id: string }>`select id from persons
    where workspace_id = ${workspaceId} and merged_into is null and not is_erased order by id`.execute(
    deps.db,
  );
  return found.rows[random(Math.max(1, found.rows.length))]?.id;
}

/** Merging or undoing may be refused for good reasons; that too is part of the history. */
async function quietly<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function someTime(random: (below: number) => number): string {
  return new Date(Date.UTC(2026, 0, 1) + random(40) * dayMs + random(dayMs)).toISOString();
}

function inOrder(cells: Cells): string[] {
  const rows = [...cells.people, ...cells.waits, ...cells.responses];
  return rows
    .map((row) =>
      JSON.stringify(Object.entries(row).toSorted(([one], [two]) => (one < two ? -1 : 1))),
    )
    .toSorted();
}

async function countAnew({ deps, workspaceId }: World): Promise<Cells> {
  const all = await sql<{ id: string }>`
    select id from persons where workspace_id = ${workspaceId}`.execute(deps.db);
  const personIds = all.rows.map((row) => row.id);
  const evidence = await loadPersonEvidence(deps.db, { workspaceId, personIds });
  return cellsOf(evidence.map((one) => personFacts(one)));
}

eachDatabase((kind, open) => {
  const seeds = kind === 'embedded' ? [1, 4] : [5, 6, 7, 8, 9, 10];
  for (const seed of seeds)
    test(`sums kept by differences are those of counting anew (history ${seed})`, async () => {
      const { db } = await open();
      const deps = quietDeps(db, `insight ${seed}`);
      const world = await openWorld(deps, seed);
      for (let human = 0; human < humans; human += 1) await findAgain(world, `first ${human}`);
      for (let step = 0; step < steps; step += 1)
        await acts[world.random(acts.length)]?.(world, `event ${seed}-${step}`);
      for (let round = 0; round < 100; round += 1)
        if ((await refreshAggregates(deps)) === 'idle') break;
      const anew = inOrder(await countAnew(world));
      assert.ok(anew.length > 5);
      assert.deepEqual(inOrder(await listCells(db, world.workspaceId)), anew);
    });
});
