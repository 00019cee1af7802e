// What an attempt to send means: done, tried again with the same bytes, refused for good, or unknown and left alone.

import { dayMs, hourMs } from './quota.ts';

export type Attempt =
  | { outcome: 'accepted' }
  | { outcome: 'refused'; code: number; enhanced: string | null; answer: string; phase: string }
  | { outcome: 'unsent' }
  | { outcome: 'unknown' };

export type AfterAttempt =
  | { do: 'settle'; as: 'sent' | 'unknown' }
  /** The person's address refused it. */
  | { do: 'refuse'; because: string }
  | { do: 'retry'; atMs: number; because: string }
  /** The sender's own provider wants no more for now: the mailbox rests, the person is not to blame. */
  | { do: 'close_mailbox'; untilMs: number; because: string }
  /** The recipient's servers want less: everything to that domain rests. */
  | { do: 'close_domain'; untilMs: number; because: string }
  | { do: 'sign_in_again'; because: string };

export interface AttemptFacts {
  nowMs: number;
  /** This one included. */
  attempts: number;
  firstAttemptMs: number;
  /** How often the domain was closed lately. */
  domainTrips: number;
}

const retryFirstMs = 5 * 60_000;
const retryMaxMs = 6 * hourMs;
const retryForMs = dayMs;
const breakerFirstMs = 30 * 60_000;
const breakerMaxMs = 12 * hourMs;

/** Pure. An error code always wins over what it may have meant; without one, only what certainly was not sent is repeated. */
export function decideAfterAttempt(attempt: Attempt, facts: AttemptFacts): AfterAttempt {
  switch (attempt.outcome) {
    case 'accepted':
      return { do: 'settle', as: 'sent' };
    case 'unknown':
      return { do: 'settle', as: 'unknown' };
    case 'unsent':
      return retryOr(facts, 'the server could not be reached');
    case 'refused':
      return afterRefusal(attempt, facts);
  }
}

function afterRefusal(
  refusal: Extract<Attempt, { outcome: 'refused' }>,
  facts: AttemptFacts,
): AfterAttempt {
  const because = `the server answered ${refusal.code}${refusal.enhanced === null ? '' : ` ${refusal.enhanced}`}`;
  if (refusal.phase === 'sign_in' && refusal.code >= 500) return { do: 'sign_in_again', because };
  if (isProviderLimit(refusal)) {
    return {
      do: 'close_mailbox',
      untilMs: facts.nowMs + closeForMs(refusal),
      because: `${because}: the provider's limit is reached`,
    };
  }
  if (refusal.code >= 400 && refusal.code < 500) {
    if (isDomainSlowDown(refusal)) {
      const untilMs = facts.nowMs + Math.min(breakerMaxMs, breakerFirstMs * 2 ** facts.domainTrips);
      return { do: 'close_domain', untilMs, because };
    }
    return retryOr(facts, because);
  }
  return { do: 'refuse', because };
}

function retryOr(facts: AttemptFacts, because: string): AfterAttempt {
  const waitMs = Math.min(retryMaxMs, retryFirstMs * 2 ** (facts.attempts - 1));
  const atMs = facts.nowMs + waitMs;
  if (atMs - facts.firstAttemptMs > retryForMs)
    return { do: 'refuse', because: `${because}, for a whole day` };
  return { do: 'retry', atMs, because };
}

/** Words and codes by which providers say that the mailbox itself may not send for now. */
export function isProviderLimit(refusal: {
  code: number;
  enhanced: string | null;
  answer: string;
}): boolean {
  const { enhanced, answer } = refusal;
  if (enhanced === '5.4.5' && /limit|exceeded|quota/iu.test(answer)) return true;
  if (enhanced === '4.2.1' && /peak|rate|limit|too many/iu.test(answer)) return true;
  if (refusal.code === 432 || enhanced === '5.7.232' || enhanced === '5.7.233') return true;
  return /sending limit|SubmissionQuotaExceeded|daily (?:user )?sending quota|relay limit exceeded|concurrent connections limit|exceeded the (?:recipient|message) rate/iu.test(
    answer,
  );
}

// A limit a minute is over soon; one a day is not.
function closeForMs(refusal: { code: number; enhanced: string | null }): number {
  if (refusal.code === 432 || refusal.enhanced === '4.2.1') return hourMs;
  return dayMs;
}

function isDomainSlowDown(refusal: {
  code: number;
  enhanced: string | null;
  phase: string;
}): boolean {
  if (refusal.phase === 'connect' || refusal.phase === 'sign_in' || refusal.phase === 'mail_from')
    return false;
  return refusal.code === 421 || refusal.enhanced?.startsWith('4.7.') === true;
}

/** A refusal by somebody's policy on the sender, which says nothing about the person. */
export function isPolicyBlock(refusal: { code: number; enhanced: string | null }): boolean {
  return refusal.code >= 500 && refusal.enhanced?.startsWith('5.7.') === true;
}
