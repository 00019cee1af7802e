// The history of every kind of rules in one shape: a version, what changed between two, and an older one back in force.

import { diffRules, type RuleChange } from '../core/governance/diff-rules.ts';
import { InputError } from '../core/input-error.ts';
import type { Conn } from '../db/connect.ts';
import { findRules, findRuleVersion } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { rulesByKind, type RuleKind } from './sync-rules.ts';

export interface RulesOf {
  workspaceId: string;
  kind: RuleKind;
}

/** One version; 0 is what ships with Fulcrum. Throws InputError where there is none. */
export async function getRulesVersion(
  conn: Conn,
  which: RulesOf & { version: number },
): Promise<unknown> {
  if (which.version === 0) return rulesByKind[which.kind].fallback;
  const found = await findRuleVersion<unknown>(conn, which);
  if (found === undefined)
    throw new InputError('not_found', `These rules have no version ${which.version}.`, 'version');
  return found.body;
}

/** What the later version changed. */
export async function diffRuleVersions(
  conn: Conn,
  which: RulesOf & { from: number; to: number },
): Promise<RuleChange[]> {
  const before = await getRulesVersion(conn, { ...which, version: which.from });
  return diffRules(before, await getRulesVersion(conn, { ...which, version: which.to }));
}

/** Puts an older version in force as a new one, with every check that a change has; approvals included. */
export async function restoreRules(
  deps: Deps,
  which: RulesOf & { version: number; actor: string; basedOn?: number | undefined },
): Promise<{ version: number }> {
  const { workspaceId, kind, version, actor, basedOn } = which;
  const current = await findRules<unknown>(deps.db, { workspaceId, kind });
  if ((current?.version ?? 0) === version)
    throw new InputError('conflict', `Version ${version} is in force already.`, 'version');
  const body = await getRulesVersion(deps.db, which);
  const change = { workspaceId, body: given(body), actor, basedOn };
  const restored = await rulesByKind[kind].change(deps, change);
  return { version: restored.version };
}

/** Match rules keep their number inside; a new version gets another. */
function given(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('version' in body)) return body;
  const { version: _version, ...rest } = body;
  return rest;
}
