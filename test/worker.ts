// A worker under virtual time, for the tests of the loop: embedded database only.

import assert from 'node:assert/strict';
import type { Db } from '../src/db/connect.ts';
import type { EngineDeps } from '../src/engine/deps.ts';
import { requestWork, type WorkResult } from '../src/engine/work.ts';
import {
  startWorker,
  type Worker,
  type WorkerOptions,
  type WorkHandler,
} from '../src/engine/worker.ts';
import { aWish, engineDeps, makeWorkspace, startAt } from './engine.ts';
import { newVirtualClock } from './virtual-clock.ts';

export type Handler = WorkHandler<EngineDeps>;
export const done: WorkResult = { next: 'done' };

/** Queue, clock and worker of one test; `start` starts the worker, time passes by `clock.pass` and `clock.run`. */
export async function openWorker(db: Db) {
  const clock = newVirtualClock(startAt);
  const deps = engineDeps(db, clock);
  const workspaceId = await makeWorkspace(db);
  let worker: Worker | undefined;
  return {
    clock,
    deps,
    workspaceId,
    ms: () => clock.now().getTime() - startAt.getTime(),
    async ask(more: Parameters<typeof aWish>[1]) {
      await requestWork(db, aWish(workspaceId, { dueAt: clock.now(), ...more }));
    },
    async start(handler: Handler, more: Partial<WorkerOptions<EngineDeps>> = {}) {
      worker = await startWorker(deps, { name: 'test', handlers: { record: handler }, ...more });
    },
    get worker() {
      assert.ok(worker);
      return worker;
    },
    async stop() {
      await clock.run(this.worker.stop());
    },
  };
}
