// The whole of Fulcrum in one process for tests: a fresh database, the sandbox as Lever without sockets, a worker.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { sheetFiles } from '../src/adapters/csv/sheet-files.ts';
import { systemChance, systemIds } from '../src/adapters/ids/system-ids.ts';
import { lever } from '../src/adapters/lever/lever.ts';
import { aesSealer } from '../src/adapters/sealer/aes-sealer.ts';
import { Secret } from '../src/core/secret.ts';
import type { OpenedDatabase } from '../src/db/connect.ts';
import { setRate } from '../src/engine/limiter.ts';
import { startWorker, type Worker } from '../src/engine/worker.ts';
import { connectLever } from '../src/flows/connect-lever.ts';
import { ensureWorkspace } from '../src/flows/ensure-workspace.ts';
import type { ImportDeps } from '../src/flows/import-deps.ts';
import { findLeverAccess } from '../src/flows/lever-access.ts';
import { receiveHook } from '../src/flows/receive-hook.ts';
import { receiveProfiles } from '../src/flows/receive-profiles.ts';
import { receiveTouches } from '../src/flows/receive-touches.ts';
import type { IntakeResult } from '../src/flows/take-intake.ts';
import { checkProfile } from '../src/http/contract/profile.ts';
import { checkTouch } from '../src/http/contract/touch.ts';
import { workHandlers, workLoops } from '../src/jobs.ts';
import type { WebhookToSend } from '../src/ports/webhook-sender.ts';
import { silentLog } from './engine.ts';
import { sandboxTransport } from './lever-account.ts';

export interface Running {
  deps: ImportDeps;
  workspaceId: string;
  sandbox: Sandbox;
  worker: Worker;
  /** Webhooks that our side sent to the source. */
  sent: WebhookToSend[];
  /** As the HTTP API takes them, item by item. */
  profiles(...items: object[]): Promise<IntakeResult[]>;
  touches(...items: object[]): Promise<IntakeResult[]>;
  /** Resolves when everything that is due now is done. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export interface RunningOptions {
  sandbox?: SandboxOptions;
  /** Calls a second; by default so many that no test waits. */
  ratePerSecond?: number;
  isConnected?: boolean;
}

const publicUrl = 'https://fulcrum.example';

/** Starts on a fresh database. The rate limits of both sides are lifted unless the test sets them. */
export async function startRunning(
  opened: OpenedDatabase,
  options: RunningOptions = {},
): Promise<Running> {
  const sent: WebhookToSend[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-test-'));
  let deps: ImportDeps | undefined;
  const sandbox = createSandbox({
    world: 'empty',
    seed: 1,
    limits: null,
    webhooksOn: true,
    ...options.sandbox,
    post: async (url, message) => {
      if (deps === undefined) return { status: 503 };
      const secret = new URL(url).pathname.split('/').at(-1) ?? '';
      const received = await receiveHook(deps, {
        secret,
        body: Buffer.from(message.body),
        receivedAt: deps.clock.now(),
      });
      return { status: received.status };
    },
  });
  deps = worldOf(opened, { sandbox, sent, folder });
  const workspaceId = await ensureWorkspace(deps, {
    defaultRegion: 'US',
    defaultTrigger: 'contact_found',
  });
  const running = deps;
  if (options.isConnected !== false) {
    await connectToSandbox(running, {
      workspaceId,
      sandbox,
      ratePerSecond: options.ratePerSecond ?? 100_000,
    });
  }
  const worker = await startWorker(running, {
    name: 'test',
    handlers: workHandlers({
      sheets: running.sheets,
      checkProfile,
      sliceRows: 200,
      leverPollMs: 300_000,
    }),
    loops: workLoops(),
    isAlone: true,
    quiesceMs: 1,
    quiesceAgainMs: 1,
  });
  running.wake = () => worker.wake();
  return {
    deps: running,
    workspaceId,
    sandbox,
    worker,
    sent,
    profiles: async (...items) =>
      await receiveProfiles(running, {
        workspaceId,
        actor: 'test',
        items: items.map((item) => checkProfile(item)),
      }),
    touches: async (...items) =>
      await receiveTouches(running, {
        workspaceId,
        actor: 'test',
        items: items.map((item) => checkTouch(item)),
      }),
    quiet: async () => {
      await sandbox.control.settleWebhooks();
      await worker.whenIdle(2_000);
    },
    stop: async () => {
      await worker.stop();
      sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function connectToSandbox(
  deps: ImportDeps,
  input: { workspaceId: string; sandbox: Sandbox; ratePerSecond: number },
): Promise<void> {
  const { workspaceId, sandbox, ratePerSecond } = input;
  const user = sandbox.control.users().find((one) => one.accessRole === 'super admin');
  await connectLever(deps, {
    workspaceId,
    baseUrl: 'https://lever.example/v1',
    apiKey: new Secret(sandbox.apiKey),
    performAsEmail: user?.email ?? '',
    publicUrl,
    actor: 'test',
  });
  const access = await findLeverAccess(deps.db, deps, workspaceId);
  await setRate(deps.db, {
    queueKey: access?.queueKey ?? '',
    ratePerSecond,
    burst: ratePerSecond,
    now: deps.clock.now(),
  });
}

function worldOf(
  opened: OpenedDatabase,
  given: { sandbox: Sandbox; sent: WebhookToSend[]; folder: string },
): ImportDeps {
  const clock = systemClock();
  const { sandbox, sent, folder } = given;
  return {
    db: opened.db,
    clock,
    ids: systemIds(clock),
    chance: systemChance(),
    log: silentLog,
    sealer: aesSealer(randomBytes(32)),
    lever: lever({ transport: sandboxTransport(sandbox), callTimeoutMs: 5_000, clock }),
    webhooks: {
      async send(webhook) {
        sent.push(webhook);
        return 200;
      },
    },
    wake: () => undefined,
    sheets: sheetFiles({ folder, bytesMax: 100_000_000 }),
    checkProfile,
  };
}
