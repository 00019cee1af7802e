// The program behind main.ts: settings from the environment, one command, an exit code. Only this file reads the environment.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commands } from './cli/commands.ts';
import type { CommandWorld } from './cli/command-world.ts';
import { remoteServer } from './cli/remote-server.ts';
import { runCommandLine } from './cli/run.ts';
import { readConfig } from './config.ts';
import { InputError } from './core/input-error.ts';
import { findWorkspace } from './db/queries/workspaces.ts';
import { runDemo } from './demo/run-demo.ts';
import { checkSequence } from './http/contract/sequence.ts';
import { openOutreach } from './outreach-ports.ts';
import { serve } from './serve.ts';
import { renderSettingsHelp } from './settings-text.ts';
import { openFulcrum, type Opened } from './start.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
const environment = process.env;
const serverUrl = environment['FULCRUM_URL'];

const world: CommandWorld = {
  streams: {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY,
  },
  settingsHelp: renderSettingsHelp(),
  leverApiKey: environment['LEVER_API_KEY'],
  server:
    serverUrl === undefined || serverUrl === ''
      ? null
      : remoteServer({ url: serverUrl, apiKey: environment['FULCRUM_API_KEY'] }),
  async open() {
    const config = readConfig({ LOG_LEVEL: 'warn', ...environment });
    const opened = await openFulcrum(config);
    const slug = environment['FULCRUM_WORKSPACE'];
    const isNamed = slug !== undefined && slug !== '';
    const workspaceId = isNamed ? await namedWorkspace(opened, slug) : opened.workspaceId;
    const outreach = openOutreach(opened.deps, config);
    return {
      ...opened,
      workspaceId,
      actor: 'cli',
      outreach: { ports: outreach.ports, checkSequence },
      close: async () => {
        await outreach.close();
        await opened.close();
      },
    };
  },
  serve: async (output) => await serve(readConfig(environment), output),
  demo: async (options, output) => await runDemo(options, output),
  sandbox: async (args) => await runProgramFile('../sandbox/main.ts', args),
};

/** Throws InputError, with the database closed again, where there is no such workspace. */
async function namedWorkspace(opened: Opened, slug: string): Promise<string> {
  const found = await findWorkspace(opened.deps.db, slug);
  if (found !== undefined) return found.id;
  await opened.close();
  const message = `There is no workspace "${slug}"; "fulcrum workspace list" shows them.`;
  throw new InputError('not_found', message, 'FULCRUM_WORKSPACE');
}

/** Runs another program of this package with our Node; resolves with its exit code. */
function runProgramFile(file: string, args: readonly string[]): Promise<number> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), world, commands);
