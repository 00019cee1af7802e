// What matching works by in a workspace: the admin's rules, and the numbers with what was learned laid over them.

import type { Calibration } from '../core/people/calibrate.ts';
import { withLearnedWeights } from '../core/people/learned-weights.ts';
import type { LearnedWeights } from '../core/people/learned-weights.ts';
import { defaultModel } from '../core/people/match-model.ts';
import type { MatchModel } from '../core/people/match-model.ts';
import { defaultMatchRules } from '../core/people/match-rules.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import type { Conn } from '../db/connect.ts';
import { findRulesOfKinds } from '../db/queries/rules.ts';

export interface MatchingInForce {
  /** Version 0 are the defaults. */
  rules: MatchRules;
  model: MatchModel;
}

const kinds = ['match', 'match_calibration', 'match_weights'];

/** One statement, because every arrival asks. */
export async function loadMatchingInForce(
  conn: Conn,
  workspaceId: string,
): Promise<MatchingInForce> {
  const found = await findRulesOfKinds(conn, { workspaceId, kinds });
  const match = found.get('match');
  const rules =
    match === undefined
      ? defaultMatchRules
      : completeRules({ ...(match.body as MatchRules), version: match.version });
  const weights = found.get('match_weights')?.body as LearnedWeights | undefined;
  const learned = weights === undefined ? defaultModel : withLearnedWeights(defaultModel, weights);
  const calibration = found.get('match_calibration')?.body as Calibration | undefined;
  if (calibration === undefined) return { rules, model: learned };
  const { slope, offset } = calibration;
  return { rules, model: { ...learned, calibration: { slope, offset } } };
}

// Rules that were stored before a guard or key existed get its default.
function completeRules(rules: MatchRules): MatchRules {
  return { ...rules, guards: { ...defaultMatchRules.guards, ...rules.guards } };
}
