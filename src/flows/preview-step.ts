// What a person would get, and when: the same facts, words and calendar as the real thing.

import { dueAfter, nextOpening } from '../core/outreach/calendar.ts';
import { chooseAddress } from '../core/outreach/choose-address.ts';
import type { Guard } from '../core/outreach/guards.ts';
import { judgeContent, judgePerson } from '../core/outreach/judge-step.ts';
import { mailboxLimits } from '../core/outreach/mailbox-limits.ts';
import type { PastSend } from '../core/outreach/mailbox-limits.ts';
import type { ZoneChoice } from '../core/outreach/person-zone.ts';
import { dayMs, decideQuota } from '../core/outreach/quota.ts';
import type { Limit } from '../core/outreach/quota.ts';
import type { SequenceBody } from '../core/outreach/sequence.ts';
import { InputError } from '../core/input-error.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import { findJobNames, wasNoticeGiven } from '../db/queries/outreach-facts.ts';
import { listMailboxSends } from '../db/queries/sends.ts';
import { composeStep } from './compose-step.ts';
import type { ComposeResult, Thread } from './compose-step.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { limitsAround, recipientOf } from './send-quota.ts';
import { stepCalendar } from './step-calendar.ts';
import { loadStepFacts } from './step-facts.ts';
import type { StepFacts } from './step-facts.ts';

export interface PreviewAsked {
  workspaceId: string;
  sequenceId: string;
  /** Any version, a draft too. */
  body: SequenceBody;
  personId: string;
  mailboxId: string | null;
  jobId: string | null;
}

export interface PreviewedStep {
  stepId: string;
  channel: string;
  composed: ComposeResult;
  address: { value: string | null; because: string } | null;
  guards: Guard[];
  zone: ZoneChoice;
  /** When it would go with nothing else under way; the gap after the message before it comes on top. */
  projectedAt: Date | null;
}

/** All steps in order. Changes nothing, counts nothing. */
export async function previewSteps(
  deps: OutreachDeps,
  asked: PreviewAsked,
): Promise<PreviewedStep[]> {
  const { workspaceId, body } = asked;
  const personId = await findLivePerson(deps.db, asked);
  if (personId === undefined)
    throw new InputError('not_found', 'There is no such person.', 'personId');
  const { mailboxId } = asked;
  const mailbox =
    mailboxId === null ? null : ((await findMailbox(deps.db, { workspaceId, mailboxId })) ?? null);
  const sends = await pastSends(deps, { workspaceId, mailbox });
  const steps: PreviewedStep[] = [];
  let fromMs = deps.clock.now().getTime() + body.holdMinutes * 60_000;
  let thread: Thread | null = null;
  let wasGiven = await wasNoticeGiven(deps.db, { workspaceId, personId });
  for (const step of body.steps) {
    const facts = await loadStepFacts(deps.db, deps, {
      workspaceId,
      personId,
      sequenceId: asked.sequenceId,
      channel: step.channel,
      mailboxZone: mailbox?.zone ?? 'UTC',
      holdoutPercent: body.holdoutPercent,
      isOverridden: false,
    });
    if (facts === undefined)
      throw new InputError('not_found', 'There is no such person.', 'personId');
    const composed = composeStep(facts, {
      sequenceId: asked.sequenceId,
      personId,
      step,
      sender: {
        name: mailbox?.senderName ?? '',
        address: mailbox?.address ?? '',
        signature: mailbox?.signature ?? '',
      },
      job: await findJobNames(deps.db, asked),
      thread,
      wasNoticeGiven: wasGiven,
      token: 'preview',
      publicUrl: deps.publicUrl ?? null,
    });
    const address = step.channel === 'email' ? addressOf(deps, body, facts) : null;
    const to = address?.chosen?.value ?? null;
    const around =
      mailbox === null || to === null
        ? []
        : await aroundOf(deps, { workspaceId, personId, facts, step, mailbox, to });
    const atMs = await projectedMs(deps, { fromMs, facts, body, step, mailbox, sends, around });
    const guards = [
      ...judgePerson(facts.personFacts),
      ...judgeContent({ address, lever: { decide: 'fresh' }, composed }),
    ];
    steps.push({
      stepId: step.id,
      channel: step.channel,
      composed,
      address:
        address === null
          ? null
          : { value: address.chosen?.shownAs ?? null, because: address.because },
      guards,
      zone: facts.zone,
      projectedAt: atMs === null ? null : new Date(atMs),
    });
    if (atMs !== null) fromMs = atMs;
    if (composed.isFit && step.channel === 'email') {
      wasGiven ||= composed.withNotice;
      thread ??= { subject: composed.subject, messageIds: [] };
      if (atMs !== null)
        sends.push({
          atMs,
          kind: sends.some((each) => each.atMs === fromMs) ? 'follow_up' : 'new',
        });
    }
  }
  return steps;
}

function addressOf(
  deps: OutreachDeps,
  body: SequenceBody,
  facts: StepFacts,
): ReturnType<typeof chooseAddress> {
  return chooseAddress(facts.addresses, {
    ...body,
    verifiedForDays: facts.policy.verifiedForDays,
    nowMs: deps.clock.now().getTime(),
  });
}

async function pastSends(
  deps: OutreachDeps,
  { workspaceId, mailbox }: { workspaceId: string; mailbox: Mailbox | null },
): Promise<PastSend[]> {
  if (mailbox === null) return [];
  const since = new Date(deps.clock.now().getTime() - dayMs);
  return await listMailboxSends(deps.db, { workspaceId, mailboxId: mailbox.id, since });
}

// Domain, company, workspace and sender, as they stand now.
async function aroundOf(
  deps: OutreachDeps,
  of: {
    workspaceId: string;
    personId: string;
    facts: StepFacts;
    step: SequenceBody['steps'][number];
    mailbox: Mailbox;
    to: string;
  },
): Promise<Limit[]> {
  const { workspaceId, personId, facts, step, mailbox, to } = of;
  const message = { workspaceId, personId };
  const recipient = await recipientOf(deps.db, deps, { message, address: to });
  const { ownerEmail } = mailbox;
  const around = { workspaceId, kind: kindOf(step), ownerEmail, recipient, policy: facts.policy };
  return await limitsAround(deps.db, around, deps.clock.now());
}

function kindOf(step: SequenceBody['steps'][number]): 'new' | 'follow_up' {
  return step.isInThread ? 'follow_up' : 'new';
}

interface ToProject {
  fromMs: number;
  facts: StepFacts;
  body: SequenceBody;
  step: SequenceBody['steps'][number];
  mailbox: Mailbox | null;
  sends: readonly PastSend[];
  around: readonly Limit[];
}

const roundsMax = 30;

// Delay and window first; then, for a mail, the first time at which the mailbox has room inside the window.
async function projectedMs(deps: OutreachDeps, given: ToProject): Promise<number | null> {
  const { fromMs, facts, body, step, mailbox, sends, around } = given;
  const calendar = await stepCalendar(deps, {
    zone: facts.zone.zones.join(','),
    country: facts.country,
    body,
    step,
  });
  let atMs = dueAfter(fromMs, step.delay, calendar);
  if (step.channel !== 'email' || mailbox === null) return atMs;
  const ramp = {
    start: mailbox.rampStart,
    step: mailbox.rampStep,
    days: Math.max(1, mailbox.rampDays),
  };
  for (let round = 0; round < roundsMax && atMs !== null; round += 1) {
    const free = Math.max(atMs, mailbox.nextFreeAt.getTime(), mailbox.closedUntil?.getTime() ?? 0);
    const limits = [...mailboxLimits({ ...mailbox, ramp }, kindOf(step), sends), ...around];
    const quota = decideQuota(limits, free);
    const next = nextOpening(quota.isFree ? free : quota.freeAtMs, calendar);
    if (next === atMs) return atMs;
    atMs = next;
  }
  return atMs;
}
