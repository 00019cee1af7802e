// Whose trouble a refusal is: the address's, the mailbox's, the recipient's rules', ours, the letter's, or the moment's.

export const bounceScopes = [
  'address', // Nobody reads there: no such user, no such domain, account closed.
  'mailbox_full', // The address exists and is full.
  'recipient_policy', // The recipient's side does not want this mail: filter, list, relay rule.
  'sender_reputation', // Our address, host or network is not wanted.
  'auth', // SPF, DKIM, DMARC or login.
  'content', // This letter: size, virus, form.
  'transient', // Not now: time-outs, greylisting, too fast, queue expired.
  'unknown',
] as const;
export type BounceScope = (typeof bounceScopes)[number];

export interface ScopeVerdict {
  scope: BounceScope;
  /** The address is dead: nothing will ever be delivered there. Only in scope address. */
  isHard: boolean;
  /** Which rule said so. */
  because: string;
}
