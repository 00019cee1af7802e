// Who is this: weighs the people a profile might belong to and decides new, join, merge or ask a human.

/** What a comparison of two sides came to. */
export const verdicts = ['same', 'doubtful', 'different'] as const;
export type Verdict = (typeof verdicts)[number];

/** How one person compares with the profile; made by a scorer, explained in words without personal values. */
export interface Assessment {
  personId: string;
  verdict: Verdict;
  /** Probability that both are one human. */
  score: number;
  evidence: string[];
  /** The numbers behind it: bits per field, which add up. */
  parts?: readonly { field: string; level: string; bits: number }[];
  /** Lever already knows this person, so it is the one to keep. */
  hasRecord: boolean;
}

export interface Decision {
  decide: 'new' | 'join' | 'merge' | 'review';
  /** Whom the profile goes to; null: a new person. */
  personId: string | null;
  /** Merged into `personId`, in this order. */
  mergedIds: string[];
  score: number;
  evidence: string[];
  parts: readonly { field: string; level: string; bits: number }[];
  /** Looked at and not taken: for review where doubtful. */
  rivals: Assessment[];
}

/** `mayMerge` says whether two existing people may become one; a human's "different" forbids it for ever. */
export function decide(
  assessments: readonly Assessment[],
  mayMerge: (one: string, other: string) => boolean,
): Decision {
  const ranked = assessments.toSorted(betterFirst);
  const same = ranked.filter((assessment) => assessment.verdict === 'same');
  const doubtful = ranked.filter((assessment) => assessment.verdict === 'doubtful');
  const best = same[0];
  if (best === undefined) return withoutMatch(doubtful);
  const keep = same.toSorted(survivorFirst)[0] ?? best;
  const others = same.filter((assessment) => assessment !== keep);
  const merged: string[] = [];
  const refused: Assessment[] = [];
  for (const other of others) {
    const together = [keep.personId, ...merged];
    if (together.every((id) => mayMerge(id, other.personId))) merged.push(other.personId);
    else refused.push({ ...other, verdict: 'doubtful' });
  }
  // Where the two may not be one, the profile goes to the better match, not to the senior person.
  const home = merged.length === 0 ? best : keep;
  const rivals = merged.length === 0 ? same.filter((one) => one !== best) : refused;
  return {
    decide: merged.length === 0 ? 'join' : 'merge',
    personId: home.personId,
    mergedIds: merged,
    score: home.score,
    evidence: home.evidence,
    parts: home.parts ?? [],
    rivals: [...rivals.map((rival) => ({ ...rival, verdict: 'doubtful' as const })), ...doubtful],
  };
}

function withoutMatch(doubtful: Assessment[]): Decision {
  const closest = doubtful[0];
  return {
    decide: closest === undefined ? 'new' : 'review',
    personId: null,
    mergedIds: [],
    score: closest?.score ?? 0,
    evidence: closest?.evidence ?? ['nobody known is like this profile'],
    parts: closest?.parts ?? [],
    rivals: doubtful,
  };
}

function betterFirst(one: Assessment, other: Assessment): number {
  return other.score - one.score || (one.personId < other.personId ? -1 : 1);
}

/** The fixed rule of who stays: whoever Lever knows, then the older (ids are ordered by time). */
export function survivorFirst(
  one: { personId: string; hasRecord: boolean },
  other: { personId: string; hasRecord: boolean },
): number {
  return (
    Number(other.hasRecord) - Number(one.hasRecord) || (one.personId < other.personId ? -1 : 1)
  );
}
