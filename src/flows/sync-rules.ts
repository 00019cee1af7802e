// Rules an admin changes at run time, by kind: what is in force, how it is changed, and what a change would do.

import { defaultAlertRules } from '../core/governance/alert-rules.ts';
import { defaultApprovalRules } from '../core/governance/approval-rules.ts';
import { defaultRetentionRules } from '../core/governance/retention-rules.ts';
import { defaultPolicy } from '../core/outreach/outreach-policy.ts';
import { defaultPauseRules } from '../core/outreach/pause-rules.ts';
import { defaultMatchRules } from '../core/people/match-rules.ts';
import { defaultStatusRules } from '../core/status/status-rules.ts';
import { defaultBrakeLimits } from '../core/sync/brake.ts';
import { defaultStageMoveRules } from '../core/sync/stage-move.ts';
import { defaultTimelinePolicy } from '../core/sync/timeline-policy.ts';
import { changeAlertRules } from './change-alert-rules.ts';
import { changeApprovalRules } from './change-approval-rules.ts';
import { changeMatchRules } from './change-match-rules.ts';
import { changeRetentionRules } from './change-retention-rules.ts';
import { changeBrake, changeStageMoves, getCheckedStageMoves } from './change-sync-rules.ts';
import { changeTimelinePolicy } from './change-timeline-policy.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import type { Deps } from './deps.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';
import { changePauseRules, changeStatusRules } from './outreach-rules.ts';
import { previewOutreachRules, type RulesPreview } from './preview-outreach-rules.ts';

/** `fallback` is what Fulcrum ships with; `change` throws InputError with what to change. */
export const rulesByKind = {
  status: { fallback: defaultStatusRules, change: changeStatusRules },
  pause: { fallback: defaultPauseRules, change: changePauseRules },
  match: { fallback: defaultMatchRules, change: changeMatchRules },
  retention: { fallback: defaultRetentionRules, change: changeRetentionRules },
  timeline: { fallback: defaultTimelinePolicy, change: changeTimelinePolicy },
  stage_moves: { fallback: defaultStageMoveRules, change: changeStageMoves },
  brake: { fallback: defaultBrakeLimits, change: changeBrake },
  outreach: { fallback: defaultPolicy, change: changeOutreachPolicy },
  alert: { fallback: defaultAlertRules, change: changeAlertRules },
  approval: { fallback: defaultApprovalRules, change: changeApprovalRules },
} as const;
export type RuleKind = keyof typeof rulesByKind;

/** Kinds of rules that can be tried dry. */
export const triedRuleKinds = ['status', 'pause', 'stage_moves'] as const;
export type TriedRuleKind = (typeof triedRuleKinds)[number];

/** Whose status, hold or stage would be another. Writes nothing; throws InputError where the rules are wrong. */
export async function tryRules(
  deps: Deps,
  input: { workspaceId: string; kind: TriedRuleKind; body: unknown },
): Promise<RulesPreview | DryRun> {
  const { workspaceId, kind, body } = input;
  if (kind !== 'stage_moves')
    return await previewOutreachRules(deps, { workspaceId, [kind]: body });
  const rules = await getCheckedStageMoves(deps, { workspaceId, body });
  return await dryRun(deps, { workspaceId, change: { kind, rules } });
}
