// Brings a world into being: database, sandbox, network, one connected workspace with its jobs, and the first process.

import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { Secret } from '../../src/core/secret.ts';
import { addWebhookEndpoint } from '../../src/flows/add-webhook-endpoint.ts';
import { connectLever } from '../../src/flows/connect-lever.ts';
import { ensureWorkspace } from '../../src/flows/ensure-workspace.ts';
import { putJob } from '../../src/flows/put-job.ts';
import { receiveHook } from '../../src/flows/receive-hook.ts';
import { moveIn } from '../actors/neighbour.ts';
import { newGate, type TransactionFault } from '../database/gate.ts';
import type { SimDatabase } from '../database/sim-database.ts';
import { streamsOf } from '../engine/chance.ts';
import type { Process } from '../engine/process.ts';
import { newScheduler } from '../engine/scheduler.ts';
import { newTrace } from '../engine/trace.ts';
import { newFaults } from './faults.ts';
import { newInstallation, type Installation } from './installation.ts';
import type { LeverCall, LinkOptions } from './lever-link.ts';
import { nothingOfOutreach, setUpOutreach } from './outreach-set-up.ts';
import type { Plan } from './plan.ts';
import { newPostOffice } from './post-office.ts';
import { ask, insist } from './requests.ts';
import { checkBeforeSend } from '../invariants/before-send.ts';
import { strikeProcess } from './strike.ts';
import { nothingSeen, type World } from './world.ts';

export interface Simulation {
  world: World;
  installation: Installation;
}

const stepsMax = 60_000;
const publicUrl = 'https://fulcrum.example';

/** A world at its first moment; nothing of it runs until the scheduler does. */
export async function setUp(
  database: SimDatabase,
  plan: Plan,
  options: { keepsTrace: boolean },
): Promise<Simulation> {
  database.reset();
  const streams = streamsOf(plan.seed);
  const trace = newTrace({ startMs: plan.startMs, keepsLines: options.keepsTrace });
  const faults = newFaults(streams, plan.faults);
  const strike = { run: async (_process: Process, _label: string): Promise<void> => undefined };
  const scheduler = newScheduler({
    startMs: plan.startMs,
    random: streams.of('scheduler'),
    trace,
    stepsMax,
    strike: async (process, label) => await strike.run(process, label),
  });
  const hookPost = { send: async (_url: string, _body: string): Promise<number> => 503 };
  const sandbox = createSandbox({
    world: 'empty',
    seed: plan.seed,
    clock: {
      now: () => scheduler.nowMs() + plan.leverSkewMs,
      after: (delayMs, run) => scheduler.after(delayMs, 'a timer of lever', run),
    },
    limits: { perSecond: 10, burst: plan.leverBurst },
    webhooksOn: true,
    post: async (url, { body }) => ({ status: await hookPost.send(url, body) }),
  });
  const seen = nothingSeen();
  const world: World = {
    plan,
    streams,
    scheduler,
    trace,
    database,
    gate: await newGate({
      inner: database.dialect,
      scheduler,
      faultAtCommit: () => transactionFault(world),
      onStatement: (process, text) =>
        trace.note(scheduler.nowMs(), `${process.name}   ${text.slice(0, 80)}`),
      onCommit: () => undefined,
    }),
    sandbox,
    post: newPostOffice(scheduler),
    faults,
    instances: [],
    workspaceId: '',
    clockOffsetMs: 0,
    neighbourId: '',
    neighbourProfiles: new Set(),
    jobPostings: [],
    apiKey: sandbox.apiKey,
    isDown: false,
    isInDisaster: false,
    strangerKey: sandbox.control.addKey({ name: 'another integration' }).apiKey,
    seen,
    watchers: [],
    outreach: nothingOfOutreach(),
    pending: new Set(),
    sleep: async (ms) =>
      await new Promise((resolve) => void scheduler.after(ms, 'the world goes on', resolve)),
    violate: (text) => void seen.violations.push(text),
    isSettling: false,
  };
  const installation = newInstallation(world, linkOf(world));
  strike.run = async (process, label) =>
    await strikeProcess(world, installation, { process, label });
  hookPost.send = async (url, body) => await postHook(world, url, body);
  addHookFaults(sandbox, plan);
  return { world, installation };
}

function linkOf(world: World): LinkOptions {
  return {
    sandbox: world.sandbox,
    scheduler: world.scheduler,
    faults: world.faults,
    random: world.streams.of('network'),
    pageRows: world.plan.pageRows,
    calls: world.seen.calls,
    beforeSend: async (call) => await checkBeforeSend(world, call),
    afterApplied: (call, body) => tellWatchers(world, call, body),
  };
}

function tellWatchers({ watchers }: World, call: LeverCall, body: Buffer): void {
  if (watchers.length === 0 || call.method !== 'POST' || call.path !== '/opportunities') return;
  if (call.status !== 201) return;
  const made = JSON.parse(body.toString('utf8')) as { data?: { id?: string } };
  for (const watch of watchers.splice(0)) watch(made.data?.id ?? '');
}

function transactionFault(world: World): TransactionFault | null {
  if (world.faults.strikes('database.tryAgain')) return 'tryAgain';
  return world.faults.strikes('database.answerLost') ? 'answerLost' : null;
}

/** Lever's webhooks are lost, doubled and late by the sandbox's own rules; whether one struck is read from them. */
const hookFaults = {
  'hook.lost': 'webhookLost',
  'hook.repeated': 'webhookRepeated',
  'hook.reordered': 'webhookReordered',
  'hook.delayed': 'webhookDelayed',
} as const;

function addHookFaults(sandbox: Sandbox, { faults }: Plan): void {
  for (const [name, kind] of Object.entries(hookFaults)) {
    const probability = faults[name as keyof typeof hookFaults];
    if (probability === undefined) continue;
    sandbox.control.addFault({ kind, probability, delayMs: 45_000 });
  }
}

/** Ends what the sandbox's own rules do, and counts how often each of them struck. */
export function endHookFaults({ sandbox, faults }: World): void {
  for (const rule of sandbox.control.faults()) {
    const name = Object.entries(hookFaults).find(([, kind]) => kind === rule.kind)?.[0];
    if (name === undefined) continue;
    for (let at = 0; at < rule.struck; at += 1) faults.count(name);
  }
  sandbox.control.clearFaults();
}

/** One delivery of Lever, to whichever process the balancer picks. */
async function postHook(world: World, url: string, body: string): Promise<number> {
  const secret = new URL(url).pathname.split('/').at(-1) ?? '';
  const answer = await ask(world, 'lever hook', async (deps) => {
    const receivedAt = deps.clock.now();
    return await receiveHook(deps, { secret, body: Buffer.from(body), receivedAt });
  });
  if (answer.got === 'nothing') throw new Error('connection lost');
  return answer.got === 'answer' ? answer.result.status : 500;
}

/** What an admin does on the first day. Runs in the world's own time. */
export async function foundInstallation({ world, installation }: Simulation): Promise<void> {
  const { plan, sandbox } = world;
  for (let at = 0; at < plan.processCount; at += 1) {
    await installation.start(processName(at));
    if (at === 0) await connect(world);
  }
  if (plan.events.some((event) => event.kind.startsWith('neighbour.'))) await moveIn(world);
  const postings = sandbox.control.postings({}).filter((one) => one.state === 'published');
  world.jobPostings = [postings[0]?.id ?? '', ''];
  if (plan.sendsOutreach) await setUpOutreach(world);
  for (const [at, externalId] of ['job-a', 'job-b'].entries()) {
    const postingId = world.jobPostings[at] ?? '';
    const change = { name: externalId, trigger: plan.trigger, postingId };
    await insist(world, `put ${externalId}`, async (deps) => {
      const { workspaceId } = world;
      return await putJob(deps, {
        workspaceId,
        source: 'pin',
        externalId,
        change,
        preview: false,
        actor: 'admin',
      });
    });
  }
}

export function processName(at: number): string {
  return ['a', 'b', 'c'][at] ?? `p${at}`;
}

async function connect(world: World): Promise<void> {
  const { plan, sandbox } = world;
  const made = await insist(
    world,
    'make the workspace',
    async (deps) =>
      await ensureWorkspace(deps, { defaultRegion: 'US', defaultTrigger: plan.trigger }),
  );
  world.workspaceId = made.got === 'answer' ? made.result : '';
  await connectKey(world, sandbox.apiKey);
  await insist(world, 'add the endpoint', async (deps) => {
    const { workspaceId } = world;
    return await addWebhookEndpoint(deps, {
      workspaceId,
      url: 'https://source.example/hooks',
      events: ['outreach.pause', 'outreach.stop', 'outreach.resume'],
      actor: 'admin',
    });
  });
}

const connectTriesMax = 60;

/** Connects with that key, again and again while Lever or we are down. */
export async function connectKey(world: World, apiKey: string): Promise<void> {
  const user = world.sandbox.control.users({}).find((one) => one.accessRole === 'super admin');
  for (let tries = 1; tries <= connectTriesMax; tries += 1) {
    const answer = await ask(world, 'connect lever', async (deps) => {
      await connectLever(deps, {
        workspaceId: world.workspaceId,
        baseUrl: 'https://lever.example/v1',
        apiKey: new Secret(apiKey),
        performAsEmail: user?.email ?? '',
        publicUrl,
        actor: 'admin',
      });
    });
    if (answer.got === 'answer') return;
    await world.sleep(Math.min(60_000, 1_000 * tries));
  }
  throw new Error('Lever could not be connected.');
}
