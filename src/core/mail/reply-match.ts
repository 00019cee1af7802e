// Which message of ours a received mail is about, by the strongest evidence there is.

export const matchWays = ['message_id', 'token', 'address', 'thread', 'name'] as const;
export type MatchWay = (typeof matchWays)[number];

export interface MatchCandidate {
  personId: string;
  messageId: string | null;
}

export interface ReplyMatch extends MatchCandidate {
  by: MatchWay;
  /** Too weak to act on without a person. */
  needsReview: boolean;
}

/** In the order of `matchWays`. Two people under the weaker ways are no match: nobody's outreach is stopped on a guess. */
export function chooseMatch(
  found: Readonly<Partial<Record<MatchWay, readonly MatchCandidate[]>>>,
): ReplyMatch | null {
  for (const by of matchWays) {
    const candidates = found[by] ?? [];
    const [first] = candidates;
    if (first === undefined) continue;
    const people = new Set(candidates.map((candidate) => candidate.personId));
    const isCertain = by === 'message_id' || by === 'token';
    if (people.size > 1 && !isCertain) continue;
    return { ...first, by, needsReview: by === 'name' };
  }
  return null;
}
