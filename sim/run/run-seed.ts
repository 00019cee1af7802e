// One seed from its plan to its verdict.

import { verifyInvariants } from '../invariants/verify.ts';
import type { SimDatabase } from '../database/sim-database.ts';
import type { Plan } from '../world/plan.ts';
import { play } from '../world/play.ts';
import { setUp } from '../world/set-up.ts';

export interface SeedResult {
  seed: number;
  /** Of everything that happened, in order. */
  digest: string;
  violations: string[];
  /** By name, how often each fault struck. */
  fired: Record<string, number>;
  events: number;
  calls: number;
  commits: number;
  statements: number;
  virtualMs: number;
  lines: readonly string[];
}

/** Never throws because of what it simulates: whatever breaks is a violation. */
export async function runSeed(
  database: SimDatabase,
  plan: Plan,
  options: { keepsTrace: boolean } = { keepsTrace: false },
): Promise<SeedResult> {
  const timeZone = process.env['TZ'];
  process.env['TZ'] = plan.timeZone;
  try {
    const simulation = await setUp(database, plan, options);
    const { world } = simulation;
    try {
      await play(simulation);
      await verifyInvariants(world);
    } catch (error) {
      world.violate(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    for (const instance of world.instances.slice()) await simulation.installation.crash(instance);
    return {
      seed: plan.seed,
      digest: world.trace.digest(),
      violations: world.seen.violations,
      fired: Object.fromEntries(world.faults.fired),
      events: world.seen.eventCount,
      calls: world.seen.calls.length,
      commits: world.gate.commits,
      statements: world.gate.statements,
      virtualMs: world.scheduler.nowMs() - plan.startMs,
      lines: world.trace.lines,
    };
  } finally {
    process.env['TZ'] = timeZone ?? 'UTC';
  }
}
