// One run as an admin looks at it: what it comes to while it is held, and what it wrote once it went.

import { InputError } from '../core/input-error.ts';
import { withNames, type Named } from '../db/queries/person-names.ts';
import type { RunItem } from '../core/sync/run-sum.ts';
import { findImport } from '../db/queries/imports.ts';
import { countRunWrites, findRun, type Run, type RunWriteCount } from '../db/queries/runs.ts';
import { dryRun, type DryRun, type ProposedChange } from './dry-run.ts';
import type { ImportDeps } from './import-deps.ts';
import { importProfiles } from './import-profiles.ts';
import type { RunChange } from './start-run.ts';

export interface ShownRun {
  run: Omit<Run, 'change'>;
  /** What it would come to if it were let go now; null where it is not held. */
  dryRun: Omit<DryRun, 'items' | 'isCut'> | null;
  /** What was written so far, by field and kind of write. */
  written: RunWriteCount[];
}

interface RunKey {
  workspaceId: string;
  runId: string;
}

/** Throws InputError where there is no such run. */
export async function readRun(deps: ImportDeps, key: RunKey): Promise<ShownRun> {
  const { change, ...run } = await getRun(deps, key);
  const written = await countRunWrites(deps.db, key);
  if (run.state !== 'held') return { run, dryRun: null, written };
  const proposed = await proposedOf(deps, { workspaceId: key.workspaceId, change });
  const { workspaceId } = key;
  const tried = await dryRun(deps, { workspaceId, change: proposed, itemsMax: 0 });
  const { sum, callsPerSecond, secondsAtLimit } = tried;
  return { run, dryRun: { sum, callsPerSecond, secondsAtLimit }, written };
}

/** What a held run would do, person by person, in the order of the run. */
export async function listRunItems(
  deps: ImportDeps,
  page: RunKey & { skip: number; limit: number },
): Promise<(RunItem & Named)[]> {
  const { workspaceId, skip, limit } = page;
  const run = await getRun(deps, page);
  if (run.state !== 'held')
    throw new InputError(
      'conflict',
      `The run is ${run.state}; what it wrote is under /v1/runs/{id}/writes.`,
    );
  const change = await proposedOf(deps, { workspaceId, change: run.change });
  const items: RunItem[] = [];
  let place = 0;
  await dryRun(deps, {
    workspaceId,
    change,
    itemsMax: 0,
    peopleMax: skip + limit,
    onItem: (item) => {
      if (place >= skip && items.length < limit) items.push(item);
      place += 1;
    },
  });
  return await withNames(deps.db, workspaceId, items);
}

async function getRun(deps: ImportDeps, key: RunKey): Promise<Run> {
  const run = await findRun(deps.db, key);
  if (run === undefined) throw new InputError('not_found', 'There is no such run.', 'id');
  return run;
}

async function proposedOf(
  deps: ImportDeps,
  given: { workspaceId: string; change: unknown },
): Promise<ProposedChange> {
  const { workspaceId } = given;
  const change = given.change as RunChange | { kind: 'import'; importId: string };
  if (change.kind !== 'import') return change;
  const { importId } = change;
  const found = await findImport(deps.db, { workspaceId, importId });
  if (found === undefined) throw new InputError('not_found', 'The import of this run is gone.');
  return { kind: 'import', profiles: importProfiles(deps, found) };
}
