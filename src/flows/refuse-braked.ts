// Doors that change many records without a run: what the brake would hold is refused there, and sent to a run.

import { InputError } from '../core/input-error.ts';
import { decideBrake } from '../core/sync/brake.ts';
import { hasMoreStanding } from '../db/queries/runs.ts';
import { getBrakeLimits } from './brake-limits.ts';
import type { Deps } from './deps.ts';
import { dryRun, type ProposedChange } from './dry-run.ts';

/** Throws InputError with how to go on. Costs nothing while little stands in Lever. */
export async function refuseBraked(
  deps: Deps,
  input: {
    workspaceId: string;
    change: Extract<ProposedChange, { kind: 'trigger' | 'by_hand' }>;
  },
): Promise<void> {
  const { workspaceId, change } = input;
  const limits = await getBrakeLimits(deps.db, workspaceId);
  if (!(await hasMoreStanding(deps.db, { workspaceId, than: limits.countFree }))) return;
  const { sum } = await dryRun(deps, { workspaceId, change, itemsMax: 0 });
  const { standingCount, changedCount } = sum;
  const brake = decideBrake({ standingCount, changedCount, confirmedCount: null }, limits);
  if (brake.decide === 'go') return;
  throw new InputError(
    'conflict',
    `The mass-update brake stops this: ${brake.because}. Start it as a run (POST /v1/runs, or fulcrum runs back-fill), look at it there and confirm it.`,
  );
}
