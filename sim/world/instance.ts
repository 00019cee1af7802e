// One running Fulcrum of the simulated installation: a process with the real flows, engine and SQL.

import { lever } from '../../src/adapters/lever/lever.ts';
import type { Transport } from '../../src/adapters/lever/transport.ts';
import type { Db } from '../../src/db/connect.ts';
import { startWorker, type Worker } from '../../src/engine/worker.ts';
import type { ImportDeps } from '../../src/flows/import-deps.ts';
import type { OutreachPorts } from '../../src/flows/outreach-deps.ts';
import { noteUnauthorized } from '../../src/flows/note-unauthorized.ts';
import { setColdMode } from '../../src/flows/set-cold-mode.ts';
import { checkProfile } from '../../src/http/contract/profile.ts';
import { workHandlers, workLoops } from '../../src/jobs.ts';
import type { Sheets } from '../../src/ports/sheets.ts';
import type { WebhookSender } from '../../src/ports/webhook-sender.ts';
import type { Process } from '../engine/process.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Streams } from '../engine/chance.ts';
import { chanceOf, clockOf, idsOf, logOf, sealerOf, type LogLine } from './own-ports.ts';

export type SimDeps = ImportDeps & OutreachPorts;

export interface Instance {
  process: Process;
  deps: SimDeps;
  /** Null while it starts. */
  worker: Worker | null;
}

export interface InstanceParts {
  process: Process;
  db: Db;
  scheduler: Scheduler;
  streams: Streams;
  transport: Transport;
  webhooks: WebhookSender;
  mail: OutreachPorts;
  logLines: LogLine[];
  isEmbedded: boolean;
  /** Something became due in this process: tell the others. */
  onWake(): void;
}

/** As in production, but for rarer looks: waking finds what is due, and each look costs a statement. */
export const waits = {
  leverPollMs: 10 * 60_000,
  pollMs: 120_000,
  leaseMs: 240_000,
  heartbeatMs: 100_000,
  callTimeoutMs: 20_000,
} as const;

const loopNames = ['identify', 'hooks'];
const outreachLoopNames = [...loopNames, 'sequences', 'mailboxes'];

/** After a restore a source may report again what was lost for this long. */
const coldAfterRestoreMs = 7 * 24 * 60 * 60_000;

/** The deps of a process, without a worker yet. */
export function newInstance(parts: InstanceParts): Instance {
  const { process, db, scheduler, streams } = parts;
  const clock = clockOf(scheduler, process);
  const instance: Instance = {
    process,
    worker: null,
    deps: {
      db,
      clock,
      ids: idsOf(scheduler, streams.of('ids')),
      chance: chanceOf(streams.of(`chance ${process.name}`)),
      log: logOf(process, parts.logLines),
      sealer: sealerOf(streams.of('sealing')),
      lever: lever({ transport: parts.transport, callTimeoutMs: waits.callTimeoutMs, clock }),
      webhooks: parts.webhooks,
      ...parts.mail,
      publicUrl: 'https://fulcrum.example',
      sheets: noSheets,
      checkProfile,
      wake() {
        if (process.isDead) return;
        instance.worker?.wake();
        parts.onWake();
      },
    },
  };
  return instance;
}

/** Starts to work, as src/start.ts does it. */
export async function startInstance(
  instance: Instance,
  start: { isEmbedded: boolean; wasRestored: boolean; sendsOutreach: boolean },
): Promise<void> {
  const { deps, process } = instance;
  if (start.wasRestored) {
    await setColdMode(deps, {
      because: 'a backup of the database was put back',
      wasRestored: true,
      forMs: coldAfterRestoreMs,
    });
  }
  const outreach = start.sendsOutreach ? deps : undefined;
  const names = start.sendsOutreach ? outreachLoopNames : loopNames;
  instance.worker = await startWorker(deps, {
    name: process.name,
    handlers: workHandlers({
      sheets: deps.sheets,
      checkProfile,
      sliceRows: 50,
      leverPollMs: waits.leverPollMs,
      ...(outreach === undefined ? {} : { outreach }),
    }),
    // The others have nothing to do here: nothing is vacuumed or counted.
    loops: workLoops(outreach)
      .filter((loop) => names.includes(loop.name))
      .map((loop) => ({ ...loop, pollMs: waits.pollMs })),
    isAlone: start.isEmbedded,
    pollMs: waits.pollMs,
    leaseMs: waits.leaseMs,
    heartbeatMs: waits.heartbeatMs,
    transportTimeoutMs: waits.callTimeoutMs,
    onUncleanStart: async () =>
      await setColdMode(deps, { because: 'the last process ended without a clean stop', forMs: 0 }),
    onUnauthorized: async (queueKey, failure) =>
      await noteUnauthorized(deps, { queueKey, because: failure.message }),
  });
}

const noSheets = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('The simulator imports no sheets.');
    },
  },
) as Sheets;
