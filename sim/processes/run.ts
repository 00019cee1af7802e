// One run: the installation is opened, hurt under load, left alone until it rests, and judged.

import { performance } from 'node:perf_hooks';
import { planLoad } from './load.ts';
import type { LoadReport } from './load.ts';
import { planTrouble } from './trouble.ts';
import type { TroubleReport } from './trouble.ts';
import { comeToRest, isProven, judge } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import { openProcessWorld } from './world.ts';

export interface ProcessesWish {
  seed: number;
  kills: number;
  /** Sourcing hits that are reported meanwhile. */
  hits: number;
  say(line: string): void;
}

export interface ProcessesReport {
  seed: number;
  isProven: boolean;
  seconds: number;
  trouble: TroubleReport;
  load: LoadReport;
  verdict: Verdict;
  /** Processes that ended by themselves with an error, with their last words. */
  ownEnds: Record<string, number>;
  webhooksReceived: number;
}

/** Throws where it does not come to rest; a run that is at rest and wrong is reported. */
export async function runProcesses(wish: ProcessesWish): Promise<ProcessesReport> {
  const startedAt = performance.now();
  const world = await openProcessWorld();
  try {
    wish.say(`${world.slots.length} servers are ready; logs in ${world.folder}`);
    const load = planLoad(world, wish);
    const trouble = planTrouble(world, wish);
    await Promise.all([trouble.run(), load.run(() => trouble.progress())]);
    wish.say('no more trouble; waiting until everything rests');
    await comeToRest(world);
    const verdict = await judge(world, load);
    return {
      seed: wish.seed,
      isProven: isProven(verdict),
      seconds: Math.round((performance.now() - startedAt) / 1000),
      trouble: trouble.report(),
      load: load.report(),
      verdict,
      ownEnds: counted(world.slots.flatMap((slot) => slot.ownEnds())),
      webhooksReceived: world.received.length,
    };
  } finally {
    await world.stop();
  }
}

/** Equal but for their times and ids. */
function counted(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const kind = line.replaceAll(/"(?:time|intentId|pid)":("[^"]*"|\d+),?/gu, '').trim();
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
