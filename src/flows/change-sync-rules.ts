// Rules of the sync that an admin changes at run time: which stages outreach moves, and how much a run may change.

import { InputError } from '../core/input-error.ts';
import { readBrakeLimits } from '../core/sync/brake.ts';
import { checkStageMoveRules, type StageMoveRules } from '../core/sync/stage-move.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findCatalog } from '../db/queries/lever-catalog.ts';
import { addRules } from '../db/queries/rules.ts';
import { needSecondPerson } from './approval-guard.ts';
import { getBrakeLimits } from './brake-limits.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { refuseOutdated } from './refuse-outdated.ts';

interface RulesChange {
  workspaceId: string;
  body: unknown;
  actor: string;
  /** The version that was looked at. */
  basedOn?: number | undefined;
}

/** Throws InputError with what to change, such as a stage the account does not have. */
export async function changeStageMoves(
  deps: Deps,
  change: RulesChange,
): Promise<{ version: number }> {
  const rules = await getCheckedStageMoves(deps, change);
  return await store(deps, { ...change, kind: 'stage_moves', body: rules });
}

/** The rules in a body from outside, held against the stages of the account. Throws InputError with what to change. */
export async function getCheckedStageMoves(
  deps: Deps,
  change: Omit<RulesChange, 'actor'>,
): Promise<StageMoveRules> {
  const key = { workspaceId: change.workspaceId, kind: 'stage' as const };
  const stages = (await findCatalog(deps.db, key)).filter((stage) => stage.isActive);
  const rank = (detail: Record<string, unknown>): number => Number(detail['rank'] ?? 0);
  const ids = stages
    .toSorted((one, two) => rank(one.detail) - rank(two.detail))
    .map((stage) => stage.id);
  const checked = checkStageMoveRules(change.body, ids);
  if ('problems' in checked) throw new InputError('invalid', checked.problems.join('\n'));
  return checked.rules;
}

/** Throws InputError with what to change, and `approval_needed` for limits that let more through. */
export async function changeBrake(
  deps: Deps,
  change: RulesChange & { approvalId?: string | undefined },
): Promise<{ version: number }> {
  const read = readBrakeLimits(change.body);
  if ('problem' in read) throw new InputError('invalid', read.problem);
  const { workspaceId, actor, approvalId } = change;
  const before = await getBrakeLimits(deps.db, workspaceId);
  const { shareMax, countFree } = read.limits;
  if (shareMax > before.shareMax || countFree > before.countFree) {
    await needSecondPerson(deps, {
      workspaceId,
      kind: 'limit_exception',
      size: 1,
      title: 'More could be changed in Lever without asking',
      because: 'the mass-update brake is loosened',
      change: { do: 'change_rules', kind: 'brake', body: read.limits },
      actor,
      approvalId,
    });
  }
  return await store(deps, { ...change, kind: 'brake', body: read.limits });
}

async function store(
  deps: Deps,
  change: RulesChange & { kind: string },
): Promise<{ version: number }> {
  const { workspaceId, kind, body, actor, basedOn } = change;
  const version = await inTransaction(deps.db, async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind, basedOn });
    const now = deps.clock.now();
    const added = await addRules(trx, { workspaceId, kind, body, createdBy: actor, now });
    const entry = { workspaceId, actor, subjectKind: 'rules', subjectId: kind };
    const detail = { version: added, body };
    await appendAudit(trx, deps, [{ ...entry, action: 'rules.changed', detail }]);
    return added;
  });
  return { version };
}
