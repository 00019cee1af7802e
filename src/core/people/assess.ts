// Scores one person against a profile under the admin's rules: evidence, then the keys that settle it, then the guards.

import { compareTraits } from './compare.ts';
import type { Comparison } from './compare.ts';
import type { Assessment, Verdict } from './decide.ts';
import { evidenceWords } from './evidence.ts';
import { isExcepted, kindOfAccount, visibleTraits } from './ignored-keys.ts';
import type { MatchModel } from './match-model.ts';
import { strengthOf } from './match-rules.ts';
import type { MatchKeyKind, MatchRules } from './match-rules.ts';
import { scoreComparison } from './score.ts';
import type { Score, ScoreContext, ScorePart } from './score.ts';
import type { Traits } from './traits.ts';

export interface AssessContext extends ScoreContext {
  model: MatchModel;
  rules: MatchRules;
}

export interface ScoredAssessment extends Assessment {
  bits: number;
  parts: ScorePart[];
  /** A key in common, not only a name and circumstances. */
  isKeyed: boolean;
}

export interface MatchCandidate {
  personId: string;
  traits: Traits;
  hasRecord: boolean;
}

export interface Judgement {
  verdict: Verdict;
  /** As the rules see it: a key that settles it lifts it to where merging begins. */
  probability: number;
  score: Score;
  settledBy: MatchKeyKind | null;
  guard: string | null;
  /** A key in common, not only a name and circumstances. */
  isKeyed: boolean;
}

/** The verdict on two sides, without words: for comparing very many. */
export function judge(one: Traits, other: Traits, context: AssessContext): Judgement {
  const { rules, model } = context;
  const found = compareTraits(visibleTraits(one, rules), visibleTraits(other, rules));
  const score = scoreComparison(found, model, context);
  const settledBy = settlingKey(found, rules, context);
  const guard = guardAgainst(found, rules);
  const isLifted = settledBy !== null && guard === null;
  const probability = isLifted ? Math.max(score.probability, rules.mergeFrom) : score.probability;
  let verdict: Verdict = 'different';
  if (probability >= rules.askFrom) verdict = 'doubtful';
  if (probability >= rules.mergeFrom) verdict = guard === null ? 'same' : 'doubtful';
  return { verdict, probability, score, settledBy, guard, isKeyed: found.sharedKeys.length > 0 };
}

/** The verdict on a profile and a person, explained. */
export function assess(
  traits: Traits,
  candidate: MatchCandidate,
  context: AssessContext,
): ScoredAssessment {
  const judged = judge(traits, candidate.traits, context);
  const { score, settledBy, guard } = judged;
  const evidence = evidenceWords(score.parts);
  if (settledBy !== null)
    evidence.unshift(`the rules say that the ${wordOf[settledBy]} settles it`);
  if (guard !== null) evidence.unshift(`never by itself: ${guard}`);
  return {
    personId: candidate.personId,
    hasRecord: candidate.hasRecord,
    verdict: judged.verdict,
    score: judged.probability,
    evidence,
    bits: score.bits,
    parts: score.parts,
    isKeyed: judged.isKeyed,
  };
}

const wordOf: Record<MatchKeyKind, string> = {
  external_id: "source's id",
  profile_url: 'public profile address',
  email: 'email address',
  phone: 'phone number',
  name_employer_place: 'name with employer and place',
};

const kindsByPrefix: Readonly<Record<string, MatchKeyKind>> = {
  e: 'email',
  p: 'phone',
  l: 'profile_url',
  g: 'profile_url',
};

function kindOfKey(key: string): MatchKeyKind {
  return kindsByPrefix[key.charAt(0)] ?? kindOfAccount(key.slice(2));
}

// The first of the admin's keys that settles it. A key that several names use settles nothing, whatever the rules say:
// it is an office's, not a human's.
function settlingKey(
  found: Comparison,
  rules: MatchRules,
  context: ScoreContext,
): MatchKeyKind | null {
  for (const { kind, strength, except } of rules.keys) {
    if (strength !== 'always') continue;
    if (kind === 'name_employer_place') {
      if (agreesByCircumstance(found) && !isExcepted(found.sharedEmployer ?? '', except ?? []))
        return kind;
      continue;
    }
    const shared = found.sharedKeys.filter((key) => kindOfKey(key) === kind);
    if (shared.some((key) => kind === 'external_id' || context.namesUsing(key) <= 2)) return kind;
  }
  return null;
}

function agreesByCircumstance(found: Comparison): boolean {
  const isSameName = found.name === 'exact' || found.name === 'variant';
  return isSameName && found.employer === 'same' && found.place === 'same_city';
}

/** A name alone, with nothing else in common that would tell one namesake from another. */
function isNameAlone(found: Comparison): boolean {
  if (found.sharedKeys.length > 0 || found.history !== undefined) return false;
  if (found.employer === 'same' || found.employer === 'core') return false;
  // Namesakes live in one town; where both have employers and none in common, the town says no more than the name.
  const isTownTelling = found.place === 'same_city' && found.employer === undefined;
  return !isTownTelling && found.handle === undefined && found.birth !== 'same';
}

function kindsShared(found: Comparison): number {
  return new Set(found.sharedKeys.map((key) => key.charAt(0))).size;
}

function guardAgainst(found: Comparison, rules: MatchRules): string | null {
  const { guards } = rules;
  if (guards.suffixes && found.suffix === 'conflict') return 'different generation';
  // A year of birth that was checked is the one thing a namesake, a parent or a twin's paper cannot share by chance.
  if (guards.birthYears && found.birth === 'different') return 'different verified years of birth';
  if (guards.namesAlone && isNameAlone(found))
    return 'a name, but no key, no employer and no telling city in common';
  if (strengthOf(rules, 'name_employer_place') === 'never' && found.sharedKeys.length === 0)
    return 'no key in common, and the rules say that circumstances are not enough';
  // Relatives and colleagues share a mailbox; and what once joined them would go on joining everybody who uses it.
  const isOtherName = found.name === 'different' || found.name === 'partly';
  if (guards.namesAgainstOneKey && isOtherName && kindsShared(found) === 1)
    return 'only one key against a different name';
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
