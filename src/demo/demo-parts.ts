// What the demo runs on: a sandbox and a source as processes of their own, and Fulcrum in a fresh folder.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteServer } from '../cli/remote-server.ts';
import type { RemoteServer } from '../cli/remote-server.ts';
import { readConfig } from '../config.ts';
import { Secret } from '../core/secret.ts';
import { addWebhookEndpoint } from '../flows/add-webhook-endpoint.ts';
import { connectLever } from '../flows/connect-lever.ts';
import { createApiKey } from '../flows/create-api-key.ts';
import { startFulcrum } from '../start.ts';
import type { Fulcrum } from '../start.ts';
import { makeDemoOwner } from './demo-owner.ts';
import type { DemoOwner } from './demo-owner.ts';
import { nextLine, startJsonProcess } from './json-process.ts';
import type { JsonProcess } from './json-process.ts';
import { control } from './sandbox-world.ts';

export interface SandboxAt {
  url: string;
  controlUrl: string;
  apiKey: string;
}

export interface SourceReady {
  webhookUrl: string;
  touches: number;
  humans: number;
  sources: string[];
  jobs: { externalId: string; name: string }[];
}

export interface DemoParts {
  sandbox: SandboxAt;
  source: JsonProcess;
  ready: SourceReady;
  fulcrum: Fulcrum;
  /** Our own API, with a key that may do everything. */
  api: RemoteServer;
  apiKey: string;
  webhookSecret: string;
  folder: string;
  owner: DemoOwner;
}

const sandboxScript = new URL('../../sandbox/main.ts', import.meta.url);
const sourceScript = new URL('../../sandbox/source/main.ts', import.meta.url);
const sandboxArguments = '--port 0 --control-port 0 --world demo --webhooks on --json'.split(' ');

/** Starts the parts in order; each hands its end to `onStop`, to be called in reverse. */
export async function startParts(onStop: (stop: () => Promise<void>) => void): Promise<DemoParts> {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-demo-'));
  onStop(async () => rmSync(folder, { recursive: true, force: true }));
  const sandboxProcess = startJsonProcess(sandboxScript, sandboxArguments);
  onStop(() => sandboxProcess.stop());
  const source = startJsonProcess(sourceScript, []);
  onStop(() => source.stop());
  const sandbox = await nextLine<SandboxAt>(sandboxProcess);
  const ready = await nextLine<SourceReady>(source);
  const fulcrum = await startFulcrum(
    readConfig({
      DATA_DIR: folder,
      PORT: '0',
      LOG_LEVEL: 'error',
      ALLOW_PRIVATE_WEBHOOKS: 'true',
      LEVER_POLL_SECONDS: '10',
    }),
  );
  onStop(() => fulcrum.stop());
  const { apiKey, webhookSecret } = await introduce({ fulcrum, sandbox, ready });
  const api = remoteServer({ url: fulcrum.url ?? '', apiKey });
  const owner = await makeDemoOwner(fulcrum);
  return { sandbox, source, ready, fulcrum, api, apiKey, webhookSecret, folder, owner };
}

/** Connects Fulcrum with both sides, as an administrator would. */
async function introduce(parts: {
  fulcrum: Fulcrum;
  sandbox: SandboxAt;
  ready: SourceReady;
}): Promise<{ apiKey: string; webhookSecret: string }> {
  const { fulcrum, sandbox, ready } = parts;
  const { deps, workspaceId } = fulcrum;
  const actor = 'demo';
  const users = await control<{ email: string }[]>(sandbox.controlUrl, 'users');
  await connectLever(deps, {
    workspaceId,
    baseUrl: sandbox.url,
    apiKey: new Secret(sandbox.apiKey),
    performAsEmail: users[0]?.email ?? '',
    publicUrl: fulcrum.url,
    actor,
  });
  const scopes = ['read', 'intake', 'admin'];
  const key = await createApiKey(deps, { workspaceId, name: 'the demo', scopes, actor });
  const endpoint = await addWebhookEndpoint(deps, {
    workspaceId,
    url: ready.webhookUrl,
    events: ['outreach.pause', 'outreach.stop', 'outreach.resume'],
    actor,
  });
  return { apiKey: key.key.reveal(), webhookSecret: endpoint.secret.reveal() };
}

interface Posting {
  id: string;
  text: string;
  state: string;
}

/** Gives each of the source's jobs an open posting in Lever. */
export async function mapJobs({ api, fulcrum, sandbox, ready }: DemoParts): Promise<void> {
  // The account's lists are read first; a posting nobody has read yet cannot be chosen.
  await fulcrum.whenQuiet();
  const postings = await control<Posting[]>(sandbox.controlUrl, 'postings');
  const open = postings.filter((posting) => posting.state === 'published');
  for (const [index, job] of ready.jobs.entries()) {
    const postingId = open[index % open.length]?.id ?? null;
    for (const source of ready.sources) {
      await api.ask({ method: 'PUT', path: '/v1/jobs', body: { source, ...job, postingId } });
    }
  }
}
