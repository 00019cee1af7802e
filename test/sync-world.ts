// A workspace whose records are kept in step with a sandbox in process: profiles arrive, the real planner and the
// real effects run, and a human may edit in Lever before any single call.

import { sql } from 'kysely';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import type { ReceivedProfile } from '../src/core/people/received.ts';
import type { Db } from '../src/db/connect.ts';
import type { ClaimedWork } from '../src/engine/work.ts';
import { waitsDefault, type Turn } from '../src/engine/deps.ts';
import type { WorkHandler } from '../src/engine/worker.ts';
import type { Deps } from '../src/flows/deps.ts';
import { readRecord } from '../src/flows/read-record.ts';
import { syncRecord } from '../src/flows/sync-record.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Lever } from '../src/ports/lever.ts';
import { aTurn } from './engine.ts';
import { openOutreachWorld } from './outreach-world.ts';
import type { OutreachWorld } from './outreach-world.ts';
import { identifyAll, receive } from './people.ts';

export interface SyncWorld extends OutreachWorld {
  jobId: string;
  /** Takes in profiles of the job; returns the persons in order. */
  arrive(profiles: readonly ReceivedProfile[]): Promise<string[]>;
  /** Works until nothing is due within the horizon; time passes only where everything waits. */
  settle(horizonMs?: number): Promise<void>;
  /** Every call to Lever so far, by name of the method. */
  calls: string[];
  /** Runs before each call to Lever; throws nothing. */
  beforeCall: (name: string, number: number) => void | Promise<void>;
  opportunityOf(personId: string): Promise<string>;
  recordOf(personId: string): Promise<string>;
}

const stepsMax = 20_000;

export interface SyncWorldOptions {
  sandbox?: SandboxOptions;
  trigger?: 'contact_found' | 'by_hand';
  handlers?: Record<string, WorkHandler<Deps>>;
  name?: string;
}

/** Opens it on a fresh database, with one job that writes everybody who has a contact. */
export async function openSyncWorld(db: Db, options: SyncWorldOptions = {}): Promise<SyncWorld> {
  const world = await openOutreachWorld(db, {
    ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  const { deps, workspaceId } = world;
  const jobId = deps.ids.next();
  await db
    .insertInto('jobs')
    .values({
      workspaceId,
      id: jobId,
      source: 'pin',
      externalId: 'job-1',
      name: 'Platform',
      trigger: options.trigger ?? 'contact_found',
      createdAt: deps.clock.now(),
      changedAt: deps.clock.now(),
    })
    .execute();
  const calls: string[] = [];
  const watched: SyncWorld = {
    ...world,
    jobId,
    calls,
    beforeCall: () => undefined,
    arrive: async (profiles) => await arrive(watched, profiles),
    settle: async (horizonMs = 0) => await settle(watched, handlers, horizonMs),
    opportunityOf: async (personId) => (await rowOf(watched, personId)).opportunityId ?? '',
    recordOf: async (personId) => (await rowOf(watched, personId)).id,
  };
  watched.deps = {
    ...deps,
    lever: watchedLever(deps.lever, watched),
    clock: patientClock(deps.clock),
  };
  const handlers: Record<string, WorkHandler<Deps>> = {
    record: syncRecord,
    record_read: readRecord,
    ...options.handlers,
  };
  return watched;
}

/** A wait for an answer is ended by the answer, which here is always sooner than time. */
function patientClock(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      if (signal === undefined || ms < waitsDefault.transportTimeoutMs)
        return await clock.sleep(ms, signal);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}

function watchedLever(lever: Lever, world: SyncWorld): Lever {
  return new Proxy(lever, {
    get(target, name: string) {
      const method = target[name as keyof Lever] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        world.calls.push(name);
        await world.beforeCall(name, world.calls.length);
        return await method.apply(target, args);
      };
    },
  });
}

async function arrive(world: SyncWorld, profiles: readonly ReceivedProfile[]): Promise<string[]> {
  const { deps, workspaceId, jobId } = world;
  const ids = await receive(deps, workspaceId, { profiles });
  await sql`
    update profiles set job_id = ${jobId}
    where workspace_id = ${workspaceId} and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`.execute(
    deps.db,
  );
  await identifyAll(deps);
  const found = await sql<{ profileId: string; personId: string }>`
    select profile_id, person_id from memberships where workspace_id = ${workspaceId}`.execute(
    deps.db,
  );
  const personOf = new Map(found.rows.map((row) => [row.profileId, row.personId]));
  return ids.map((id) => personOf.get(id) ?? '');
}

async function settle(
  world: SyncWorld,
  handlers: Record<string, WorkHandler<Deps>>,
  horizonMs: number,
): Promise<void> {
  const { deps, account } = world;
  const turn = await aTurn(deps);
  const endMs = account.clock.nowMs() + horizonMs;
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const next = await nextWork(world, Object.keys(handlers));
    if (next === undefined || next.dueAt.getTime() > endMs) return;
    const waitMs = next.dueAt.getTime() - account.clock.nowMs();
    if (waitMs > 0) await account.clock.advance(waitMs);
    await takeTurn(world, { work: next, handler: handlers[next.kind], turn });
  }
  throw new Error('the work does not come to an end');
}

async function nextWork(world: SyncWorld, kinds: string[]): Promise<ClaimedWork | undefined> {
  const { deps, workspaceId } = world;
  const row = await deps.db
    .selectFrom('work')
    .where('workspaceId', '=', workspaceId)
    .where('kind', 'in', kinds)
    .select([
      'workspaceId',
      'kind',
      'subjectId',
      'queueKey',
      'lane',
      'dueAt',
      'because',
      'version',
      'attempts',
    ])
    .orderBy('dueAt')
    .orderBy('lane')
    .orderBy('subjectId')
    .limit(1)
    .executeTakeFirst();
  return row as ClaimedWork | undefined;
}

async function takeTurn(
  world: SyncWorld,
  given: { work: ClaimedWork; handler: WorkHandler<Deps> | undefined; turn: Turn },
): Promise<void> {
  const { deps } = world;
  const { work, turn } = given;
  if (given.handler === undefined) throw new Error(`no handler of ${work.kind}`);
  const result = await given.handler({ ...deps, turn }, work);
  const key = { workspaceId: work.workspaceId, kind: work.kind, subjectId: work.subjectId };
  if (result.next === 'done') {
    await sql`delete from work where workspace_id = ${key.workspaceId} and kind = ${key.kind}
      and subject_id = ${key.subjectId} and version = ${work.version}`.execute(deps.db);
    return;
  }
  await sql`update work set due_at = ${result.dueAt}::timestamptz, attempts = attempts + 1
    where workspace_id = ${key.workspaceId} and kind = ${key.kind} and subject_id = ${key.subjectId}
      and version = ${work.version}`.execute(deps.db);
}

async function rowOf(
  world: SyncWorld,
  personId: string,
): Promise<{ id: string; opportunityId: string | null }> {
  return await world.deps.db
    .selectFrom('records')
    .where('workspaceId', '=', world.workspaceId)
    .where('personId', '=', personId)
    .select(['id', 'opportunityId'])
    .executeTakeFirstOrThrow();
}
