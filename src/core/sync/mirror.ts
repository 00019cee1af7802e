// What the mirror keeps of a candidate in Lever: enough to say "already there", and nothing of a confidential one.

import { normaliseEmail } from '../people/email.ts';
import { normalisePhone } from '../people/phone.ts';
import { canonicalProfileUrl } from '../people/profile-url.ts';

export interface CandidateInLever {
  id: string;
  contact: string;
  name: string;
  emails: readonly string[];
  phones: readonly { value: string }[];
  links: readonly string[];
  stage: string | null;
  archived: { reason: string } | null;
  owner: string | null;
  postingIds: readonly string[];
  confidentiality: string;
  isAnonymized: boolean;
  lastAdvancedAt: number | null;
  updatedAt: number | null;
}

export const mirrorKeyKinds = ['email', 'phone', 'profile_url'] as const;
export type MirrorKeyKind = (typeof mirrorKeyKinds)[number];

export interface MirrorKey {
  kind: MirrorKeyKind;
  value: string;
  contactId: string;
}

export interface MirroredCandidate {
  opportunityId: string;
  contactId: string;
  postingId: string;
  name: string;
  stageId: string | null;
  archiveReasonId: string | null;
  ownerId: string | null;
  isConfidential: boolean;
  lastAdvancedAt: number | null;
  remoteUpdatedAt: number | null;
}

/** The row and keys of a candidate. A confidential one keeps its ids only; an anonymised one is not mirrored. */
export function mirrorOf(
  candidate: CandidateInLever,
  defaultRegion: string,
): { row: MirroredCandidate; keys: MirrorKey[] } | null {
  if (candidate.isAnonymized) return null;
  const isConfidential = candidate.confidentiality === 'confidential';
  const row: MirroredCandidate = {
    opportunityId: candidate.id,
    contactId: candidate.contact,
    postingId: isConfidential ? '' : (candidate.postingIds[0] ?? ''),
    name: isConfidential ? '' : candidate.name,
    stageId: isConfidential ? null : candidate.stage,
    archiveReasonId: isConfidential ? null : (candidate.archived?.reason ?? null),
    ownerId: isConfidential ? null : candidate.owner,
    isConfidential,
    lastAdvancedAt: isConfidential ? null : candidate.lastAdvancedAt,
    remoteUpdatedAt: candidate.updatedAt,
  };
  return { row, keys: isConfidential ? [] : keysOf(candidate, defaultRegion) };
}

function keysOf(candidate: CandidateInLever, defaultRegion: string): MirrorKey[] {
  const keys = new Map<string, MirrorKey>();
  const add = (kind: MirrorKeyKind, value: string | undefined): void => {
    if (value === undefined) return;
    keys.set(`${kind} ${value}`, { kind, value, contactId: candidate.contact });
  };
  for (const text of candidate.emails) {
    const email = normaliseEmail(text);
    // An address that many people share names nobody.
    if (email !== null && !email.isShared) add('email', email.value);
  }
  for (const { value } of candidate.phones)
    add('phone', normalisePhone(value, defaultRegion)?.value);
  for (const link of candidate.links) {
    const url = canonicalProfileUrl(link);
    if (url?.isKey === true) add('profile_url', url.value);
  }
  return [...keys.values()];
}
