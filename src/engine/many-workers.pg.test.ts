// Several processes on one Postgres: what one connection cannot show.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createServerDatabase, serverDatabase } from '../../test/databases.ts';
import { aWish, machineDeps, makeWorkspace, numberedId, startAt } from '../../test/engine.ts';
import { Secret } from '../core/secret.ts';
import { openDatabase } from '../db/connect.ts';
import { PortFailure } from '../ports/failure.ts';
import type { EngineDeps } from './deps.ts';
import { findOpenIntent, planIntent } from './intents.ts';
import { lanes } from './lanes.ts';
import { findRateUse, setRate } from './limiter.ts';
import { performIntent, workResultAfter, type Effect } from './perform.ts';
import { claimWork, requestWorks } from './work.ts';
import { startWorker, type WorkHandler } from './worker.ts';
import { registerWorker } from './workers.ts';

const processCount = 5;

serverDatabase((open) => {
  test('many that claim at once get every row exactly once', async () => {
    const { db } = await open();
    const workspaceId = await makeWorkspace(db);
    const rowCount = 500;
    await requestWorks(db, wishes(workspaceId, rowCount));
    const lease = { now: startAt, leaseMs: 60_000, quiesceMs: 30_000, isAlone: false };
    const claimAll = async (): Promise<string[]> => {
      const { epoch } = await registerWorker(db, { name: 'test', ...lease });
      const mine: string[] = [];
      for (;;) {
        const claimed = await claimWork(db, {
          epoch,
          queueKey: 'key',
          lane: lanes.interactive,
          kinds: ['record'],
          count: 7,
          now: startAt,
          leaseUntil: new Date(startAt.getTime() + 60_000),
        });
        if (claimed.length === 0) return mine;
        mine.push(...claimed.map((work) => work.subjectId));
      }
    };
    const all = (await Promise.all(Array.from({ length: 8 }, claimAll))).flat();
    assert.equal(all.length, rowCount);
    assert.equal(new Set(all).size, rowCount);
  });

  test('many that ask for the same things in any order never block each other', async () => {
    const { db } = await open();
    const workspaceId = await makeWorkspace(db);
    const all = wishes(workspaceId, 300);
    const orders = Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0 ? all : all.toReversed(),
    );
    await Promise.all(orders.map(async (order) => await requestWorks(db, order)));
    const rows = await db.selectFrom('work').select('version').execute();
    assert.equal(rows.length, 300);
    // Each of the eight gave every row a version that nothing had before.
    assert.equal(new Set(rows.map((row) => row.version)).size, 300);
    const first = Math.min(...rows.map((row) => row.version));
    assert.ok(first >= 1_000_000_000 + 300);
  });
});

test('five processes make every effect happen exactly once, also where answers get lost', async () => {
  const engines = await openProcesses();
  const { db } = engines[0]!;
  const workspaceId = await makeWorkspace(db);
  const effectCount = 150;
  await setRate(db, { queueKey: 'key', ratePerSecond: 400, burst: 20, now: new Date() });
  await requestWorks(db, wishes(workspaceId, effectCount));
  const outside = newOutside();
  const workers = await Promise.all(
    engines.map(
      async (deps, index) =>
        await startWorker(deps, {
          name: `process ${index}`,
          handlers: { record: makeOneEffect(outside) },
          pollMs: 20,
          quiesceMs: 40,
          quiesceAgainMs: 40,
        }),
    ),
  );
  await Promise.all(workers.map(async (worker) => await worker.whenIdle(60_000)));
  await Promise.all(workers.map(async (worker) => await worker.stop()));
  for (let number = 1; number <= effectCount; number++) {
    assert.equal(outside.held.get(numberedId(number)), 1, `effect ${number}`);
    assert.equal(outside.settled.get(numberedId(number)), 1, `effect ${number}`);
  }
  const states = await db.selectFrom('intents').select(['state', 'epoch']).execute();
  assert.ok(states.every((intent) => intent.state === 'confirmed'));
  const use = await findRateUse(db, 'key');
  assert.ok((use?.callCount ?? 0) >= outside.sentCount);
  const left = await db.selectFrom('work').select('kind').execute();
  assert.deepEqual(left, []);
});

interface OutsideWorld {
  sentCount: number;
  /** How often each subject's effect is there. */
  held: Map<string, number>;
  settled: Map<string, number>;
}

function newOutside(): OutsideWorld {
  return { sentCount: 0, held: new Map(), settled: new Map() };
}

// One effect per subject; every third answer gets lost, after or before it was applied.
function makeOneEffect(outside: OutsideWorld): WorkHandler<EngineDeps> {
  return async (deps, work) => {
    const subject = {
      workspaceId: work.workspaceId,
      subjectKind: 'record',
      subjectId: work.subjectId,
    };
    const id = work.subjectId;
    const open = await findOpenIntent(deps.db, subject);
    if (open === null && outside.settled.has(id)) return { next: 'done' };
    const intent =
      open ??
      (await deps.db.transaction().execute(
        async (trx) =>
          await planIntent(trx, deps, {
            ...subject,
            queueKey: work.queueKey,
            lane: work.lane,
            kind: 'create',
            payload: {},
            marker: id,
            isRepeatable: false,
            cause: 'test',
          }),
      ));
    const effect: Effect<{ id: string }> = {
      async send() {
        const count = ++outside.sentCount;
        await new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
        if (count % 6 === 0) throw lost();
        add(outside.held, id);
        if (count % 3 === 0) throw lost();
        return { id };
      },
      async probe() {
        return outside.held.has(id) ? { found: { id } } : 'absent';
      },
      async settle() {
        add(outside.settled, id);
      },
    };
    return workResultAfter(await performIntent(deps, intent, effect), deps.clock.now());
  };
}

function lost(): PortFailure {
  return new PortFailure({ kind: 'unknownOutcome', message: 'lost', detail: 'lost' });
}

function add(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

function wishes(workspaceId: string, count: number) {
  return Array.from({ length: count }, (_, index) =>
    aWish(workspaceId, { subjectId: numberedId(index + 1) }),
  );
}

async function openProcesses(): Promise<EngineDeps[]> {
  const created = await createServerDatabase();
  const closing: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closing) await close();
    await created.drop();
  });
  const engines: EngineDeps[] = [];
  for (let number = 1; number <= processCount; number++) {
    const opened = await openDatabase({
      databaseUrl: new Secret(created.url),
      dataDir: '',
      poolSize: 6,
      sleep: async () => {},
    });
    closing.push(async () => await opened.close());
    engines.push(machineDeps(opened.db, number));
  }
  return engines;
}
