// The versions of matching rules and of what matching learned: what changed, and putting an older one back in force.

import { InputError } from '../core/input-error.ts';
import { defaultMatchRules } from '../core/people/match-rules.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import { diffMatchRules } from '../core/people/rules-diff.ts';
import type { RuleDifference } from '../core/people/rules-diff.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules, findRuleVersion } from '../db/queries/rules.ts';
import { changeMatchRules } from './change-match-rules.ts';
import type { Deps } from './deps.ts';

/** One version; 0 are the defaults. Throws InputError where there is none. */
export async function getMatchRules(
  conn: Conn,
  key: { workspaceId: string; version: number },
): Promise<MatchRules> {
  if (key.version === 0) return defaultMatchRules;
  const found = await findRuleVersion<MatchRules>(conn, { ...key, kind: 'match' });
  if (found === undefined)
    throw new InputError('not_found', `The match rules have no version ${key.version}.`, 'version');
  return { ...found.body, version: found.version };
}

/** What the later version changed. */
export async function diffMatchRuleVersions(
  conn: Conn,
  key: { workspaceId: string; from: number; to: number },
): Promise<RuleDifference[]> {
  const { workspaceId, from, to } = key;
  const before = await getMatchRules(conn, { workspaceId, version: from });
  return diffMatchRules(before, await getMatchRules(conn, { workspaceId, version: to }));
}

/** Puts an older version back in force, as a new version. */
export async function restoreMatchRules(
  deps: Deps,
  input: { workspaceId: string; version: number; actor: string },
): Promise<{ version: number }> {
  const { version: _version, ...body } = await getMatchRules(deps.db, input);
  return await changeMatchRules(deps, { ...input, body });
}

/** What matching learned, by kind: from answers, and from the workspace's own data. */
export const learnedKinds = ['match_calibration', 'match_weights'] as const;
export type LearnedKind = (typeof learnedKinds)[number];

/**
 * Puts what was learned before back in force, as a new version. It is pinned: the daily learning leaves it alone
 * until somebody asks for learning by hand.
 */
export async function restoreLearned(
  deps: Deps,
  input: { workspaceId: string; kind: LearnedKind; version: number; actor: string },
): Promise<{ version: number }> {
  const { workspaceId, kind, actor } = input;
  const found = await findRuleVersion<object>(deps.db, input);
  if (found === undefined)
    throw new InputError('not_found', `There is no version ${input.version} of it.`, 'version');
  const body = { ...found.body, isPinned: true };
  return await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    const version = await addRules(trx, { workspaceId, kind, body, createdBy: actor, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: `${kind}.restored`,
        subjectKind: kind,
        subjectId: String(version),
        detail: { restored: input.version },
      },
    ]);
    return { version };
  });
}
