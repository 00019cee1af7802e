// Merges in any order, undone in any order, with profiles, touches and news from Lever in between: in the end everything
// stands as in a world in which nobody ever merged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, quietDeps, receive } from '../../test/people.ts';
import { aProfile, aTouch } from '../../test/received.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { Deps } from './deps.ts';
import { holdOutreach } from './hold-outreach.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { undoMerge } from './undo-merge.ts';

const actor = 'user:1';
const names = ['Ada Lovelace', 'Grace Hopper', 'Rosa Luxner', 'Mara Quist', 'Tomo Abe'];
const steps = 26;

interface World {
  deps: Deps;
  workspaceId: string;
  jobIds: string[];
  /** Of each human the person made first. */
  personIds: string[];
}

type Event =
  | { kind: 'profile'; human: number; keys: string[]; job: number | null; label: string }
  | { kind: 'touch'; human: number; key: string; sequence: string; label: string }
  | { kind: 'lever'; human: number }
  | { kind: 'merge'; one: number; other: number }
  | { kind: 'undo'; nth: number };

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

function script(seed: number): Event[] {
  const random = randomOf(seed);
  const keys = names.map((_name, human) => [`h${human}@home${human}.example`]);
  const events: Event[] = [];
  for (let step = 0; step < steps; step += 1) {
    const human = random(names.length);
    const own = keys[human] ?? [];
    const key = own[random(own.length)] ?? '';
    const label = `${seed}-${step}`;
    const dice = random(10);
    if (dice < 3) {
      const more = random(2) === 0 ? [] : [`h${human}@more${step}.example`];
      own.push(...more);
      const job = random(3) === 0 ? null : random(2);
      events.push({ kind: 'profile', human, keys: [key, ...more], job, label });
    } else if (dice < 5) {
      events.push({ kind: 'touch', human, key, sequence: `s${random(3)}`, label });
    } else if (dice < 6) events.push({ kind: 'lever', human });
    else if (dice < 9) events.push({ kind: 'merge', one: human, other: random(names.length) });
    else events.push({ kind: 'undo', nth: random(4) });
  }
  return events;
}

async function openWorld(deps: Deps): Promise<World> {
  const { db } = deps;
  const workspaceId = await addWorkspace(db, deps);
  const world: World = { deps, workspaceId, jobIds: [], personIds: [] };
  for (const externalId of ['j0', 'j1']) {
    const id = deps.ids.next();
    const now = deps.clock.now();
    await sql`
      insert into jobs (workspace_id, id, source, external_id, name, trigger, created_at, changed_at)
      values (${workspaceId}, ${id}, 'pin', ${externalId}, ${externalId}, 'by_hand', ${now}, ${now})
    `.execute(db);
    world.jobIds.push(id);
  }
  for (const human of names.keys()) {
    const [id = ''] = await takeProfile(world, {
      kind: 'profile',
      human,
      keys: [`h${human}@home${human}.example`],
      job: human % 2,
      label: `first-${human}`,
    });
    const owner = await sql<{ personId: string }>`
      select person_id from memberships where profile_id = ${id}
    `.execute(db);
    world.personIds.push(owner.rows[0]?.personId ?? '');
  }
  await addRecords(world);
  return world;
}

// Two humans stand in Lever for the same posting, so merging them leaves a double record.
async function addRecords({ deps, workspaceId, personIds }: World): Promise<void> {
  const now = deps.clock.now();
  for (const [human, personId] of personIds.entries()) {
    const posting = human < 2 ? 'p0' : `p${human}`;
    await sql`
      insert into records (workspace_id, id, person_id, posting_id, opportunity_id, contact_id, created_at, changed_at)
      values (${workspaceId}, ${deps.ids.next()}, ${personId}, ${posting}, ${`o${human}`}, ${`c${human}`}, ${now}, ${now})
    `.execute(deps.db);
  }
}

async function takeProfile(
  { deps, workspaceId, jobIds }: World,
  event: Event & { kind: 'profile' },
): Promise<string[]> {
  const profile = aProfile({
    sourceEventId: event.label,
    name: names[event.human] ?? '',
    emails: event.keys.map((value) => ({ value, status: 'unverified' })),
    tags: [event.label],
  });
  const ids = await receive(deps, workspaceId, { profiles: [profile] });
  const jobId = event.job === null ? null : (jobIds[event.job] ?? null);
  await sql`update profiles set job_id = ${jobId} where id = ${ids[0] ?? ''}`.execute(deps.db);
  await identifyAll(deps);
  return ids;
}

async function happen(world: World, event: Event, merges: string[]): Promise<void> {
  const { deps, workspaceId, personIds } = world;
  const { db } = deps;
  if (event.kind === 'profile') await takeProfile(world, event);
  else if (event.kind === 'touch') {
    const { key, sequence, label } = event;
    const touch = aTouch({
      person: { email: key },
      kind: 'enrolled',
      sequence,
      sourceEventId: label,
    });
    await receive(deps, workspaceId, { touches: [touch] });
    await identifyAll(deps);
  } else if (event.kind === 'lever') {
    await db.transaction().execute(async (trx) => {
      const found = await sql<{ id: string; personId: string }>`
        select id, person_id from records
        where workspace_id = ${workspaceId} and opportunity_id = ${`o${event.human}`}
      `.execute(trx);
      const { id: recordId = '', personId = '' } = found.rows[0] ?? {};
      const wish = { workspaceId, personId, recordId, effect: 'pause', cause: 'status' } as const;
      await appendAudit(trx, deps, await holdOutreach(trx, deps, { ...wish, because: 'in Lever' }));
    });
  } else if (event.kind === 'merge') {
    const live = await sql<{ id: string; root: string }>`
      with recursive up as (
        select id as root, id, merged_into from persons where workspace_id = ${workspaceId}
        union all
        select u.root, p.id, p.merged_into from persons p join up u on p.id = u.merged_into
        where p.workspace_id = ${workspaceId}
      )
      select root, id from up where merged_into is null
    `.execute(db);
    const liveOf = (human: number): string =>
      live.rows.find(({ root }) => root === personIds[human])?.id ?? '';
    const pair = [liveOf(event.one), liveOf(event.other)] as const;
    if (pair[0] === pair[1]) return;
    const made = await mergeByHand(deps, { workspaceId, personIds: pair, actor, takesBack: true });
    merges.push(made.decisionId);
  } else {
    const [decisionId] = merges.splice(event.nth % Math.max(1, merges.length), 1);
    if (decisionId !== undefined) await undoMerge(deps, { workspaceId, decisionId, actor });
  }
}

/** Whose everything is, in words that are the same in both worlds. */
async function ownersIn({ deps, workspaceId, personIds, jobIds }: World): Promise<string> {
  const { db } = deps;
  const w = workspaceId;
  const parts = [
    sql`select p.source_event_id as what, m.person_id as owner from memberships m join profiles p on p.id = m.profile_id
      where m.workspace_id = ${w}`,
    sql`select source_event_id as what, person_id as owner from touches where workspace_id = ${w}`,
    sql`select distinct value as what, person_id as owner from identifiers where workspace_id = ${w}`,
    sql`select distinct value as what, person_id as owner from contact_points where workspace_id = ${w}`,
    sql`select sequence as what, person_id as owner from enrollments where workspace_id = ${w}`,
    sql`select job_id::text as what, person_id as owner from candidacies where workspace_id = ${w}`,
    sql`select opportunity_id as what, person_id as owner from records where workspace_id = ${w}`,
    sql`select r.opportunity_id || h.effect as what, h.person_id as owner from holds h
      join records r on r.id = h.record_id where h.workspace_id = ${w}`,
    sql`select canonical -> 'emails' -> 0 ->> 'value' || (canonical -> 'tags')::text as what, id as owner from persons
      where workspace_id = ${w} and merged_into is null`,
    sql`select traits::text as what, person_id as owner from match_traits where workspace_id = ${w}`,
    sql`select count(*)::text as what, person_id as owner from match_keys where workspace_id = ${w} group by person_id`,
  ];
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const found = await sql<{ what: string; owner: string }>`${part}`.execute(db);
    for (const { what, owner } of found.rows) {
      const text = jobIds.reduce((shown, id, job) => shown.replace(id, `job ${job}`), what);
      // Test ids carry a part that counts on; the rest of the text is the same in both worlds.
      const bare = text.replace(/-[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
      lines.push(`${index} ${bare} → human ${personIds.indexOf(owner)}`);
    }
  }
  return lines.toSorted().join('\n');
}

eachDatabase((kind, open) => {
  const seeds = kind === 'embedded' ? [1, 2, 3, 6, 7] : [21, 22];
  for (const seed of seeds) {
    test(`merges undone in any order leave no trace, seed ${seed}`, async () => {
      const { db } = await open();
      const deps = quietDeps(db);
      const merged = await openWorld(deps);
      const plain = await openWorld(deps);
      const merges: string[] = [];
      const events = script(seed);
      for (const event of events) {
        await happen(merged, event, merges);
        if (event.kind !== 'merge' && event.kind !== 'undo') await happen(plain, event, []);
      }
      const random = randomOf(seed + 1_000);
      while (merges.length > 0)
        await happen(merged, { kind: 'undo', nth: random(merges.length) }, merges);
      assert.ok(events.filter((event) => event.kind === 'merge').length > 1);
      assert.equal(await ownersIn(merged), await ownersIn(plain));
    });
  }
});
