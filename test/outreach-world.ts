// A workspace connected to a sandbox in process, for tests of what Lever says and what that does to outreach.
// Time stands still until moved; webhooks of the sandbox are delivered at once unless kept back.

import { sql } from 'kysely';
import type { Control } from '../sandbox/control/control.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { Secret } from '../src/core/secret.ts';
import type { ReceivedTouch } from '../src/core/people/received.ts';
import type { Db } from '../src/db/connect.ts';
import { listEnrollments } from '../src/db/queries/enrollments.ts';
import type { Enrollment } from '../src/db/queries/enrollments.ts';
import { listHoldsInForce } from '../src/db/queries/holds.ts';
import type { Hold } from '../src/db/queries/holds.ts';
import type { ClaimedWork } from '../src/engine/work.ts';
import type { WorkResult } from '../src/engine/worker.ts';
import { connectLever } from '../src/flows/connect-lever.ts';
import type { Deps } from '../src/flows/deps.ts';
import { ensureHooks } from '../src/flows/ensure-hooks.ts';
import { pollLever } from '../src/flows/poll-lever.ts';
import { readOpportunity, readRecord } from '../src/flows/read-record.ts';
import { receiveHook } from '../src/flows/receive-hook.ts';
import type { HookAnswer } from '../src/flows/receive-hook.ts';
import { refreshCatalog } from '../src/flows/refresh-catalog.ts';
import { openLeverAccount } from './lever-account.ts';
import type { LeverAccount } from './lever-account.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from './people.ts';
import { aTouch, withEmail } from './received.ts';

export const PUBLIC_URL = 'http://127.0.0.1:1';

export interface KeptHook {
  secret: string;
  body: Uint8Array;
}

export interface Sourced {
  personId: string;
  recordId: string;
  opportunityId: string;
  contactId: string;
  email: string;
}

export interface OutreachWorld {
  deps: Deps;
  workspaceId: string;
  account: LeverAccount;
  control: Control;
  /** Lines of the log at level error or warn. */
  alerts: string[];
  /** What the sandbox sent; delivered as it comes unless `keepHooks` is set. */
  hooks: KeptHook[];
  connect(more?: { apiKey?: string; publicUrl?: string | null }): Promise<void>;
  deliver(hook: KeptHook): Promise<HookAnswer>;
  /** A person found by the source, with a candidate of ours in Lever. */
  source(name: string): Promise<Sourced>;
  touch(given: Partial<ReceivedTouch> & Pick<ReceivedTouch, 'person'>): Promise<void>;
  poll(): Promise<WorkResult>;
  /** Performs the readings and polls asked for, until none is due. */
  readAll(): Promise<void>;
  holds(personId: string): Promise<Hold[]>;
  enrollments(personId: string): Promise<Enrollment[]>;
  /** Outbound webhooks queued so far, oldest first. */
  told(): Promise<{ event: string; payload: Told }[]>;
  audit(): Promise<string[]>;
  work(kind: string): ClaimedWork;
}

export interface Told {
  data?: Told;
  scope: string;
  person: { id: string; externalIds: { source: string; id: string }[]; emails: string[] };
  reason: { cause: string; text: string; status: string | null };
  enrollments: { source: string; sequence: string | null; state: string; epoch: number }[];
}

export interface WorldOptions {
  sandbox?: SandboxOptions;
  keepHooks?: boolean;
  name?: string;
  isUnconnected?: boolean;
}

/** Opens it on a fresh database (or beside others on the same). */
export async function openOutreachWorld(
  db: Db,
  options: WorldOptions = {},
): Promise<OutreachWorld> {
  const hooks: KeptHook[] = [];
  const alerts: string[] = [];
  const account: LeverAccount = openLeverAccount({
    ...options.sandbox,
    post: async (url, { body }) => {
      const hook = { secret: url.slice(url.lastIndexOf('/') + 1), body: Buffer.from(body) };
      hooks.push(hook);
      if (options.keepHooks === true) return { status: 200 };
      const answer = await receiveHook(deps, { ...hook, receivedAt: account.clock.now() });
      return { status: answer.status };
    },
  });
  const deps = depsOver(db, { account, alerts, name: options.name ?? 'a' });
  const workspaceId = await addWorkspace(db, deps);
  await addEndpoint(db, deps, workspaceId);
  // Of its own: accounts of one key and address share a rate limit, and these do not share a clock.
  account.access.baseUrl = `https://${workspaceId}.lever.example/v1`;
  const world = worldOf({ deps, workspaceId, account, alerts, hooks });
  if (options.isUnconnected !== true) await world.connect();
  return world;
}

function depsOver(db: Db, given: { account: LeverAccount; alerts: string[]; name: string }): Deps {
  const { account, alerts, name } = given;
  const quiet = quietDeps(db, name);
  const log: Deps['log'] = {
    ...quiet.log,
    error: (event) => void alerts.push(event),
    warn: (event) => void alerts.push(event),
  };
  return {
    ...quiet,
    clock: {
      now: () => account.clock.now(),
      // Nothing else moves time, so whoever waits for it moves it.
      sleep: (ms) => account.clock.advance(ms),
    },
    log,
    lever: account.lever,
    sealer: { ...quiet.sealer, newKey: () => Buffer.from(quiet.ids.next().padEnd(40, '-')) },
  };
}

async function addEndpoint(db: Db, deps: Deps, workspaceId: string): Promise<void> {
  await db
    .insertInto('webhookEndpoints')
    .values({
      workspaceId,
      id: deps.ids.next(),
      url: 'https://source.example.org/hooks',
      sealedSecret: Buffer.from('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
      events: ['outreach.pause', 'outreach.stop', 'outreach.resume'],
      createdAt: deps.clock.now(),
    })
    .execute();
}

type Given = Pick<OutreachWorld, 'deps' | 'workspaceId' | 'account' | 'alerts' | 'hooks'>;

function worldOf(given: Given): OutreachWorld {
  const { deps, workspaceId, account } = given;
  const { db } = deps;
  const work = (kind: string): ClaimedWork => ({
    workspaceId,
    kind,
    subjectId: workspaceId,
    queueKey: workspaceId,
    lane: 4,
    dueAt: deps.clock.now(),
    because: 'test',
    version: 1,
    attempts: 0,
  });
  return {
    ...given,
    control: account.sandbox.control,
    work,
    connect: async (more = {}) => {
      const user = account.sandbox.control.users({}).find((each) => each.deactivatedAt === null);
      await connectLever(deps, {
        workspaceId,
        baseUrl: account.access.baseUrl,
        apiKey: new Secret(more.apiKey ?? account.sandbox.apiKey),
        performAsEmail: user?.email ?? '',
        publicUrl: more.publicUrl === undefined ? PUBLIC_URL : more.publicUrl,
        actor: 'user:admin',
      });
      await refreshCatalog(deps, work('lever_catalog'));
      await ensureHooks(deps, work('lever_hooks'));
    },
    deliver: (hook) => receiveHook(deps, { ...hook, receivedAt: deps.clock.now() }),
    source: (name) => sourcePerson(given, name),
    touch: async (touch) => {
      await receive(deps, workspaceId, {
        touches: [aTouch({ occurredAt: deps.clock.now().toISOString(), ...touch })],
      });
      await identifyAll(deps);
    },
    poll: () => pollLever(deps, work('lever_poll')),
    readAll: () => readAll(given, work),
    holds: (personId) => listHoldsInForce(db, { workspaceId, personId }),
    enrollments: (personId) => listEnrollments(db, { workspaceId, personId }),
    told: () => listTold(db, workspaceId),
    audit: async () => {
      const rows = await db
        .selectFrom('auditEntries')
        .where('workspaceId', '=', workspaceId)
        .select('action')
        .orderBy('seq')
        .execute();
      return rows.map((row) => row.action);
    },
  };
}

async function listTold(db: Db, workspaceId: string): Promise<{ event: string; payload: Told }[]> {
  const rows = await db
    .selectFrom('webhookDeliveries')
    .where('workspaceId', '=', workspaceId)
    .select(['event', 'payload'])
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(({ event, payload }) => {
    const told = payload as Told;
    return { event, payload: told.data ?? told };
  });
}

async function sourcePerson(given: Given, name: string): Promise<Sourced> {
  const { deps, workspaceId, account } = given;
  const email = `${name.toLowerCase()}@acme-${name.toLowerCase()}.example`;
  const [profileId = ''] = await receive(deps, workspaceId, {
    profiles: [withEmail(`${name} Sourced`, email, { externalId: `pin-${name}` })],
  });
  await identifyAll(deps);
  const personId = (await memberships(deps.db, workspaceId)).get(profileId) ?? '';
  const [user] = account.sandbox.control.users({});
  const made = await account.lever.createOpportunity(account.access, {
    performAs: user?.id ?? '',
    name: `${name} Sourced`,
    emails: [email],
    phones: [],
    links: [],
    tags: [],
    sources: ['Pin'],
    createdAt: account.clock.nowMs() - 1_000,
  });
  const recordId = deps.ids.next();
  await deps.db
    .insertInto('records')
    .values({
      workspaceId,
      id: recordId,
      personId,
      opportunityId: made.id,
      contactId: made.contactId,
      isOurs: true,
      createdAt: deps.clock.now(),
      changedAt: deps.clock.now(),
    })
    .execute();
  // The time of update settles shortly after a creation.
  await account.clock.advance(1_000);
  return { personId, recordId, opportunityId: made.id, contactId: made.contactId, email };
}

const READINGS_MAX = 200;

async function readAll(
  { deps, workspaceId }: Given,
  work: (kind: string) => ClaimedWork,
): Promise<void> {
  for (let count = 0; count < READINGS_MAX; count += 1) {
    const found = await sql<{ kind: string; subjectId: string }>`
      delete from work where (workspace_id, kind, subject_id) in (
        select workspace_id, kind, subject_id from work
        where workspace_id = ${workspaceId} and kind in ('record_read', 'opportunity_read')
        order by lane, due_at limit 1)
      returning kind, subject_id`.execute(deps.db);
    const [next] = found.rows;
    if (next === undefined) return;
    const read = next.kind === 'record_read' ? readRecord : readOpportunity;
    await read(deps, { ...work(next.kind), subjectId: next.subjectId });
  }
  throw new Error('readings do not come to an end');
}
