// `npm run demo`: everything at once, on nothing but this machine. It imports people, plays their outreach, waits
// until all is quiet, and holds Fulcrum's numbers against what the sandbox really has.

import { createReadStream } from 'node:fs';
import type { Output } from '../cli/output.ts';
import { countStatus } from '../db/queries/status-counts.ts';
import type { StatusCounts } from '../db/queries/status-counts.ts';
import { readBelieved } from './believed.ts';
import { compareWorlds } from './compare.ts';
import { mapJobs, startParts } from './demo-parts.ts';
import type { DemoParts } from './demo-parts.ts';
import { findMovable, moveAndWait, tellPauses } from './pauses.ts';
import type { Movable } from './pauses.ts';
import { progressLine, rateLimitUse } from './progress.ts';
import { readSandbox } from './sandbox-world.ts';
import type { SandboxWorld } from './sandbox-world.ts';
import { watchSource } from './source-watch.ts';
import type { SourceWatch } from './source-watch.ts';
import { stayLines, summaryLines } from './summary.ts';
import type { DemoResult } from './summary.ts';

const peopleFile = new URL('../../demo/people.csv', import.meta.url);
/** What the sandbox allows, as Lever does. */
const callsPerSecondMax = 10;
const quietHorizonMs = 2_000;
const lookEveryMs = 400;
const runSecondsMax = 15 * 60;

/** Resolves with the exit code: 0 where both sides agree. */
export async function runDemo(options: { isOnce: boolean }, output: Output): Promise<number> {
  const stops: (() => Promise<void>)[] = [];
  const stopAsked = untilInterrupted();
  try {
    const run = demo({ ...options, output, stopAsked }, (stop) => stops.push(stop));
    const ended = await Promise.race([run, stopAsked.then(() => 'interrupted' as const)]);
    if (ended !== 'interrupted') return ended;
    run.catch(() => undefined);
    return options.isOnce ? 130 : 0;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

interface DemoOptions {
  isOnce: boolean;
  output: Output;
  stopAsked: Promise<void>;
}

async function demo(
  options: DemoOptions,
  onStop: (stop: () => Promise<void>) => void,
): Promise<number> {
  const { output } = options;
  output.note('Starting a Lever sandbox, a sourcing tool and Fulcrum, each on a port of its own …');
  const parts = await startParts(onStop);
  output.note(
    `Watch it in the web app: ${parts.fulcrum.url}   (sign in as ${parts.owner.email}, password ${parts.owner.password})`,
  );
  const { clock } = parts.fulcrum.deps;
  const before = await readSandbox(parts.sandbox.controlUrl);
  const source = watchSource(parts.source);
  await mapJobs(parts);
  const startedMs = clock.now().getTime();
  await playAll({ parts, source, output, startedMs });
  const seconds = (clock.now().getTime() - startedMs) / 1000;
  const movable = await findMovable(parts);
  const pauseMs = movable === undefined ? null : await moveAndWait(parts, source, movable);
  await parts.fulcrum.whenQuiet(quietHorizonMs);
  const result = await settleUp(parts, { before, seconds, pauseMs });
  if (options.isOnce) {
    output.result(result, summaryLines(result));
    return result.agrees ? 0 : 1;
  }
  return await stay(options, { parts, source, result });
}

/** Resolves when the file is in, the touches are reported and nothing is due any more. */
async function playAll(play: {
  parts: DemoParts;
  source: SourceWatch;
  output: Output;
  startedMs: number;
}): Promise<void> {
  const { parts, source, output, startedMs } = play;
  const { deps, workspaceId } = parts.fulcrum;
  const line = progressLine(output.isTerminal, (text) => output.progress(text));
  const state = { isDone: false };
  const work = (async () => {
    await importPeople(parts);
    const { apiKey, webhookSecret, fulcrum } = parts;
    parts.source.tell({ url: fulcrum.url, apiKey, webhookSecret });
    await source.whenDone;
    await parts.fulcrum.whenQuiet(quietHorizonMs);
  })().finally(() => (state.isDone = true));
  const show = async (): Promise<void> => {
    while (!state.isDone) {
      const counts = await countStatus(deps.db, workspaceId);
      const secondsSoFar = (deps.clock.now().getTime() - startedMs) / 1000;
      if (secondsSoFar > runSecondsMax) throw new Error(stuck(counts));
      line.show({
        counts,
        touchesReported: source.counts().reported,
        touchesPlanned: parts.ready.touches,
        secondsSoFar,
        callsPerSecondMax,
      });
      await Promise.race([deps.clock.sleep(lookEveryMs), work.catch(() => undefined)]);
    }
  };
  await Promise.all([work, show()]);
  line.end();
}

function stuck(counts: StatusCounts): string {
  return `The demo did not come to rest in ${runSecondsMax / 60} minutes: ${JSON.stringify(counts)}`;
}

interface ImportShown {
  id: string;
  state: string;
  because: string | null;
}

/** Uploads the shipped file as a user would, and waits until a worker has taken it in. */
async function importPeople({ api, fulcrum }: DemoParts): Promise<void> {
  const uploaded = await api.upload(
    '/v1/imports?source=pin&fileName=people.csv',
    createReadStream(peopleFile) as AsyncIterable<Uint8Array>,
  );
  const { id } = (uploaded as { import: ImportShown }).import;
  const path = `/v1/imports/${id}`;
  let shown = (await api.ask({ method: 'POST', path: `${path}/start` })) as ImportShown;
  while (shown.state === 'running') {
    await fulcrum.deps.clock.sleep(lookEveryMs);
    shown = (await api.ask({ method: 'GET', path })) as ImportShown;
  }
  if (shown.state !== 'finished') throw new Error(`The import ${shown.state}: ${shown.because}`);
}

async function settleUp(
  parts: DemoParts,
  run: { before: SandboxWorld; seconds: number; pauseMs: number | null },
): Promise<DemoResult> {
  const { fulcrum, sandbox, ready } = parts;
  const { before, seconds, pauseMs } = run;
  const counts = await countStatus(fulcrum.deps.db, fulcrum.workspaceId);
  const believed = await readBelieved(fulcrum.deps.db, fulcrum.workspaceId);
  const held = await readSandbox(sandbox.controlUrl);
  const { differences, duplicates, lost } = compareWorlds(believed, held, before);
  const oldIds = new Set(before.opportunities.map((one) => one.id));
  const added = held.opportunities.filter((one) => !oldIds.has(one.id));
  if (counts.people !== ready.humans) {
    differences.push(`${ready.humans} humans were made, and ${counts.people} people were found`);
  }
  const calls = held.counters.total - before.counters.total;
  return {
    profiles: counts.profiles,
    people: counts.people,
    opportunities: added.length,
    contacts: new Set(added.map((one) => one.contact)).size,
    notes: added.reduce((sum, one) => sum + one.notes.length, 0),
    touches: counts.touches,
    calls,
    rateLimitUse: rateLimitUse(calls, { secondsSoFar: seconds, callsPerSecondMax }),
    refusedCalls: held.counters.throttled - before.counters.throttled,
    duplicates,
    lost,
    paused: counts.paused,
    pauseMs,
    seconds,
    agrees: differences.length === 0,
    differences,
  };
}

/** Keeps running, and tells of every pause that reaches the source, until Ctrl-C. */
async function stay(
  { output, stopAsked }: DemoOptions,
  given: { parts: DemoParts; source: SourceWatch; result: DemoResult },
): Promise<number> {
  const { parts, source, result } = given;
  const next: Movable | undefined = await findMovable(parts);
  const { controlUrl } = parts.sandbox;
  const lines = stayLines({
    url: parts.fulcrum.url ?? '',
    apiKey: parts.apiKey,
    owner: parts.owner,
    controlUrl,
    next,
  });
  output.result(result, [...summaryLines(result), '', ...lines]);
  tellPauses(parts, source, (line) => output.note(line));
  await stopAsked;
  return result.agrees ? 0 : 1;
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
