// The limits a message draws on, as they stand in the transaction that lets it go.

import { mailboxLimits, rampDaysNow } from '../core/outreach/mailbox-limits.ts';
import type { SendKind } from '../core/outreach/mailbox-limits.ts';
import { localDay } from '../core/outreach/calendar.ts';
import { organisationalDomain } from '../core/outreach/organisational-domain.ts';
import type { OutreachPolicy } from '../core/outreach/outreach-policy.ts';
import { dayMs, decideQuota, hourMs } from '../core/outreach/quota.ts';
import type { Limit, QuotaDecision } from '../core/outreach/quota.ts';
import { isPersonalProvider } from '../core/people/email.ts';
import { employerKey } from '../core/people/employer.ts';
import type { Conn, Trx } from '../db/connect.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findPersonToWrite } from '../db/queries/outreach-facts.ts';
import { findOutreachSettings } from '../db/queries/outreach-settings.ts';
import {
  listMailboxSends,
  listSendTimes,
  listWorkspaceSendTimes,
  lockSendDomain,
} from '../db/queries/sends.ts';
import { lockEmployer } from '../db/queries/send-locks.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';

export interface Recipient {
  address: string;
  domainKey: Buffer;
  isFreeMail: boolean;
  employerKey: Buffer | null;
}

/** Whose servers and which company a message goes to, by keyed hashes. */
export async function recipientOf(
  conn: Conn,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  { message, address }: { message: Pick<MessageRow, 'workspaceId' | 'personId'>; address: string },
): Promise<Recipient> {
  const { workspaceId, personId } = message;
  const key = await hashKeyOf(conn, deps, workspaceId);
  const host = address.slice(address.lastIndexOf('@') + 1);
  const person = await findPersonToWrite(conn, { workspaceId, personId });
  const written = person?.canonical.employer?.value;
  const employer = written === undefined ? null : employerKey(written);
  return {
    address,
    domainKey: keyedHash(key, 'domain', organisationalDomain(host)),
    isFreeMail: isPersonalProvider(host),
    employerKey: employer === null ? null : keyedHash(key, 'employer', employer.full),
  };
}

export interface QuotaAsked {
  message: MessageRow;
  mailbox: Mailbox;
  recipient: Recipient;
  policy: OutreachPolicy;
}

/** The caller holds the locks of mailbox and settings; those of domain and employer are taken here. */
export async function quotaOf(
  trx: Trx,
  deps: Pick<Deps, 'clock'>,
  asked: QuotaAsked,
): Promise<QuotaDecision> {
  const { message, recipient } = asked;
  const { workspaceId } = message;
  const now = deps.clock.now();
  const nowMs = now.getTime();
  const limits = await mailboxLimitsNow(trx, deps, asked);
  if (message.kind === 'reply') return decideQuota(limits, nowMs);
  const domain = await lockSendDomain(trx, { workspaceId, domainKey: recipient.domainKey, now });
  if (message.kind === 'new' && recipient.employerKey !== null)
    await lockEmployer(trx, { workspaceId, employerKey: recipient.employerKey });
  const { ownerEmail } = asked.mailbox;
  const around = { workspaceId, kind: message.kind, ownerEmail, recipient, policy: asked.policy };
  limits.push(...(await limitsAround(trx, around, now)));
  const decided = decideQuota(limits, nowMs);
  if (domain.closedUntil === null || domain.closedUntil.getTime() <= nowMs) return decided;
  const freeAtMs = Math.max(domain.closedUntil.getTime(), decided.isFree ? 0 : decided.freeAtMs);
  return {
    isFree: false,
    freeAtMs,
    because: 'the recipient’s servers asked us to slow down',
    figures: decided.figures,
  };
}

export interface Around {
  workspaceId: string;
  kind: SendKind;
  /** Whose mailbox it goes from. */
  ownerEmail: string;
  recipient: Recipient;
  policy: OutreachPolicy;
}

/** The limits beside the mailbox's own: domain, company, workspace and sender. A preview asks them without any lock. */
export async function limitsAround(conn: Conn, around: Around, now: Date): Promise<Limit[]> {
  const limits = [
    ...(await domainLimits(conn, around, now)),
    ...(await ownLimits(conn, around, now)),
  ];
  const employer = around.kind === 'new' ? around.recipient.employerKey : null;
  if (employer !== null) limits.push(await employerLimit(conn, around, { now, employer }));
  return limits;
}

async function mailboxLimitsNow(
  trx: Trx,
  deps: Pick<Deps, 'clock'>,
  { message, mailbox }: QuotaAsked,
): Promise<Limit[]> {
  const now = deps.clock.now();
  const since = new Date(now.getTime() - dayMs);
  const { workspaceId } = message;
  const past = await listMailboxSends(trx, { workspaceId, mailboxId: mailbox.id, since });
  const days = rampDaysNow({
    days: mailbox.rampDays,
    isFrozen: mailbox.rampFrozenBecause !== null,
    isNewDay: mailbox.rampDayOn !== localDay(now.getTime(), mailbox.zone),
    lastSentMs: mailbox.lastSentAt?.getTime() ?? null,
    nowMs: now.getTime(),
  });
  const ramp = { start: mailbox.rampStart, step: mailbox.rampStep, days };
  return mailboxLimits({ ...mailbox, ramp }, message.kind, past);
}

async function domainLimits(trx: Conn, asked: Around, now: Date): Promise<Limit[]> {
  const { workspaceId, recipient, policy } = asked;
  const caps = recipient.isFreeMail ? policy.perFreeMailDomain : policy.perDomain;
  const since = new Date(now.getTime() - dayMs);
  const atMs = await listSendTimes(trx, {
    workspaceId,
    by: 'domain',
    value: recipient.domainKey,
    since,
  });
  const name = recipient.isFreeMail ? 'this mail provider' : 'the recipient’s domain';
  return [
    { name: `${name}, an hour`, cap: caps.hour, spanMs: hourMs, atMs },
    { name: `${name}, a day`, cap: caps.day, spanMs: dayMs, atMs },
  ];
}

async function employerLimit(
  trx: Conn,
  asked: Around,
  of: { now: Date; employer: Buffer },
): Promise<Limit> {
  const { workspaceId } = asked;
  const since = new Date(of.now.getTime() - dayMs);
  const by = { workspaceId, by: 'employer', value: of.employer, since, onlyNew: true } as const;
  return {
    name: 'new people of one company, a day',
    cap: asked.policy.firstTouchesPerCompanyPerDay,
    spanMs: dayMs,
    atMs: await listSendTimes(trx, by),
  };
}

async function ownLimits(trx: Conn, asked: Around, now: Date): Promise<Limit[]> {
  const { workspaceId } = asked;
  const settings = await findOutreachSettings(trx, workspaceId);
  const since = new Date(now.getTime() - dayMs);
  const limits: Limit[] = [];
  const dayCap = settings?.dayCap ?? null;
  const userDayCap = settings?.userDayCap ?? null;
  if (dayCap !== null)
    limits.push({
      name: 'the whole workspace, a day',
      cap: dayCap,
      spanMs: dayMs,
      atMs: await listWorkspaceSendTimes(trx, { workspaceId, since }),
    });
  if (userDayCap !== null)
    limits.push({
      name: 'this sender over all mailboxes, a day',
      cap: userDayCap,
      spanMs: dayMs,
      atMs: await listSendTimes(trx, {
        workspaceId,
        by: 'owner',
        value: asked.ownerEmail,
        since,
      }),
    });
  return limits;
}
