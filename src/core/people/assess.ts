// Scores one person against a profile under the admin's rules: evidence, then the keys that settle it, then the guards.

import { compareTraits } from './compare.ts';
import type { Comparison } from './compare.ts';
import type { Assessment, Verdict } from './decide.ts';
import { evidenceWords } from './evidence.ts';
import type { MatchModel } from './match-model.ts';
import { strengthOf } from './match-rules.ts';
import type { MatchKeyKind, MatchRules } from './match-rules.ts';
import { scoreComparison } from './score.ts';
import type { ScoreContext, ScorePart } from './score.ts';
import type { Traits } from './traits.ts';

export interface AssessContext extends ScoreContext {
  model: MatchModel;
  rules: MatchRules;
}

export interface ScoredAssessment extends Assessment {
  bits: number;
  parts: ScorePart[];
}

export interface MatchCandidate {
  personId: string;
  traits: Traits;
  hasRecord: boolean;
}

export function assess(
  traits: Traits,
  candidate: MatchCandidate,
  context: AssessContext,
): ScoredAssessment {
  const { rules, model } = context;
  const found = compareTraits(traits, candidate.traits);
  const score = scoreComparison(found, model, context);
  const settled = settlingKey(found, rules, context);
  const guard = guardAgainst(found, rules);
  const evidence = evidenceWords(score.parts);
  if (settled !== null) evidence.unshift(`the rules say that ${settled} settles it`);
  if (guard !== null) evidence.unshift(`never by itself: ${guard}`);
  let verdict: Verdict = 'different';
  if (score.probability >= rules.askFrom) verdict = 'doubtful';
  if (score.probability >= rules.mergeFrom || settled !== null) verdict = 'same';
  if (verdict === 'same' && guard !== null) verdict = 'doubtful';
  return {
    personId: candidate.personId,
    hasRecord: candidate.hasRecord,
    verdict,
    score:
      settled !== null && guard === null
        ? Math.max(score.probability, rules.mergeFrom)
        : score.probability,
    evidence,
    bits: score.bits,
    parts: score.parts,
  };
}

const prefixKinds: readonly (readonly [RegExp, MatchKeyKind])[] = [
  [/^e:/, 'email'],
  [/^p:/, 'phone'],
  [/^(?:l|g):/, 'profile_url'],
  // Accounts at known sites are written "site.tld/path", ids "source:id".
  [/^a:[^:/]*\//, 'profile_url'],
  [/^a:/, 'external_id'],
];

// A key that several names use settles nothing, whatever the rules say: it is an office's, not a human's.
function settlingKey(
  found: Comparison,
  rules: MatchRules,
  context: ScoreContext,
): MatchKeyKind | null {
  for (const key of found.sharedKeys) {
    const kind = prefixKinds.find(([form]) => form.test(key))?.[1];
    if (kind === undefined || strengthOf(rules, kind) !== 'always') continue;
    if (kind === 'external_id' || context.namesUsing(key) <= 2) return kind;
  }
  return null;
}

function guardAgainst(found: Comparison, rules: MatchRules): string | null {
  const { guards } = rules;
  if (guards.suffixes && found.suffix === 'conflict') return 'different generation';
  const isByPhoneOnly =
    found.phone === 'same' && found.sharedKeys.every((key) => key.startsWith('p:'));
  if (!isByPhoneOnly) return null;
  const haveOtherAccounts = found.linkedin === 'different' || found.github === 'different';
  if (guards.accountsAgainstPhone && haveOtherAccounts)
    return 'only a phone number against different accounts';
  const haveOtherNames =
    found.name === 'different' || found.name === 'partly' || found.name === 'typo';
  if (guards.namesAgainstPhone && haveOtherNames)
    return 'only a phone number against different names';
  return null;
}
