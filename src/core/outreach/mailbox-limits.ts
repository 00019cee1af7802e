// How much a mailbox may send: what its owner allows, how long it has been warmed up, and half of what its provider does.

import { dayMs, hourMs } from './quota.ts';
import type { Limit } from './quota.ts';

export const mailProviders = ['google', 'google_relay', 'gmail', 'microsoft', 'other'] as const;
export type MailProvider = (typeof mailProviders)[number];
export const sendKinds = ['new', 'follow_up', 'reply'] as const;
export type SendKind = (typeof sendKinds)[number];

/** Published ceilings of a mailbox; everything it sends counts there, so we stay below half (docs/outreach.md#limits). */
export const providerCeilings: Readonly<Record<MailProvider, { day: number; minute: number }>> = {
  google: { day: 2_000, minute: 60 },
  google_relay: { day: 10_000, minute: 120 },
  gmail: { day: 500, minute: 30 },
  microsoft: { day: 10_000, minute: 30 },
  other: { day: 2_000, minute: 60 },
};
const shareOfCeiling = 0.5;

export const mailboxDefaults = {
  newDayCap: 50,
  followUpDayCap: 50,
  hourCap: null,
  rampStart: 10,
  rampStep: 3,
  gapMinSeconds: 60,
  gapMaxSeconds: 180,
} as const;

export interface RampState {
  start: number;
  step: number;
  /** Days on which it sent, today included. */
  days: number;
}

/** How many sequence messages a mailbox may send on its n-th sending day. */
export function rampCap(ramp: RampState): number {
  return ramp.start + ramp.step * (Math.max(1, ramp.days) - 1);
}

const longPauseMs = 14 * dayMs;

/**
 * The sending day that a send now belongs to. A frozen ramp stays where it is, and after more than 14 days of silence
 * half of it is taken back.
 */
export function rampDaysNow(ramp: {
  days: number;
  isFrozen: boolean;
  isNewDay: boolean;
  lastSentMs: number | null;
  nowMs: number;
}): number {
  if (ramp.lastSentMs !== null && ramp.nowMs - ramp.lastSentMs > longPauseMs)
    return Math.max(1, Math.floor(ramp.days / 2));
  if (!ramp.isNewDay) return Math.max(1, ramp.days);
  return ramp.isFrozen ? Math.max(1, ramp.days) : ramp.days + 1;
}

export interface PastSend {
  atMs: number;
  kind: SendKind;
}

export interface MailboxAllowance {
  provider: MailProvider;
  newDayCap: number;
  followUpDayCap: number;
  hourCap: number | null;
  ramp: RampState;
}

/** The limits of one mailbox for a message of this kind. An answer by hand is held back by the provider's ceiling only. */
export function mailboxLimits(
  allowance: MailboxAllowance,
  kind: SendKind,
  past: readonly PastSend[],
): Limit[] {
  const ceiling = providerCeilings[allowance.provider];
  const all = past.map((send) => send.atMs);
  const limits: Limit[] = [
    limit('the provider, a day', Math.floor(ceiling.day * shareOfCeiling), dayMs, all),
    limit('the provider, a minute', Math.floor(ceiling.minute * shareOfCeiling), 60_000, all),
  ];
  if (kind === 'reply') return limits;
  const automatic = past.filter((send) => send.kind !== 'reply');
  const cap = kind === 'new' ? allowance.newDayCap : allowance.followUpDayCap;
  const name = kind === 'new' ? 'new people' : 'follow-ups';
  const ofKind = past.filter((send) => send.kind === kind).map((send) => send.atMs);
  limits.push(
    limit(`this mailbox, ${name}, a day`, cap, dayMs, ofKind),
    limit(
      'this mailbox while it warms up, a day',
      rampCap(allowance.ramp),
      dayMs,
      automatic.map((send) => send.atMs),
    ),
  );
  if (allowance.hourCap !== null)
    limits.push(
      limit(
        'this mailbox, an hour',
        allowance.hourCap,
        hourMs,
        automatic.map((send) => send.atMs),
      ),
    );
  return limits;
}

function limit(name: string, cap: number, spanMs: number, atMs: readonly number[]): Limit {
  return { name, cap, spanMs, atMs };
}

/** Uniform between the two; `chance` in [0, 1). */
export function gapMs(gap: { minSeconds: number; maxSeconds: number }, chance: number): number {
  return Math.round((gap.minSeconds + (gap.maxSeconds - gap.minSeconds) * chance) * 1000);
}

export type MailboxHealth =
  | { health: 'good' }
  | { health: 'freeze'; because: string }
  | { health: 'pause'; because: string };

const sendsToJudge = 30;

/** Of the last seven days: many dead addresses or a policy block freeze the ramp, still more pause the mailbox. */
export function judgeMailbox(week: {
  sends: number;
  bounces: number;
  policyBlocks: number;
  complaints: number;
}): MailboxHealth {
  const share = week.sends >= sendsToJudge ? week.bounces / week.sends : 0;
  const shown = `${week.bounces} of ${week.sends} messages came back in a week`;
  if (share > 0.05) return { health: 'pause', because: shown };
  if (week.complaints >= 2 && week.complaints / Math.max(1, week.sends) > 0.003)
    return { health: 'pause', because: `${week.complaints} people complained in a week` };
  if (share > 0.03) return { health: 'freeze', because: shown };
  if (week.policyBlocks > 0)
    return { health: 'freeze', because: 'a server refused mail of this sender by its policy' };
  return { health: 'good' };
}
