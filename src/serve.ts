// `npm start`: the server on the operator's own settings, until it is told to stop.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from './cli/output.ts';
import { missingSettings, type Config } from './config.ts';
import { InputError } from './core/input-error.ts';
import { listApiKeys } from './db/queries/api-keys.ts';
import { findConnection } from './db/queries/lever-connections.ts';
import { createApiKey } from './flows/create-api-key.ts';
import { makeSetupCode } from './flows/set-up-owner.ts';
import { openFulcrum, startFulcrum, type Fulcrum, type StartOptions } from './start.ts';

/** The database broke down: a supervisor should start the process again. */
const brokenExitCode = 70;

/** Throws InputError with everything that is missing and where to get it; resolves after a clean stop. */
export async function serve(
  config: Config,
  output: Output,
  options: StartOptions = {},
): Promise<void> {
  const missing = missingSettings(config);
  if (missing.length > 0 && !(await isConnectedAlready(config))) {
    throw new InputError(
      'invalid',
      [
        'Fulcrum needs these settings to start. Put them in the environment or in a file named .env here',
        '(.env.example lists all of them with their meaning):',
        '',
        ...missing.map((line) => `  ${line}`),
        '',
        'To look around without a Lever account, run: npm run demo',
      ].join('\n'),
    );
  }
  const stopping = untilToldToStop();
  const onBroken = (): void => process.exit(brokenExitCode);
  const fulcrum = await startFulcrum(config, { onBroken, ...options });
  try {
    await announce(fulcrum, config, output);
    await stopping;
    output.note('Stopping: what is under way is finished first.');
  } finally {
    await fulcrum.stop();
  }
}

/** A connection made with `fulcrum connect` is kept in the database and needs no settings. */
async function isConnectedAlready(config: Config): Promise<boolean> {
  const isNew = config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'db'));
  if (isNew || (config.databaseUrl !== undefined && config.secretKey === undefined)) return false;
  const opened = await openFulcrum(config);
  try {
    return (await findConnection(opened.deps.db, opened.workspaceId)) !== undefined;
  } finally {
    await opened.close();
  }
}

async function announce(fulcrum: Fulcrum, config: Config, output: Output): Promise<void> {
  const { deps, workspaceId, url } = fulcrum;
  const database =
    fulcrum.database.kind === 'embedded' ? `embedded, in ${config.dataDir}` : 'Postgres server';
  const lines = [
    url === null ? 'Fulcrum works; it serves no HTTP in this role.' : `Fulcrum is ready at ${url}`,
    `Database: ${database}`,
    ...(config.publicUrl === undefined
      ? [
          `Lever is asked for changes every ${config.leverPollSeconds} seconds. Set PUBLIC_URL to be told at once.`,
        ]
      : []),
  ];
  const keys = await listApiKeys(deps.db, { workspaceId, beforeId: null, limit: 1 });
  let firstKey: string | undefined;
  if (keys.length === 0 && url !== null) {
    const scopes = ['read', 'intake', 'admin'];
    const made = await createApiKey(deps, {
      workspaceId,
      name: 'first key',
      scopes,
      actor: 'system',
    });
    firstKey = made.key.reveal();
    lines.push(
      '',
      `Your first API key, shown only now: ${firstKey}`,
      `Try it: curl -H "Authorization: Bearer ${firstKey}" ${url}/v1/status`,
    );
  }
  const setupCode = url === null ? null : ((await makeSetupCode(deps))?.reveal() ?? null);
  if (setupCode !== null) {
    lines.push('', `Nobody can sign in yet. Set-up code for the first owner: ${setupCode}`);
  }
  output.result(
    {
      url,
      database: fulcrum.database.kind,
      ...(firstKey === undefined ? {} : { firstKey }),
      ...(setupCode === null ? {} : { setupCode }),
    },
    lines,
  );
}

/** Resolves at the first Ctrl-C or polite request to end; a second one ends the process at once. */
function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    const told = (): void => resolve();
    process.once('SIGINT', told);
    process.once('SIGTERM', told);
  });
}
