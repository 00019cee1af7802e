// Where a person stands in Lever, and what that can mean for outreach.

export const statuses = [
  'lead',
  'contacted',
  'responded',
  'applicant',
  'in_process',
  'offer',
  'hired',
  'rejected',
  'withdrawn',
] as const;
export type Status = (typeof statuses)[number];

/** From weakest to strongest. */
export const outreachEffects = ['continue', 'pause', 'stop'] as const;
export type OutreachEffect = (typeof outreachEffects)[number];

/** The stronger of two effects; the order of the arguments does not matter. */
export function strongerEffect(one: OutreachEffect, other: OutreachEffect): OutreachEffect {
  return outreachEffects.indexOf(one) >= outreachEffects.indexOf(other) ? one : other;
}
