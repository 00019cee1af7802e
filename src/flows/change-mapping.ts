// An admin changes the field mapping: read strictly, checked against the account's form templates, then run.

import { InputError } from '../core/input-error.ts';
import { checkMapping } from '../core/sync/mapping-check.ts';
import { readMapping } from '../core/sync/mapping-json.ts';
import { templatesOf, type Mapping, type MappingProblem } from '../core/sync/mapping.ts';
import { findJob } from '../db/queries/jobs.ts';
import { mappingKind } from '../db/queries/mappings.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import type { LeverFormTemplate } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import { readFormTemplates } from './form-templates.ts';
import { findLeverAccess } from './lever-access.ts';
import { refuseOutdated } from './refuse-outdated.ts';
import { startRun, type StartedRun } from './start-run.ts';

export interface MappingChange {
  workspaceId: string;
  /** Null: of the workspace. */
  jobId: string | null;
  /** As exported, or as the API takes it. */
  json: unknown;
  actor: string;
  /** The version of this workspace or job that was looked at; 0: none of its own. */
  basedOn?: number | undefined;
}

/** Throws InputError naming every problem. The run is held where the brake says so. */
export async function changeMapping(deps: Deps, change: MappingChange): Promise<StartedRun> {
  const { workspaceId, jobId, actor, basedOn } = change;
  const kind = mappingKind(jobId);
  await deps.db.transaction().execute(async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind, basedOn });
  });
  const mapping = await getCheckedMapping(deps, change);
  return await startRun(deps, { workspaceId, change: { kind: 'mapping', jobId, mapping }, actor });
}

/** The same, only tried. */
export async function tryMapping(
  deps: Deps,
  change: Omit<MappingChange, 'actor'>,
): Promise<DryRun> {
  const { workspaceId, jobId } = change;
  const mapping = await getCheckedMapping(deps, change);
  return await dryRun(deps, { workspaceId, change: { kind: 'mapping', jobId, mapping } });
}

/** The mapping in the JSON, or InputError with what to change. */
export async function getCheckedMapping(
  deps: Deps,
  change: Omit<MappingChange, 'actor'>,
): Promise<Mapping> {
  const { workspaceId, jobId } = change;
  if (jobId !== null && (await findJob(deps.db, { workspaceId, jobId })) === undefined)
    throw new InputError('not_found', 'There is no such job; list the jobs to see their ids.');
  const mapping = getCheckedForm(change.json);
  if (templatesOf(mapping).length === 0) return mapping;
  const problems = checkMapping(mapping, { templates: await listTemplates(deps, workspaceId) });
  if (problems.length > 0) throw refusalOf(problems);
  return mapping;
}

/** The mapping in the JSON as far as it can be checked without asking Lever, or InputError with what to change. */
export function getCheckedForm(json: unknown): Mapping {
  const read = readMapping(json);
  if ('problems' in read) throw refusalOf(read.problems);
  const problems = checkMapping(read.mapping);
  if (problems.length > 0) throw refusalOf(problems);
  return read.mapping;
}

/** The account's form templates as they are now. Throws InputError while Lever is not connected. */
async function listTemplates(deps: Deps, workspaceId: string): Promise<LeverFormTemplate[]> {
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null)
    throw new InputError(
      'conflict',
      'Lever is not connected, so the form fields cannot be checked. Connect it first, or leave the form rules out.',
    );
  const { access, queueKey } = lever;
  const limited = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    await callLimited(deps, { queueKey, lane: lanes.interactive }, call);
  return await readFormTemplates({ deps, access, workspaceId, limited }, 0);
}

function refusalOf(problems: readonly MappingProblem[]): InputError {
  const lines = problems.map(({ at, message }) => `${at}: ${message}`);
  return new InputError('invalid', lines.join('\n'), problems[0]?.at);
}
