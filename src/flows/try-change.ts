// Doors to the dry run: an import person by person, or any change of rules that writes to Lever.

import { InputError } from '../core/input-error.ts';
import { triggers, type Trigger } from '../core/sync/trigger.ts';
import { findImport } from '../db/queries/imports.ts';
import { findJob } from '../db/queries/jobs.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import type { Deps } from './deps.ts';
import type { ImportDeps } from './import-deps.ts';
import { importProfiles } from './import-profiles.ts';
import type { RunChange } from './start-run.ts';

/** What an import would come to in Lever, person by person. Nothing is taken in. */
export async function dryRunImport(
  deps: ImportDeps,
  input: { workspaceId: string; importId: string },
): Promise<DryRun> {
  const { workspaceId } = input;
  const found = await findImport(deps.db, input);
  if (found === undefined) throw new InputError('not_found', 'There is no such import');
  if (found.state !== 'ready' && found.state !== 'held')
    throw new InputError('conflict', `The import is ${found.state}; upload the file again`);
  const profiles = importProfiles(deps, found);
  return await dryRun(deps, { workspaceId, change: { kind: 'import', profiles } });
}

/** A change from outside, checked. Throws InputError with what to change. */
export async function checkedChange(
  deps: Deps,
  input: {
    workspaceId: string;
    jobId: string;
    trigger: string | null;
    personIds: readonly string[] | null;
  },
): Promise<Exclude<RunChange, { kind: 'mapping' }>> {
  const { workspaceId, jobId, trigger, personIds } = input;
  if ((await findJob(deps.db, { workspaceId, jobId })) === undefined)
    throw new InputError('not_found', 'There is no such job; list the jobs to see their ids.');
  if (trigger === null)
    return { kind: 'by_hand', jobId, ...(personIds === null ? {} : { personIds }) };
  const known = triggers.find((one): one is Trigger => one === trigger);
  if (known !== undefined) return { kind: 'trigger', jobId, trigger: known };
  const message = `There is no trigger "${trigger}"; use one of ${triggers.join(', ')}.`;
  throw new InputError('invalid', message, 'trigger');
}
