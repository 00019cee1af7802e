// One process of a run: opens its database once, then plays the seeds it is given and reports each.

import { planOf } from '../world/plan.ts';
import type { SimDatabase } from '../database/sim-database.ts';
import { openWarm } from './open-warm.ts';
import type { Assignment, Report } from './messages.ts';
import { minimise } from './minimise.ts';
import { runSeed } from './run-seed.ts';

/** Listens to the parent until it is told to end. */
export async function playForParent(): Promise<void> {
  const database = await openWarm();
  process.on('message', (assignment: Assignment) => {
    void playAll(database, assignment).then(
      () => tell({ did: 'end' }),
      (error: unknown) =>
        tell({ did: 'broke', text: error instanceof Error ? String(error.stack) : String(error) }),
    );
  });
  tell({ did: 'ready' });
}

async function playAll(database: SimDatabase, assignment: Assignment): Promise<void> {
  if (assignment.minimise !== undefined)
    tell({ did: 'smallest', ...(await minimise(database, assignment.minimise)) });
  for (const seed of assignment.seeds) {
    const { lines: _, ...result } = await runSeed(database, planOf(seed));
    tell({ did: 'seed', result, isSecond: false });
    if (assignment.untilCaught && result.violations.length > 0) return;
    if (assignment.twiceEvery === 0 || seed % assignment.twiceEvery !== 0) continue;
    const { lines: __, ...again } = await runSeed(database, planOf(seed));
    tell({ did: 'seed', result: again, isSecond: true });
    if (again.digest !== result.digest)
      tell({ did: 'unlike', seed, digests: [result.digest, again.digest] });
  }
}

function tell(report: Report): void {
  process.send?.(report);
}
