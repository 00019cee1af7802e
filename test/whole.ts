// The whole of Fulcrum over real HTTP for tests: the real server on a real database, the sandbox on a port as Lever,
// and a source that reports touches and listens for signed webhooks.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { Listening, Sandbox, SandboxOptions } from '../sandbox/sandbox.ts';
import type { TouchBody } from '../sandbox/source/plan-touches.ts';
import { postTouches } from '../sandbox/source/post-touches.ts';
import { openReceiver } from '../sandbox/source/receive-webhooks.ts';
import type { ReceivedWebhook } from '../sandbox/source/receive-webhooks.ts';
import { remoteServer } from '../src/cli/remote-server.ts';
import type { RemoteServer } from '../src/cli/remote-server.ts';
import { readConfig } from '../src/config.ts';
import { Secret } from '../src/core/secret.ts';
import type { DatabaseKind } from '../src/db/connect.ts';
import { readBelieved } from '../src/demo/believed.ts';
import { compareWorlds } from '../src/demo/compare.ts';
import type { Comparison } from '../src/demo/compare.ts';
import { readSandbox } from '../src/demo/sandbox-world.ts';
import { lanes } from '../src/engine/lanes.ts';
import { setRate } from '../src/engine/limiter.ts';
import { requestWork } from '../src/engine/work.ts';
import { addWebhookEndpoint } from '../src/flows/add-webhook-endpoint.ts';
import { connectLever } from '../src/flows/connect-lever.ts';
import { createApiKey } from '../src/flows/create-api-key.ts';
import { findLeverAccess } from '../src/flows/lever-access.ts';
import type { Log } from '../src/ports/log.ts';
import { startFulcrum } from '../src/start.ts';
import type { Fulcrum } from '../src/start.ts';
import { createServerDatabase } from './databases.ts';
import { silentLog } from './engine.ts';

export interface Whole {
  fulcrum: Fulcrum;
  sandbox: Sandbox;
  lever: Listening;
  api: RemoteServer;
  apiKey: string;
  /** Its data folder. */
  folder: string;
  /** Webhooks the source received from us. */
  received: ReceivedWebhook[];
  /** Uploads a CSV and waits until it is taken in; returns what the API shows of the import. */
  importCsv(text: string): Promise<{ accepted: number; duplicates: number; rejected: number }>;
  profiles(...items: object[]): Promise<void>;
  touches(...items: TouchBody[]): Promise<void>;
  /** Resolves when nothing is due within some seconds, here or in the sandbox's webhooks. */
  quiet(): Promise<void>;
  /** Holds both sides against each other. */
  compare(): Promise<Comparison>;
  connect(apiKey: string): Promise<void>;
  /** Lever is asked for changes now: not all of them come as webhooks. */
  poll(): Promise<void>;
  /** Nobody listens on Lever's port any more, until leverUp. */
  leverDown(): Promise<void>;
  leverUp(): Promise<void>;
  stop(): Promise<void>;
}

// Longer than the first waits after a failure, so that a retry is waited for.
const quietHorizonMs = 5_000;
const quietRounds = 3;
const noLimitPerSecond = 100_000;

export interface WholeOptions {
  sandbox?: SandboxOptions;
  /** Beside the usual ones. */
  settings?: Record<string, string>;
  /** Silent where left out. */
  log?: Log;
}

/** Starts everything on a fresh database. Waits after lost answers are short; rate limits are off on both sides. */
export async function startWhole(kind: DatabaseKind, options: WholeOptions = {}): Promise<Whole> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    return await startParts({ kind, options, stop, onStop: (one) => stops.push(one) });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(given: {
  kind: DatabaseKind;
  options: WholeOptions;
  stop(): Promise<void>;
  onStop: (stop: () => unknown) => void;
}): Promise<Whole> {
  const { kind, options, onStop } = given;
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-whole-'));
  onStop(() => rmSync(folder, { recursive: true, force: true }));
  const server = kind === 'server' ? await createServerDatabase() : null;
  onStop(() => server?.drop());
  const sandbox = createSandbox({
    world: 'empty',
    limits: null,
    webhooksOn: true,
    ...options.sandbox,
  });
  onStop(() => sandbox.close());
  let lever = await sandbox.listen({ port: 0 });
  let isLeverUp = true;
  onStop(() => (isLeverUp ? lever.close() : undefined));
  const received: ReceivedWebhook[] = [];
  const receiver = await openReceiver((webhook) => received.push(webhook));
  onStop(() => receiver.close());
  const fulcrum = await startFulcrum(
    readConfig({ ...settings(folder, server?.url), ...options.settings }),
    { log: options.log ?? silentLog },
  );
  onStop(() => fulcrum.stop());
  const { deps, workspaceId } = fulcrum;
  const url = fulcrum.url ?? '';
  const connect = async (apiKey: string): Promise<void> => {
    await connectToLever({ fulcrum, sandbox, lever, apiKey });
  };
  await connect(lever.apiKey);
  const endpoint = await addWebhookEndpoint(deps, {
    workspaceId,
    url: receiver.url,
    events: ['outreach.pause', 'outreach.stop', 'outreach.resume'],
    actor: 'test',
  });
  receiver.trust(endpoint.secret.reveal());
  const scopes = ['read', 'intake', 'admin'];
  const key = await createApiKey(deps, { workspaceId, name: 'test', scopes, actor: 'test' });
  const apiKey = key.key.reveal();
  const api = remoteServer({ url, apiKey });
  const quiet = async (): Promise<void> => {
    // Our own writes come back as webhooks, which may make work.
    for (let round = 0; round < quietRounds; round += 1) {
      await sandbox.control.settleWebhooks();
      await fulcrum.whenQuiet(quietHorizonMs);
    }
  };
  await quiet();
  return {
    fulcrum,
    sandbox,
    lever,
    api,
    apiKey,
    folder,
    received,
    importCsv: async (text) => await importCsv({ api, fulcrum }, text),
    profiles: async (...items) => {
      await api.ask({ method: 'POST', path: '/v1/profiles', body: { items } });
    },
    touches: async (...items) => await postTouches({ url, apiKey }, items),
    quiet,
    compare: async () =>
      compareWorlds(await readBelieved(deps.db, workspaceId), await readSandbox(lever.controlUrl)),
    connect,
    poll: async () => {
      const access = await findLeverAccess(deps.db, deps, workspaceId);
      await requestWork(deps.db, {
        workspaceId,
        kind: 'lever_poll',
        subjectId: workspaceId,
        queueKey: access?.queueKey ?? '',
        lane: lanes.reconcile,
        dueAt: deps.clock.now(),
        because: 'the test asks',
      });
      deps.wake();
    },
    leverDown: async () => {
      isLeverUp = false;
      await lever.close();
    },
    leverUp: async () => {
      const [port, controlPort] = [lever.url, lever.controlUrl].map((at) =>
        Number(new URL(at).port),
      );
      lever = await sandbox.listen({
        ...(port === undefined ? {} : { port }),
        ...(controlPort === undefined ? {} : { controlPort }),
      });
      isLeverUp = true;
    },
    stop: () => given.stop(),
  };
}

function settings(folder: string, databaseUrl: string | undefined): Record<string, string> {
  return {
    DATA_DIR: folder,
    PORT: '0',
    ALLOW_PRIVATE_WEBHOOKS: 'true',
    LEVER_POLL_SECONDS: '3600',
    // Everything shares one event loop here: a busy moment must not look like a lost answer.
    LEVER_CALL_SECONDS: '15',
    LEVER_QUIESCE_SECONDS: '0.5',
    ...(databaseUrl === undefined
      ? {}
      : { DATABASE_URL: databaseUrl, SECRET_KEY: randomBytes(32).toString('base64') }),
  };
}

async function connectToLever(given: {
  fulcrum: Fulcrum;
  sandbox: Sandbox;
  lever: Listening;
  apiKey: string;
}): Promise<void> {
  const { fulcrum, sandbox, lever, apiKey } = given;
  const { deps, workspaceId } = fulcrum;
  const admin = sandbox.control.users().find((user) => user.accessRole === 'super admin');
  await connectLever(deps, {
    workspaceId,
    baseUrl: lever.url,
    apiKey: new Secret(apiKey),
    performAsEmail: admin?.email ?? '',
    publicUrl: fulcrum.url,
    actor: 'test',
  });
  const access = await findLeverAccess(deps.db, deps, workspaceId);
  await setRate(deps.db, {
    queueKey: access?.queueKey ?? '',
    ratePerSecond: noLimitPerSecond,
    burst: noLimitPerSecond,
    now: deps.clock.now(),
  });
}

interface ImportShown {
  id: string;
  state: string;
  because: string | null;
  accepted: number;
  duplicates: number;
  rejected: number;
}

const importLooksMax = 600;

async function importCsv(
  { api, fulcrum }: { api: RemoteServer; fulcrum: Fulcrum },
  text: string,
): Promise<ImportShown> {
  const content = (async function* () {
    yield Buffer.from(text);
  })();
  const uploaded = (await api.upload('/v1/imports?source=pin', content)) as { import: ImportShown };
  const path = `/v1/imports/${uploaded.import.id}`;
  let shown = (await api.ask({ method: 'POST', path: `${path}/start` })) as ImportShown;
  for (let looks = 0; shown.state === 'running'; looks += 1) {
    if (looks === importLooksMax) throw new Error('The import does not come to an end.');
    await fulcrum.whenQuiet();
    shown = (await api.ask({ method: 'GET', path })) as ImportShown;
  }
  if (shown.state !== 'finished') throw new Error(`The import ${shown.state}: ${shown.because}`);
  return shown;
}
