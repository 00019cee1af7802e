// The plain scorer: equal keys decide, and a clearly different name turns a shared key into a question.

import type { Assessment } from './decide.ts';
import { namesAgree } from './name.ts';
import type { NameAgreement, ParsedName } from './name.ts';
import type { IdentifierKind } from './person.ts';

export interface ExactCandidate {
  personId: string;
  name: ParsedName | null;
  hasRecord: boolean;
  /** Kinds of the keys both sides have. */
  sharedKinds: ReadonlySet<IdentifierKind>;
}

/** Raised whenever the meaning of a score changes, so that a decision names the rules it was made under. */
export const exactRuleVersion = 1;

const words: Record<IdentifierKind, string> = {
  external_id: 'same id at the same source',
  profile_url: 'same public profile address',
  email: 'same email address',
  phone: 'same phone number',
};
const nameWords: Record<NameAgreement, string> = {
  same: 'same name',
  compatible: 'names that may be one',
  different: 'clearly different names',
  unknown: 'one side without a name',
};

/** Only candidates that share at least one key are to be asked about. */
export function assessExactly(name: ParsedName | null, candidate: ExactCandidate): Assessment {
  const agreement = namesAgree(name, candidate.name);
  const { sharedKinds, personId, hasRecord } = candidate;
  const evidence = [...sharedKinds].toSorted().map((kind) => words[kind]);
  evidence.push(nameWords[agreement]);
  const score = exactScore(sharedKinds, agreement);
  const verdict = score >= 0.99 ? 'same' : score >= 0.2 ? 'doubtful' : 'different';
  return { personId, hasRecord, verdict, score, evidence };
}

// A source's own id names one human by definition. Addresses are shared in families and offices, so a
// different name asks; numbers are shared and recycled, so they need the name's support.
function exactScore(shared: ReadonlySet<IdentifierKind>, agreement: NameAgreement): number {
  if (shared.has('external_id')) return 0.999;
  const strong = Number(shared.has('profile_url')) + Number(shared.has('email'));
  if (agreement === 'different') {
    if (strong + Number(shared.has('phone')) >= 2) return 0.6;
    return strong === 1 ? 0.3 : 0.05;
  }
  if (strong >= 1) return agreement === 'unknown' ? 0.99 : 0.999;
  if (agreement === 'same') return 0.99;
  return agreement === 'compatible' ? 0.9 : 0.5;
}
