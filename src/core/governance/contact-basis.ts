// Whether somebody may be contacted over a channel: the ground on record, the consent, and what Lever says.

export const legalBases = [
  'consent',
  'legitimate_interest',
  'contract',
  'legal_obligation',
  'objected',
  'none',
] as const;
export type LegalBasis = (typeof legalBases)[number];

export const consentChannels = ['email', 'sms', 'linkedin', 'call'] as const;
export type ConsentChannel = (typeof consentChannels)[number];

export const consentKinds = ['given', 'revoked'] as const;
export type ConsentKind = (typeof consentKinds)[number];

export const consentBases = ['express', 'implied', 'published', 'existing_relation'] as const;
export type ConsentBasis = (typeof consentBases)[number];

/** Of each the newest; null where nobody ever said anything. */
export interface ContactBasisFacts {
  /** For this channel or for every channel. */
  basis: LegalBasis | null;
  consent: { kind: ConsentKind; expiresAtMs: number | null } | null;
  /** What Lever's data protection says of each candidate that stands there. */
  lever: readonly { isAllowed: boolean | null; untilMs: number | null }[];
  nowMs: number;
}

export interface ContactBasis {
  isAllowed: boolean;
  /** A consent is in force; where the policy of the country asks for one, it is this. */
  hasConsent: boolean;
  basis: LegalBasis | null;
  /** Without personal values. */
  because: string;
}

/** Pure. Whatever says no wins; where nothing is on record the policy of the country decides alone. */
export function judgeContactBasis(facts: ContactBasisFacts): ContactBasis {
  const { basis, consent, nowMs } = facts;
  const isOver = (untilMs: number | null): boolean => untilMs !== null && untilMs <= nowMs;
  const hasConsent = consent?.kind === 'given' && !isOver(consent.expiresAtMs);
  const refused = (because: string): ContactBasis => ({
    isAllowed: false,
    hasConsent,
    basis,
    because,
  });
  if (facts.lever.some(({ isAllowed }) => isAllowed === false))
    return refused('by the data protection settings in Lever the person must not be contacted');
  if (facts.lever.some(({ untilMs }) => isOver(untilMs)))
    return refused('the permission to contact the person has run out in Lever');
  if (basis === 'objected') return refused('the person objected to being contacted');
  if (basis === 'none') return refused('there is no legal basis for contacting the person');
  if (consent?.kind === 'revoked') return refused('the person took their consent back');
  if (basis === 'consent' && !hasConsent)
    return refused(
      consent === null
        ? 'the legal basis is consent, and none is recorded'
        : 'the legal basis is consent, and it has run out',
    );
  const because = hasConsent
    ? 'a consent is in force'
    : basis === null
      ? 'nothing on record speaks against it'
      : `the legal basis is ${basis.replaceAll('_', ' ')}`;
  return { isAllowed: true, hasConsent, basis, because };
}
