// All guards of one step for one person, from facts. Enrolling, previewing and sending ask the same questions.

import type { ContactBasis } from '../governance/contact-basis.ts';
import { isOpen, nextOpening } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import type { AddressChoice } from './choose-address.ts';
import type { FreshnessDecision } from './freshness.ts';
import { failed, passed } from './guards.ts';
import type { Guard } from './guards.ts';
import type { CountryRule } from './outreach-policy.ts';
import type { QuotaDecision } from './quota.ts';
import type { StepChannel } from './sequence.ts';

export interface PersonFacts {
  stoppedBecause: string | null;
  /** Why a pilot keeps the person out; null where none does. */
  outsidePilot: string | null;
  isErased: boolean;
  hasOptedOut: boolean;
  holds: readonly { effect: 'pause' | 'stop'; because: string }[];
  suppressions: readonly { cause: string; because: string }[];
  isHeldOut: boolean;
  /** A run that another tool reports; null too where somebody overrode it. */
  elsewhere: { source: string; sequence: string } | null;
  country: string | null;
  countryRule: CountryRule;
  policyVersion: number;
  channel: StepChannel;
  /** Consent, legal basis and Lever's data protection, as they are on record. */
  contactBasis: ContactBasis;
  missingIdentity: readonly string[];
}

/** What is true of the person whatever the time is. */
export function judgePerson(facts: PersonFacts): Guard[] {
  const [hold] = facts.holds;
  const [suppression] = facts.suppressions;
  return [
    facts.stoppedBecause !== null
      ? failed('switch', `all outreach is stopped: ${facts.stoppedBecause}`)
      : facts.outsidePilot !== null
        ? failed('switch', facts.outsidePilot)
        : passed('switch', 'outreach is on'),
    facts.isErased || facts.hasOptedOut
      ? failed(
          'person',
          facts.isErased ? 'the person was erased' : 'the person asked not to be contacted',
        )
      : passed('person', 'the person may be contacted'),
    hold === undefined
      ? passed('hold', 'nothing holds outreach to the person')
      : failed('hold', `outreach is held: ${hold.because}`, {
          value: { holds: facts.holds.length },
        }),
    suppression === undefined
      ? passed('suppression', 'on no list of people not to contact')
      : failed('suppression', `not to be contacted: ${suppression.because}`, {
          value: { cause: suppression.cause },
        }),
    facts.isHeldOut
      ? failed('holdout', 'kept out of automated outreach, to measure against')
      : passed('holdout', 'not kept out'),
    facts.elsewhere === null
      ? passed('duplicate', 'nobody else writes to the person')
      : failed('duplicate', `${facts.elsewhere.source} writes to the person already`, {
          value: { source: facts.elsewhere.source },
        }),
    judgeBasis(facts),
    judgeCountry(facts),
    facts.missingIdentity.length === 0
      ? passed('identity', 'the message says who writes')
      : failed('identity', `the policy lacks ${facts.missingIdentity.join(' and ')}`),
  ];
}

function judgeBasis({ contactBasis, channel }: PersonFacts): Guard {
  const { isAllowed, basis, hasConsent, because } = contactBasis;
  const value = { channel, basis, hasConsent };
  return isAllowed ? passed('basis', because, value) : failed('basis', because, { value });
}

function judgeCountry(facts: PersonFacts): Guard {
  const { countryRule, channel, policyVersion } = facts;
  const rule = countryRule.channels[channel];
  const where = facts.country ?? 'an unknown country';
  const value = { country: facts.country, channel, rule, policyVersion, basis: countryRule.basis };
  const isHuman = channel === 'linkedin' || channel === 'call';
  if (rule === 'block')
    return failed('country', `${channel} to ${where} is not allowed by the policy`, { value });
  if (rule === 'consent' && !facts.contactBasis.hasConsent)
    return failed('country', `${channel} to ${where} needs a consent, and none is recorded`, {
      value,
    });
  if (rule === 'task' && !isHuman)
    return failed('country', `${channel} to ${where} is written by hand, by the policy`, { value });
  return passed('country', `${channel} to ${where} is allowed (${countryRule.basis})`, value);
}

/** The address, what Lever says, and whether the text has everything it needs. */
export function judgeContent(facts: {
  address: AddressChoice | null;
  lever: FreshnessDecision;
  composed: { isFit: true } | { isFit: false; because: string };
}): Guard[] {
  const { address, lever, composed } = facts;
  const guards: Guard[] = [];
  if (address !== null)
    guards.push(
      address.chosen === null
        ? failed('address', address.because, { value: { rejected: address.rejected.length } })
        : passed('address', address.because, { rejected: address.rejected.length }),
    );
  guards.push(
    lever.decide === 'fresh'
      ? passed('lever', 'Lever was read in the last five minutes')
      : failed('lever', lever.because),
    composed.isFit
      ? passed('token', 'every value the text uses is known')
      : failed('token', composed.because),
  );
  return guards;
}

export interface MomentFacts {
  nowMs: number;
  mailbox: {
    state: string;
    because: string | null;
    closedUntilMs: number | null;
    closedBecause: string | null;
    nextFreeMs: number;
  };
  /** An answer by hand goes at any time. */
  calendar: Calendar | null;
  quota: QuotaDecision;
}

/** What time heals: the mailbox, the window, the limits. */
export function judgeMoment(facts: MomentFacts): Guard[] {
  const { nowMs, mailbox, calendar, quota } = facts;
  return [judgeMailboxNow(nowMs, mailbox), judgeWindow(nowMs, calendar), judgeQuota(facts, quota)];
}

function judgeMailboxNow(nowMs: number, mailbox: MomentFacts['mailbox']): Guard {
  if (mailbox.state !== 'on')
    return failed(
      'mailbox',
      `the mailbox is ${mailbox.state}: ${mailbox.because ?? 'switched off'}`,
    );
  if (mailbox.closedUntilMs !== null && mailbox.closedUntilMs > nowMs)
    return failed('mailbox', mailbox.closedBecause ?? 'the mailbox rests', {
      untilMs: mailbox.closedUntilMs,
    });
  return passed('mailbox', 'the mailbox is on');
}

function judgeWindow(nowMs: number, calendar: Calendar | null): Guard {
  if (calendar === null) return passed('window', 'an answer by hand goes at any time');
  const value = { zones: calendar.zones, from: calendar.window.from, to: calendar.window.to };
  if (isOpen(nowMs, calendar)) return passed('window', 'inside the person’s window', value);
  const untilMs = nextOpening(nowMs, calendar);
  return untilMs === null
    ? failed('window', 'the window never opens', { value })
    : failed('window', 'outside the person’s window', { value, untilMs });
}

function judgeQuota(facts: MomentFacts, quota: QuotaDecision): Guard {
  const value = { figures: quota.figures };
  if (!quota.isFree) return failed('quota', quota.because, { value, untilMs: quota.freeAtMs });
  if (facts.mailbox.nextFreeMs > facts.nowMs)
    return failed('quota', 'the gap after the last message', {
      value,
      untilMs: facts.mailbox.nextFreeMs,
    });
  return passed('quota', 'every limit has room', value);
}
