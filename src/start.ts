// The composition root: settings in; database opened, adapters built, server and worker started; and stopped again.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from './adapters/clock/system-clock.ts';
import { sheetFiles } from './adapters/csv/sheet-files.ts';
import { systemChance, systemIds } from './adapters/ids/system-ids.ts';
import { openHttpTransport } from './adapters/lever/http-transport.ts';
import { lever } from './adapters/lever/lever.ts';
import { pinoLog } from './adapters/log/pino-log.ts';
import { aesSealer } from './adapters/sealer/aes-sealer.ts';
import { httpWebhookSender } from './adapters/webhooks/webhook-sender.ts';
import type { Config } from './config.ts';
import { InputError } from './core/input-error.ts';
import { openBell, type Bell } from './db/bell.ts';
import { openDatabase, type OpenedDatabase } from './db/connect.ts';
import { migrate } from './db/migrate.ts';
import { findConnection } from './db/queries/lever-connections.ts';
import { startWorker, type Worker, type WorkLoop } from './engine/worker.ts';
import type { Point } from './engine/deps.ts';
import { connectLever, credentialKey } from './flows/connect-lever.ts';
import { ensureWorkspace } from './flows/ensure-workspace.ts';
import { idleMailboxes } from './flows/idle-mailboxes.ts';
import type { ImportDeps } from './flows/import-deps.ts';
import { noteUnauthorized } from './flows/note-unauthorized.ts';
import type { Deps } from './flows/deps.ts';
import { setColdMode } from './flows/set-cold-mode.ts';
import type { SignInDeps } from './flows/sign-in-deps.ts';
import { checkpointFile } from './adapters/checkpoints/checkpoint-file.ts';
import { checkpointLoop } from './flows/audit-checkpoint.ts';
import { alertsLoop } from './flows/watch-alerts.ts';
import { checkProfile } from './http/contract/profile.ts';
import type { App } from './http/app.ts';
import { buildServer } from './http/server.ts';
import { installationKey } from './installation-key.ts';
import { openAlertWays, type OpenedAlertWays } from './alert-ways.ts';
import { mailPorts, workHandlers, workLoops } from './jobs.ts';
import { openOutreach, type OpenedOutreach } from './outreach-ports.ts';
import type { World } from './ports/deps.ts';
import type { Log } from './ports/log.ts';
import { openSignInWays } from './sign-in-ways.ts';
import { watchForRestore, type RestoreWatch } from './restore-watch.ts';

/** An uploaded spreadsheet may be this large. */
const sheetBytesMax = 4 * 1024 * 1024 * 1024;
const leverConnectionsMax = 32;
const webFolder = fileURLToPath(new URL('../web/dist', import.meta.url));
/** A source may report again what was lost for this long after a restore. */
const coldAfterRestoreMs = 7 * 24 * 60 * 60_000;
/** Items per transaction: the embedded database does nothing else meanwhile. */
const itemsPerTransaction = { embedded: 200, server: 1000 } as const;

export interface Opened {
  deps: ImportDeps & SignInDeps;
  database: OpenedDatabase;
  workspaceId: string;
  close(): Promise<void>;
}

export interface Fulcrum extends Opened {
  /** Where the server listens; null for a process that only works. */
  url: string | null;
  worker: Worker | null;
  /** Resolves when nothing is due within the horizon and nothing is under way. */
  whenQuiet(horizonMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  log?: Log;
  /** The embedded database stopped for good; the process has to end. */
  onBroken?: () => void;
  /** For crash tests: called at each point where a stop of the process matters. */
  onPoint?: (point: Point) => void | Promise<void>;
}

/** Opens everything that flows need, without serving or working. Throws InputError where the operator has to act. */
export async function openFulcrum(config: Config, options: StartOptions = {}): Promise<Opened> {
  const clock = systemClock();
  const log = options.log ?? pinoLog({ level: config.logLevel });
  const sealer = aesSealer(installationKey(config));
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    sleep: (ms) => clock.sleep(ms),
    onTrouble: (trouble) => {
      log.error(`database.${trouble.kind}`, { because: trouble.message });
      // Nothing after this would be true: whoever watches the process starts it again on what is on the disk.
      if (trouble.kind === 'broken') options.onBroken?.();
    },
  });
  try {
    await migrate(database.db);
    const transport = openHttpTransport({ connectionsMax: leverConnectionsMax });
    const webhooks = httpWebhookSender({
      mayReachLoopback: config.allowPrivateWebhooks,
      mayReachPrivate: config.allowPrivateWebhooks,
    });
    const signIn = openSignInWays({
      clock,
      url: config.publicUrl ?? `http://${config.host}:${config.port}`,
      mayReachPrivate: config.allowPrivateWebhooks,
    });
    const deps: ImportDeps & SignInDeps = {
      db: database.db,
      clock,
      ids: systemIds(clock),
      chance: systemChance(),
      log,
      sealer,
      lever: lever({
        transport: transport.transport,
        callTimeoutMs: leverCallMs(config),
        clock,
      }),
      ...leverSettings(config),
      webhooks,
      wake: () => undefined,
      sheets: sheetFiles({ folder: join(config.dataDir, 'sheets'), bytesMax: sheetBytesMax }),
      checkProfile,
      ...signIn.ways,
    };
    const workspaceId = await ensureWorkspace(deps, config);
    return {
      deps,
      database,
      workspaceId,
      async close() {
        await transport.close();
        await webhooks.close();
        await signIn.close();
        await database.close();
      },
    };
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

/** Serves and works until `stop`. */
export async function startFulcrum(config: Config, options: StartOptions = {}): Promise<Fulcrum> {
  const opened = await openFulcrum(config, options);
  const { deps } = opened;
  let worker: Worker | null = null;
  let server: App | null = null;
  let watch: RestoreWatch | null = null;
  const outreach = openOutreach(deps, config);
  const alerts = openAlertWays(outreach.ports, config);
  const watching = new AbortController();
  let watchingMail: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await server?.close();
    watching.abort();
    await worker?.stop();
    await watchingMail;
    await outreach.close();
    await alerts.close();
    await watch?.stop();
    await bell?.close();
    await opened.close();
  };
  const bell = openServerBell(opened, config, () => worker?.wake());
  deps.wake = () => {
    worker?.wake();
    bell?.ring();
  };
  try {
    watch = await watchForRestore({ db: deps.db, dataDir: config.dataDir, clock: deps.clock });
    await connectFromSettings(opened, config);
    if (watch.wasRestored)
      await setColdMode(deps, {
        because: 'a backup of the database was put back',
        wasRestored: true,
        forMs: coldAfterRestoreMs,
      });
    if (config.role !== 'web') {
      worker = await startWork(opened, config, { ...options, outreach, alerts });
      watchingMail = idleMailboxes({ ...deps, ...mailPorts(outreach.ports) }, watching.signal);
    }
    if (config.role !== 'worker') {
      server = await buildServer(deps, {
        databaseKind: opened.database.kind,
        transactionItemsMax: itemsPerTransaction[opened.database.kind],
        webFolder,
        outreach: outreach.ports,
        hasAlertMail: alerts.ways.mail !== null,
        secureCookies: config.publicUrl?.startsWith('https:') ?? false,
      });
    }
    const url =
      server === null ? null : await server.listen({ host: config.host, port: config.port });
    return {
      ...opened,
      url,
      worker,
      whenQuiet: async (horizonMs) => await worker?.whenIdle(horizonMs),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Several processes on one server wake each other; the embedded database has one process alone. */
function openServerBell(opened: Opened, config: Config, onRing: () => void): Bell | null {
  if (opened.database.kind === 'embedded' || config.databaseUrl === undefined) return null;
  const { db, clock } = opened.deps;
  return openBell({
    db,
    databaseUrl: config.databaseUrl,
    name: processName(),
    onRing,
    sleep: (ms, signal) => clock.sleep(ms, signal),
  });
}

function processName(): string {
  return `${hostname()}:${process.pid}`;
}

async function startWork(
  opened: Opened,
  config: Config,
  options: StartOptions & { outreach: OpenedOutreach; alerts: OpenedAlertWays },
): Promise<Worker> {
  const { deps, database } = opened;
  const leaseMs = config.leaseSeconds * 1000;
  return await startWorker(deps, {
    name: processName(),
    handlers: workHandlers({
      sheets: deps.sheets,
      checkProfile,
      sliceRows: itemsPerTransaction[database.kind],
      leverPollMs: config.leverPollSeconds * 1000,
      alertWays: options.alerts.ways,
      outreach: options.outreach.ports,
    }),
    loops: [...workLoops(options.outreach.ports), ...governanceLoops(config)],
    isAlone: database.kind === 'embedded',
    leaseMs,
    heartbeatMs: Math.floor(leaseMs / 6),
    transportTimeoutMs: leverCallMs(config),
    quiesceMs: config.leverQuiesceSeconds * 1000,
    quiesceAgainMs: config.leverQuiesceSeconds * 2000,
    onUncleanStart: async () =>
      await setColdMode(deps, { because: 'the last process ended without a clean stop', forMs: 0 }),
    onUnauthorized: async (queueKey, failure) =>
      await noteUnauthorized(deps, { queueKey, because: failure.message }),
    ...(options.onPoint === undefined ? {} : { onPoint: options.onPoint }),
  });
}

/** What watches over the whole: the signed audit log, and the alerts. */
function governanceLoops(config: Config): readonly WorkLoop<Deps>[] {
  const everyMs = config.auditCheckpointMinutes * 60_000;
  const path = config.auditCheckpointFile;
  const file = path === undefined ? null : checkpointFile(path);
  return [checkpointLoop({ everyMs, file }), alertsLoop({ checkpointEveryMs: everyMs })];
}

function leverSettings(config: Config): Pick<World, 'leverApp' | 'publicUrl'> {
  const { publicUrl, leverClientId: clientId, leverClientSecret: clientSecret } = config;
  const base = publicUrl ?? `http://${config.host}:${config.port}`;
  const redirectUrl = config.leverRedirectUrl ?? `${withoutSlash(base)}/oauth/lever/callback`;
  const authUrl = withoutSlash(config.leverAuthUrl);
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(clientId === undefined || clientSecret === undefined
      ? {}
      : { leverApp: { clientId, clientSecret, authUrl, redirectUrl } }),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/u, '');
}

/** The same for the socket and for the worker: where the socket lived longer, a look could come before a late effect. */
function leverCallMs(config: Config): number {
  return Math.min(config.leverCallSeconds * 1000, Math.floor((config.leaseSeconds * 1000) / 2));
}

/** A connection made by hand stays, and so does one switched off; settings make the first one, or bring a new key. */
async function connectFromSettings(opened: Opened, config: Config): Promise<void> {
  if (config.leverApiKey === undefined || config.leverPerformAs === undefined) return;
  const found = await findConnection(opened.deps.db, opened.workspaceId);
  if (found?.state === 'off' || found?.credentialKind === 'oauth') return;
  try {
    await connectLever(opened.deps, {
      workspaceId: opened.workspaceId,
      baseUrl: config.leverBaseUrl,
      apiKey: config.leverApiKey,
      performAsEmail: config.leverPerformAs,
      publicUrl: config.publicUrl ?? null,
      actor: 'settings',
    });
  } catch (error) {
    // The account was joined before with this very key: intake and holds must not wait until Lever is back.
    const isKnown = found?.credentialKey === credentialKey(config.leverBaseUrl, config.leverApiKey);
    if (!isKnown || !(error instanceof InputError)) throw error;
    opened.deps.log.warn('lever.not_asked_at_start', { because: error.message });
  }
}
