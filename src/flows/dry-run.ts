// What a change would do, for a person to see before anything is written: per person and field what would be
// created, filled, changed, skipped or in conflict, the calls it takes, and how long they take at the rate limit.

import type { Mapping } from '../core/sync/mapping.ts';
import { addToSum, emptySum, type RunItem, type RunSum } from '../core/sync/run-sum.ts';
import type { StageMoveRules } from '../core/sync/stage-move.ts';
import type { Trigger } from '../core/sync/trigger.ts';
import { InputError } from '../core/input-error.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { findJob } from '../db/queries/jobs.ts';
import { findRateUse } from '../engine/limiter.ts';
import type { Deps } from './deps.ts';
import { previewProfiles, type ProfilesToPreview } from './preview-profiles.ts';
import { previewStageMoves } from './preview-stage-moves.ts';
import {
  openRun,
  previewMapping,
  previewTrigger,
  type PreviewedPerson,
  type RunContext,
} from './preview-run.ts';

export type ProposedChange =
  | { kind: 'mapping'; jobId: string | null; mapping: Mapping }
  | { kind: 'trigger'; jobId: string; trigger: Trigger }
  | ({ kind: 'import' } & ProfilesToPreview)
  /** Sent to Lever by hand, whatever the job's trigger says; without `personIds` everybody who is not due yet. */
  | { kind: 'by_hand'; jobId: string; personIds?: readonly string[] }
  | { kind: 'stage_moves'; rules: StageMoveRules };

export interface DryRun {
  sum: RunSum;
  /** The first people, those to whom something happens before the others. */
  items: RunItem[];
  /** True where there are more people than items. */
  isCut: boolean;
  callsPerSecond: number;
  secondsAtLimit: number;
}

const itemsMaxDefault = 200;
const callsPerSecondDefault = 9.98;

/** Writes nothing and calls nobody; `onItem` is told of every person, however many there are. */
export async function dryRun(
  deps: Deps,
  input: {
    workspaceId: string;
    change: ProposedChange;
    itemsMax?: number;
    /** Looks at so many people and no more; without it at all. */
    peopleMax?: number;
    onItem?: (item: RunItem) => void;
  },
): Promise<DryRun> {
  const { workspaceId, itemsMax = itemsMaxDefault } = input;
  const run = await openRun(deps, workspaceId);
  const sum = emptySum();
  const busy: RunItem[] = [];
  const idle: RunItem[] = [];
  for await (const previewed of await previewsOf(deps, run, input.change)) {
    addToSum(sum, previewed.preview);
    const item = itemOf(previewed);
    input.onItem?.(item);
    const list = item.callCount > 0 ? busy : idle;
    if (list.length < itemsMax) list.push(item);
    if (sum.personCount >= (input.peopleMax ?? Number.POSITIVE_INFINITY)) break;
  }
  const items = [...busy, ...idle].slice(0, itemsMax);
  const callsPerSecond = await findRate(deps, workspaceId);
  return {
    sum,
    items,
    isCut: sum.personCount > items.length,
    callsPerSecond,
    secondsAtLimit: Math.ceil(sum.callCount / callsPerSecond),
  };
}

async function previewsOf(
  deps: Deps,
  run: RunContext,
  change: ProposedChange,
): Promise<AsyncGenerator<PreviewedPerson>> {
  switch (change.kind) {
    case 'mapping':
      return previewMapping(deps, run, change);
    case 'trigger': {
      const job = await findJob(deps.db, { workspaceId: run.workspaceId, jobId: change.jobId });
      if (job === undefined)
        throw new InputError('not_found', 'There is no such job; list the jobs to see their ids.');
      const { id: jobId, postingId, name: jobName } = job;
      return previewTrigger(deps, run, { jobId, postingId, jobName, trigger: change.trigger });
    }
    case 'by_hand': {
      const job = await findJob(deps.db, { workspaceId: run.workspaceId, jobId: change.jobId });
      if (job === undefined)
        throw new InputError('not_found', 'There is no such job; list the jobs to see their ids.');
      const { id: jobId, postingId, name: jobName } = job;
      const { personIds } = change;
      const chosen = personIds === undefined ? {} : { personIds };
      return previewTrigger(deps, run, { jobId, postingId, jobName, trigger: null, ...chosen });
    }
    case 'stage_moves':
      return previewStageMoves(deps, run, change.rules);
    case 'import':
      return previewProfiles(deps, run, change);
  }
}

function itemOf({ personId, recordId, preview }: PreviewedPerson): RunItem {
  const { isNew, outcomes, because, callCount } = preview;
  return { personId, recordId, isNew, outcomes, because, callCount };
}

async function findRate(deps: Deps, workspaceId: string): Promise<number> {
  const connection = await findConnection(deps.db, workspaceId);
  if (connection === undefined) return callsPerSecondDefault;
  const use = await findRateUse(deps.db, connection.credentialKey);
  return use?.ratePerSecond ?? callsPerSecondDefault;
}
