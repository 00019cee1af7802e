// What an outreach event means for the person's enrollments and holds, once it is known whose it is.

import { normaliseEmail } from '../core/people/email.ts';
import type { ReceivedTouch } from '../core/people/received.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import {
  addEnrollment,
  findEnrollment,
  listEnrollments,
  moveEnrollments,
} from '../db/queries/enrollments.ts';
import type { Enrollment, EnrollmentState } from '../db/queries/enrollments.ts';
import { listHoldsInForce, lockPersonForOutreach } from '../db/queries/holds.ts';
import { findTouchJob } from '../db/queries/touch-job.ts';
import { invalidateEmail, wasToldLately } from '../db/queries/outreach-addresses.ts';
import type { Deps } from './deps.ts';
import { effectInForce, holdOutreach } from './hold-outreach.ts';
import { getOutreachRules } from './outreach-rules.ts';
import { tellSource } from './tell-source.ts';

export interface AppliedTouch {
  workspaceId: string;
  touchId: string;
  personId: string;
  received: ReceivedTouch;
}

/** A source that goes on sending to a held person is told again, but not more often than this. */
const TELL_AGAIN_AFTER_MS = 10 * 60_000;

/** Joins the caller's transaction; the caller appends the returned audit entries last. Safe to repeat. */
export async function applyTouch(trx: Trx, deps: Deps, touch: AppliedTouch): Promise<AuditEntry[]> {
  const { received } = touch;
  switch (received.kind) {
    case 'enrolled':
    case 'sent':
      return await applySending(trx, deps, touch);
    case 'replied':
      return await applyReply(trx, deps, touch);
    case 'unsubscribed':
      return await holdOutreach(trx, deps, {
        ...personOf(touch),
        effect: 'stop',
        cause: 'opt_out',
        because: 'the person asked not to be contacted',
        actor: actorOf(touch),
      });
    case 'bounced':
      return received.isHardBounce === true ? await applyHardBounce(trx, deps, touch) : [];
    case 'finished':
      return await applyFinish(trx, deps, touch);
    case 'delivered':
    case 'opened':
    case 'clicked':
    case 'connected':
    case 'task_done':
      return [];
  }
}

async function applySending(trx: Trx, deps: Deps, touch: AppliedTouch): Promise<AuditEntry[]> {
  await lockPersonForOutreach(trx, touch);
  const key = sequenceOf(touch);
  const known = await findEnrollment(trx, key);
  const held = effectInForce(await listHoldsInForce(trx, touch));
  const occurredAt = new Date(touch.received.occurredAt);
  if (known !== undefined && !isNewRun(known, touch.received, occurredAt)) {
    return await tellAgain(trx, deps, { touch, known, held });
  }
  const state = stateUnder(held);
  // What the source reports counts from when it happened; what we decide, from now.
  const now = held === 'continue' ? occurredAt : deps.clock.now();
  if (known === undefined) {
    const because = held === 'continue' ? null : 'outreach to this person is held';
    await startEnrollment(trx, deps, { touch, state, because, now });
  } else {
    await moveEnrollments(trx, {
      ...personOf(touch),
      ids: [known.id],
      from: ['stopped', 'finished'],
      to: state,
      because: 'the source enrolled the person again',
      now,
    });
  }
  if (held === 'continue') return [];
  const changed = await findEnrollment(trx, key);
  const enrollments = changed === undefined ? [] : [changed];
  return await tellHeld(trx, deps, { touch, held, enrollments });
}

async function startEnrollment(
  trx: Trx,
  deps: Deps,
  start: { touch: AppliedTouch; state: EnrollmentState; because: string | null; now: Date },
): Promise<void> {
  const { touch, state, because, now } = start;
  await addEnrollment(trx, {
    ...sequenceOf(touch),
    id: deps.ids.next(),
    jobId: await findTouchJob(trx, touch),
    state,
    because,
    startedAt: new Date(touch.received.occurredAt),
    now,
  });
}

/** A person enrolled anew after the run had ended; a late report of the old run is none. */
function isNewRun(known: Enrollment, received: ReceivedTouch, occurredAt: Date): boolean {
  const hasEnded = known.state === 'stopped' || known.state === 'finished';
  return hasEnded && received.kind === 'enrolled' && occurredAt > known.changedAt;
}

/** The source was told and sends nevertheless: the first telling may be lost. */
async function tellAgain(
  trx: Trx,
  deps: Deps,
  given: { touch: AppliedTouch; known: Enrollment; held: 'continue' | 'pause' | 'stop' },
): Promise<AuditEntry[]> {
  const { touch, known, held } = given;
  // Sent before the hold was decided: says nothing about whether the source obeyed.
  if (new Date(touch.received.occurredAt) <= known.changedAt) return [];
  if (held === 'continue' && known.state !== 'stopped') return [];
  const event = held === 'pause' ? 'outreach.pause' : 'outreach.stop';
  const since = new Date(deps.clock.now().getTime() - TELL_AGAIN_AFTER_MS);
  if (await wasToldLately(trx, { ...personOf(touch), event, since })) return [];
  if (held === 'continue') return await tellStopped(trx, deps, { touch, stopped: [known] });
  return await tellHeld(trx, deps, { touch, held, enrollments: [known] });
}

async function tellHeld(
  trx: Trx,
  deps: Deps,
  given: { touch: AppliedTouch; held: 'pause' | 'stop'; enrollments: Enrollment[] },
): Promise<AuditEntry[]> {
  const told = await tellSource(trx, deps, {
    ...personOf(given.touch),
    event: given.held === 'pause' ? 'outreach.pause' : 'outreach.stop',
    scope: 'person',
    reason: { cause: 'held', text: 'Outreach to this person is held.', status: null },
    enrollments: given.enrollments,
  });
  return [entryOf(given.touch, 'outreach.told_again', { held: given.held }), ...told];
}

async function tellStopped(
  trx: Trx,
  deps: Deps,
  given: { touch: AppliedTouch; stopped: Enrollment[] },
): Promise<AuditEntry[]> {
  return await tellSource(trx, deps, {
    ...personOf(given.touch),
    event: 'outreach.stop',
    scope: 'sequences',
    reason: { cause: 'reply', text: 'The person replied.', status: null },
    enrollments: given.stopped,
  });
}

/** A reply ends the sequence it answers; without a named sequence, all of that source. */
async function applyReply(trx: Trx, deps: Deps, touch: AppliedTouch): Promise<AuditEntry[]> {
  const rules = await getOutreachRules(trx, touch.workspaceId);
  const effect = rules.pause.reply;
  if (effect === 'continue') return [];
  await lockPersonForOutreach(trx, touch);
  const moved = await endAnswered(trx, deps, { touch, effect });
  if (moved.length === 0) return [];
  const told = await tellSource(trx, deps, {
    ...personOf(touch),
    event: effect === 'stop' ? 'outreach.stop' : 'outreach.pause',
    scope: 'sequences',
    reason: { cause: 'reply', text: 'The person replied.', status: null },
    enrollments: moved,
  });
  const detail = {
    effect,
    rules: rules.versions,
    enrollments: moved.map((each) => ({ id: each.id, state: each.state, epoch: each.epoch })),
  };
  return [entryOf(touch, 'sequence.answered', detail), ...told];
}

async function endAnswered(
  trx: Trx,
  deps: Deps,
  { touch, effect }: { touch: AppliedTouch; effect: 'pause' | 'stop' },
): Promise<Enrollment[]> {
  const { source, sequence } = touch.received;
  const because = 'the person replied';
  const now = new Date(touch.received.occurredAt);
  const all = await listEnrollments(trx, touch);
  const meant = all.filter(
    (each) => each.source === source && (sequence === undefined || each.sequence === sequence),
  );
  if (meant.length === 0 && sequence !== undefined) {
    // The reply overtook the report of the enrollment: what comes later must find it ended.
    await startEnrollment(trx, deps, { touch, state: stateUnder(effect), because, now });
    const started = await findEnrollment(trx, sequenceOf(touch));
    return started === undefined ? [] : [started];
  }
  return await moveEnrollments(trx, {
    ...personOf(touch),
    ids: meant
      .filter((each) => each.changedAt <= now || each.state !== 'active')
      .map((each) => each.id),
    from: effect === 'stop' ? ['active', 'paused'] : ['active'],
    to: stateUnder(effect),
    because,
    now,
  });
}

async function applyHardBounce(trx: Trx, deps: Deps, touch: AppliedTouch): Promise<AuditEntry[]> {
  if (touch.received.channel !== 'email') return [];
  const value = normaliseEmail(touch.received.person.email ?? '')?.value ?? null;
  const marked = value === null ? 0 : await invalidateEmail(trx, { ...personOf(touch), value });
  const held = await holdOutreach(trx, deps, {
    ...personOf(touch),
    effect: 'pause',
    cause: 'bounce',
    because: 'an email address of the person does not exist',
    actor: actorOf(touch),
  });
  if (marked === 0) return held;
  const detail = { touchId: touch.touchId, contactPoints: marked };
  return [entryOf(touch, 'contact_point.invalidated', detail), ...held];
}

async function applyFinish(trx: Trx, deps: Deps, touch: AppliedTouch): Promise<AuditEntry[]> {
  const known = await findEnrollment(trx, sequenceOf(touch));
  const occurredAt = new Date(touch.received.occurredAt);
  if (known === undefined) {
    // It overtook the report of the enrollment: what comes later must find it ended.
    await startEnrollment(trx, deps, { touch, state: 'finished', because: null, now: occurredAt });
    return [];
  }
  // A late report must not end a run that began after it.
  if (occurredAt < known.changedAt && known.state === 'active') return [];
  const moved = await moveEnrollments(trx, {
    ...personOf(touch),
    ids: [known.id],
    from: ['active', 'paused'],
    to: 'finished',
    because: 'the source finished the sequence',
    now: occurredAt,
  });
  return moved.length === 0 ? [] : [entryOf(touch, 'enrollment.finished', { id: known.id })];
}

function stateUnder(held: 'continue' | 'pause' | 'stop'): EnrollmentState {
  return ({ continue: 'active', pause: 'paused', stop: 'stopped' } as const)[held];
}

function personOf(touch: AppliedTouch): { workspaceId: string; personId: string } {
  return { workspaceId: touch.workspaceId, personId: touch.personId };
}

function sequenceOf(touch: AppliedTouch): {
  workspaceId: string;
  personId: string;
  source: string;
  sequence: string;
} {
  const { source, sequence } = touch.received;
  return { ...personOf(touch), source, sequence: sequence ?? '' };
}

function actorOf(touch: AppliedTouch): string {
  return `source:${touch.received.source}`;
}

function entryOf(touch: AppliedTouch, action: string, detail: Record<string, unknown>): AuditEntry {
  return {
    ...personOf(touch),
    actor: actorOf(touch),
    action,
    subjectKind: 'touch',
    subjectId: touch.touchId,
    detail,
  };
}
