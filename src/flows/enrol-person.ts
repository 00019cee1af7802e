// Puts a person into a sequence, or says in one line why not. The same checks answer a dry run.

import { chooseAddress } from '../core/outreach/choose-address.ts';
import { dueAfter } from '../core/outreach/calendar.ts';
import { decideDuplicate } from '../core/outreach/duplicates.ts';
import type { DuplicateDecision } from '../core/outreach/duplicates.ts';
import { failed, firstFailure, passed } from '../core/outreach/guards.ts';
import type { Guard } from '../core/outreach/guards.ts';
import { judgeContent, judgePerson } from '../core/outreach/judge-step.ts';
import type { SequenceBody, SequenceStep } from '../core/outreach/sequence.ts';
import { InputError } from '../core/input-error.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findMailbox, maySendFrom } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import { findJobNames, wasNoticeGiven } from '../db/queries/outreach-facts.ts';
import { addRun, findRunningOf } from '../db/queries/runs-of-ours.ts';
import { findSequence, findSequenceVersion } from '../db/queries/sequences.ts';
import type { Sequence } from '../db/queries/sequences.ts';
import { addTask } from './add-task.ts';
import { composeStep } from './compose-step.ts';
import { inTransaction } from './in-transaction.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { stepCalendar } from './step-calendar.ts';
import { loadStepFacts } from './step-facts.ts';
import type { StepFacts } from './step-facts.ts';

export interface EnrolWish {
  workspaceId: string;
  sequenceId: string;
  personId: string;
  /** From which mailbox: one's own, or a colleague's who lent it. Needed where a step is an email. */
  mailboxId: string | null;
  jobId: string | null;
  /** Email of who enrols; also who gets the tasks. */
  userEmail: string;
  actor: string;
  /** Why although somebody wrote to them lately; the caller has checked the right to. */
  override?: { because: string };
}

export type Enrolled =
  | { isEnrolled: true; enrollmentId: string; firstAt: Date | null; guards: Guard[] }
  /** `because` is the one line worth telling; `guards` all that was looked at. */
  | { isEnrolled: false; because: string; guards: Guard[]; duplicate: DuplicateDecision | null };

/** Two at once: exactly one gets in, the other is told who and since when. */
export async function enrolPerson(deps: OutreachDeps, wish: EnrolWish): Promise<Enrolled> {
  const asked = await prepareWish(deps, wish);
  try {
    const result = await inTransaction(deps.db, async (trx) => {
      await lockPersonForOutreach(trx, asked.wish);
      const checked = await checkEnrolment(trx, deps, asked);
      if (!checked.isFit) return checked.refusal;
      return await enrol(trx, deps, { ...asked, ...checked });
    });
    deps.wake();
    return result;
  } catch (error) {
    if (!isUniqueViolation(error, 'enrollments_one_running')) throw error;
    // Somebody was faster between our look and our write: their row says who.
    return await previewEnrolment(deps, wish);
  }
}

/** Everything `enrolPerson` would say, without doing it. */
export async function previewEnrolment(deps: OutreachDeps, wish: EnrolWish): Promise<Enrolled> {
  const asked = await prepareWish(deps, wish);
  const checked = await checkEnrolment(deps.db, deps, asked);
  if (!checked.isFit) return checked.refusal;
  return { isEnrolled: true, enrollmentId: '', firstAt: checked.firstAt, guards: checked.guards };
}

interface Asked {
  wish: EnrolWish;
  sequence: Sequence;
  body: SequenceBody;
  step: SequenceStep;
  mailbox: Mailbox | null;
}

async function prepareWish(deps: OutreachDeps, wish: EnrolWish): Promise<Asked> {
  const { workspaceId, sequenceId, mailboxId, userEmail } = wish;
  const personId = await findLivePerson(deps.db, wish);
  if (personId === undefined)
    throw new InputError('not_found', 'There is no such person.', 'personId');
  const sequence = await findSequence(deps.db, { workspaceId, sequenceId });
  if (sequence === undefined)
    throw new InputError('not_found', 'There is no such sequence.', 'sequenceId');
  if (sequence.state !== 'active' || sequence.version === null)
    throw new InputError(
      'conflict',
      `The sequence “${sequence.name}” is ${sequence.state}; publish or resume it first.`,
    );
  const version = await findSequenceVersion(deps.db, {
    workspaceId,
    sequenceId,
    version: sequence.version,
  });
  const body = version?.body;
  const step = body?.steps[0];
  if (body === undefined || step === undefined)
    throw new InputError('conflict', 'The sequence has no steps.');
  const needsMailbox = body.steps.some((each) => each.channel === 'email');
  if (needsMailbox && mailboxId === null)
    throw new InputError('invalid', 'Say from which mailbox the emails go.', 'mailboxId');
  const mailbox =
    mailboxId === null ? undefined : await findMailbox(deps.db, { workspaceId, mailboxId });
  if (mailboxId !== null && mailbox === undefined)
    throw new InputError('not_found', 'There is no such mailbox.', 'mailboxId');
  if (mailboxId !== null && !(await maySendFrom(deps.db, { workspaceId, mailboxId, userEmail })))
    throw new InputError(
      'forbidden',
      'This mailbox is a colleague’s who has not lent it to you. Ask them to.',
      'mailboxId',
    );
  return { wish: { ...wish, personId }, sequence, body, step, mailbox: mailbox ?? null };
}

type Checked =
  | { isFit: true; guards: Guard[]; facts: StepFacts; firstAt: Date | null }
  | { isFit: false; refusal: Extract<Enrolled, { isEnrolled: false }> };

async function checkEnrolment(conn: Conn, deps: OutreachDeps, asked: Asked): Promise<Checked> {
  const { wish, body, step, mailbox, sequence } = asked;
  const { workspaceId, personId } = wish;
  const facts = await loadStepFacts(conn, deps, {
    workspaceId,
    personId,
    sequenceId: sequence.id,
    channel: step.channel,
    mailboxZone: mailbox?.zone ?? 'UTC',
    holdoutPercent: body.holdoutPercent,
    isOverridden: wish.override !== undefined,
  });
  if (facts === undefined)
    throw new InputError('conflict', 'The person was merged just now. Try again.');
  const duplicate = await duplicateOf(conn, deps, { asked, facts });
  const guards = [
    ...judgePerson(facts.personFacts).filter((each) => each.guard !== 'duplicate'),
    judgeDuplicate(duplicate, wish.override !== undefined),
    ...(await contentGuards(conn, deps, { asked, facts })),
  ];
  // A contact that is missing or a text with a hole is fixed while the run waits; the rest is a no.
  const failure = firstFailure(
    guards.filter((each) => each.guard !== 'address' && each.guard !== 'token'),
  );
  if (failure !== undefined) {
    const { because } = failure;
    return { isFit: false, refusal: { isEnrolled: false, because, guards, duplicate } };
  }
  return { isFit: true, guards, facts, firstAt: await firstAtOf(deps, asked, facts) };
}

async function duplicateOf(
  conn: Conn,
  deps: OutreachDeps,
  { asked, facts }: { asked: Asked; facts: StepFacts },
): Promise<DuplicateDecision> {
  const running = await findRunningOf(conn, asked.wish);
  const { past, policy } = facts;
  const since = (at: Date | null): number | null => at?.getTime() ?? null;
  return decideDuplicate(
    {
      running:
        running === undefined
          ? null
          : {
              by: running.enrolledBy,
              sequence: running.sequence,
              sinceMs: running.startedAt.getTime(),
            },
      elsewhere:
        past.elsewhere === null
          ? null
          : { ...past.elsewhere, sinceMs: past.elsewhere.startedAt.getTime() },
      lastTouchMs: since(past.lastTouchAt),
      lastTouchBy: past.lastTouchBy,
      notInterestedMs: since(past.notInterestedAt),
    },
    policy,
    deps.clock.now().getTime(),
  );
}

function judgeDuplicate(decision: DuplicateDecision, isOverridden: boolean): Guard {
  if (decision.may === 'enrol')
    return passed('duplicate', 'nobody writes or wrote to the person lately');
  if (decision.may === 'override' && isOverridden)
    return passed('duplicate', `overridden: ${decision.because}`, { sinceMs: decision.sinceMs });
  return failed('duplicate', decision.because, {
    value: { may: decision.may, sinceMs: decision.sinceMs },
  });
}

async function contentGuards(
  conn: Conn,
  deps: OutreachDeps,
  { asked, facts }: { asked: Asked; facts: StepFacts },
): Promise<Guard[]> {
  const { wish, step, body, mailbox, sequence } = asked;
  const { workspaceId, personId } = wish;
  const composed = composeStep(facts, {
    sequenceId: sequence.id,
    personId,
    step,
    sender: {
      name: mailbox?.senderName ?? wish.userEmail,
      address: mailbox?.address ?? wish.userEmail,
      signature: mailbox?.signature ?? '',
    },
    job: await findJobNames(conn, wish),
    thread: null,
    wasNoticeGiven: await wasNoticeGiven(conn, { workspaceId, personId }),
    token: 'preview',
    publicUrl: deps.publicUrl ?? null,
  });
  const address =
    step.channel === 'email'
      ? chooseAddress(facts.addresses, {
          ...body,
          verifiedForDays: facts.policy.verifiedForDays,
          nowMs: deps.clock.now().getTime(),
        })
      : null;
  return judgeContent({ address, lever: { decide: 'fresh' }, composed }).filter(
    (each) => each.guard !== 'lever',
  );
}

async function firstAtOf(deps: OutreachDeps, asked: Asked, facts: StepFacts): Promise<Date | null> {
  const { body, step } = asked;
  const calendar = await stepCalendar(deps, {
    zone: facts.zone.zones.join(','),
    country: facts.country,
    body,
    step,
  });
  const from = deps.clock.now().getTime() + body.holdMinutes * 60_000;
  const dueMs = dueAfter(from, step.delay, calendar);
  return dueMs === null ? null : new Date(dueMs);
}

async function enrol(
  trx: Trx,
  deps: OutreachDeps,
  given: Asked & Extract<Checked, { isFit: true }>,
): Promise<Enrolled> {
  const { wish, sequence, body, facts, guards, firstAt } = given;
  const { workspaceId, personId, jobId, mailboxId, userEmail, actor, override } = wish;
  const enrollmentId = deps.ids.next();
  const now = deps.clock.now();
  const mustApprove = body.approval !== 'none';
  await addRun(trx, {
    workspaceId,
    id: enrollmentId,
    personId,
    sequenceId: sequence.id,
    sequence: sequence.name,
    jobId,
    mailboxId,
    enrolledBy: userEmail,
    approval: mustApprove ? 'waiting' : 'none',
    nextAt: mustApprove ? null : firstAt,
    remainingMs: mustApprove && firstAt !== null ? firstAt.getTime() - now.getTime() : null,
    zone: facts.zone.zones.join(','),
    zoneBecause: facts.zone.because,
    country: facts.country,
    overrideBecause: override?.because ?? null,
    now,
  });
  const because = 'the first message waits for approval';
  const tasks = mustApprove
    ? await addTask(trx, deps, {
        workspaceId,
        kind: 'approve',
        personId,
        enrollmentId,
        assignee: userEmail,
        because,
      })
    : [];
  await appendAudit(trx, deps, [
    {
      workspaceId,
      actor,
      action: 'enrollment.started',
      subjectKind: 'enrollment',
      subjectId: enrollmentId,
      personId,
      detail: {
        sequenceId: sequence.id,
        version: sequence.version,
        mailboxId,
        guards,
        firstAt,
        zoneBecause: facts.zone.because,
        override: override?.because ?? null,
      },
    },
    ...tasks,
  ]);
  return { isEnrolled: true, enrollmentId, firstAt, guards };
}
