// Takes an intent one step on: arm, send, classify, settle; or look for what may have happened. Never sends blindly.

import type { Trx } from '../db/connect.ts';
import type { FailureKind } from '../ports/failure.ts';
import { PortFailure } from '../ports/failure.ts';
import {
  afterAbsence,
  afterFailure,
  afterProbeFailure,
  type AfterFailure,
} from './after-failure.ts';
import { inTransaction } from './in-transaction.ts';
import type { EngineDeps, Turn } from './deps.ts';
import { findIntent, moveIntent, type Intent, type IntentChange } from './intents.ts';
import { holdQueue, reportRefused, reportSuccess } from './limiter.ts';
import { asFailure, isDatabaseTrouble } from './own-fault.ts';
import { armForSlot, sendInSlot } from './send.ts';
import type { IntentState } from './states.ts';
import type { WorkResult } from './work.ts';

/** How one intent is carried out; `Outcome` is plain JSON and is kept with the intent. */
export interface Effect<Outcome> {
  /** One call under the rate limit; arming took its slot, so it is not wrapped in callLimited. */
  send(): Promise<Outcome>;
  /** Looks whether it happened, each call through callLimited. Needed unless the intent is repeatable. */
  probe?(): Promise<{ found: Outcome } | 'absent'>;
  /** Writes what follows, in the transaction that confirms the intent. The audit goes last. */
  settle(trx: Trx, outcome: Outcome): Promise<void>;
  /** Told in its transaction of every other move that changes what is known or who has to act: audit it there. */
  noteMove?(trx: Trx, move: IntentMove): Promise<void>;
}

export interface IntentMove {
  from: IntentState;
  to: IntentState;
  /** Safe to show. */
  because: string;
  failure?: FailureKind;
  nextAction?: string;
}

export type Performed<Outcome> =
  | { did: 'confirmed'; outcome: Outcome }
  | { did: 'waits'; until: Date; because: string }
  | { did: 'parked'; failure: FailureKind; text: string; nextAction: string }
  /** It was not done and will not be: load the facts and decide anew. */
  | { did: 'decideAgain'; because: string }
  /** Another worker has it now. */
  | { did: 'lost' };

type Turned = EngineDeps & { turn: Turn };

/** Safe to call with an intent in any state, by any number of workers: only one of them gets to send. */
export async function performIntent<Outcome>(
  deps: Turned,
  intent: Intent,
  effect: Effect<Outcome>,
): Promise<Performed<Outcome>> {
  const now = deps.clock.now();
  switch (intent.state) {
    case 'planned':
      if (intent.dueAt > now) return waitsFor(intent);
      if (intent.mustProbe) return await look(deps, intent, effect);
      return await send(deps, intent, effect);
    case 'armed':
      return await doubtArmed(deps, intent, effect);
    case 'ambiguous':
      if (intent.dueAt > now) return waitsFor(intent);
      return await look(deps, intent, effect);
    case 'parked':
      return {
        did: 'parked',
        failure: intent.failure ?? 'unexpectedAnswer',
        text: intent.failureText ?? '',
        nextAction: intent.nextAction ?? '',
      };
    case 'confirmed':
    case 'dismissed':
    case 'superseded':
      return { did: 'decideAgain', because: `It is ${intent.state} already.` };
  }
}

/** What the work that looks after the intent does next. */
export function workResultAfter(performed: Performed<unknown>, now: Date): WorkResult {
  switch (performed.did) {
    case 'confirmed':
      return { next: 'again', dueAt: now, because: 'One step is done.' };
    case 'decideAgain':
      return { next: 'again', dueAt: now, because: performed.because };
    case 'waits':
      return { next: 'again', dueAt: performed.until, because: performed.because };
    case 'lost':
      return {
        next: 'again',
        dueAt: new Date(now.getTime() + lostPauseMs),
        because: 'Another worker took it over.',
      };
    case 'parked':
      return { next: 'done' };
  }
}

const lostPauseMs = 1_000;

async function send<Outcome>(
  deps: Turned,
  planned: Intent,
  effect: Effect<Outcome>,
): Promise<Performed<Outcome>> {
  deps.turn.enter('waiting');
  const arming = await armForSlot(deps, planned);
  if (arming.did !== 'armed') return arming;
  const { intent } = arming;
  const sent = await sendInSlot(deps, { intent, sendAt: arming.sendAt, send: () => effect.send() });
  deps.turn.enter('waiting');
  switch (sent.did) {
    case 'notSent': {
      const wish = { to: 'planned' as const, attempt: planned.attempt, because: sent.because };
      return await move(deps, { intent, effect }, wish);
    }
    case 'failed':
      return await settleFailure(deps, { intent, effect, failure: sent.failure });
    case 'answered': {
      await deps.turn.onPoint('reply-received');
      if (arming.isSlowed) await reportSuccess(deps.db, intent.queueKey);
      return await confirm(deps, { intent, effect, outcome: sent.outcome });
    }
  }
}

interface Performing<Outcome> {
  intent: Intent;
  effect: Effect<Outcome>;
}

async function confirm<Outcome>(
  deps: Turned,
  done: Performing<Outcome> & { outcome: Outcome },
): Promise<Performed<Outcome>> {
  await deps.turn.onPoint('before-confirm');
  try {
    if (!(await settle(deps, done))) return { did: 'lost' };
  } catch (error) {
    // The database comes back; then it is looked for, found and settled.
    if (isDatabaseTrouble(error)) throw error;
    return await parkUnsettled(deps, { ...done, failure: asFailure(error, deps.log) });
  }
  await deps.turn.onPoint('confirmed');
  return { did: 'confirmed', outcome: done.outcome };
}

async function settle<Outcome>(
  deps: Turned,
  done: Performing<Outcome> & { outcome: Outcome },
): Promise<boolean> {
  const { intent, effect, outcome } = done;
  return await inTransaction(deps, async (trx) => {
    const change = { to: 'confirmed' as const, now: deps.clock.now(), outcome: outcome ?? null };
    if (!(await moveIntent(trx, intent, change))) return await wasConfirmedByUs(trx, intent);
    await effect.settle(trx, outcome);
    return true;
  });
}

// It happened, but a bug keeps us from writing down what follows. Trying again finds it instead of repeating it.
async function parkUnsettled<Outcome>(
  deps: Turned,
  failed: Performing<Outcome> & { failure: PortFailure },
): Promise<Performed<Outcome>> {
  return await move(deps, failed, {
    to: 'parked',
    mustProbe: !failed.intent.isRepeatable,
    failure: failed.failure.kind,
    because: failed.failure.message,
    nextAction:
      'It was done in the other system, but Fulcrum could not note it. Update, then try again.',
  });
}

// A commit whose answer got lost is tried again, and then finds its own work done.
async function wasConfirmedByUs(trx: Trx, intent: Intent): Promise<boolean> {
  const key = { workspaceId: intent.workspaceId, intentId: intent.id };
  const found = await findIntent(trx, key);
  return (
    found !== null &&
    found.state === 'confirmed' &&
    found.epoch === intent.epoch &&
    found.attempt === intent.attempt
  );
}

async function settleFailure<Outcome>(
  deps: Turned,
  failed: Performing<Outcome> & { failure: PortFailure; overAt?: Date },
): Promise<Performed<Outcome>> {
  const { intent, failure } = failed;
  const now = failed.overAt ?? deps.clock.now();
  if (failure.kind === 'rateLimited') {
    await reportRefused(deps.db, { queueKey: intent.queueKey, now, retryAt: failure.retryAt });
  }
  const next = afterFailure(
    {
      kind: failure.kind,
      retryAt: failure.retryAt,
      attempt: intent.attempt,
      isRepeatable: intent.isRepeatable,
      now,
      jitter: deps.chance.next(),
    },
    deps.turn.waits.quiesceMs,
  );
  return await follow(deps, { ...failed, next });
}

// Armed, and nobody is sending: the answer was lost between the wire and the database.
async function doubtArmed<Outcome>(
  deps: Turned,
  intent: Intent,
  effect: Effect<Outcome>,
): Promise<Performed<Outcome>> {
  const now = deps.clock.now();
  const deadlineAt = intent.deadlineAt ?? now;
  const isOurs = intent.epoch === deps.turn.epoch;
  if (!isOurs && deadlineAt > now) {
    return { did: 'waits', until: deadlineAt, because: 'Another worker is sending it.' };
  }
  // Of an earlier turn of ours, and maybe still on the wire: the quiet time starts when that is over.
  const overAt = deadlineAt > now ? deadlineAt : now;
  const failure = new PortFailure({
    kind: 'unknownOutcome',
    message: 'The answer was lost before it was written down.',
    detail: 'armed intent found by a later turn',
  });
  return await settleFailure(deps, { intent, effect, failure, overAt });
}

const looksBeforeResend = 2;

async function look<Outcome>(
  deps: Turned,
  intent: Intent,
  effect: Effect<Outcome>,
): Promise<Performed<Outcome>> {
  if (effect.probe === undefined) {
    throw new Error(`This cannot happen: ${intent.kind} must be looked for, but has no probe.`);
  }
  const looked = await probeSafely(deps, effect.probe.bind(effect));
  if (looked instanceof PortFailure) {
    const next = afterProbeFailure({
      kind: looked.kind,
      retryAt: looked.retryAt,
      askedAt: intent.armedAt ?? intent.plannedAt,
      now: deps.clock.now(),
      jitter: deps.chance.next(),
    });
    return await follow(deps, { intent, effect, failure: looked, next });
  }
  if (looked !== 'absent') return await confirm(deps, { intent, effect, outcome: looked.found });
  return await settleAbsence(deps, { intent, effect });
}

async function probeSafely<Outcome>(
  deps: Turned,
  probe: () => Promise<{ found: Outcome } | 'absent'>,
): Promise<{ found: Outcome } | 'absent' | PortFailure> {
  try {
    return await probe();
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    return asFailure(error, deps.log);
  }
}

async function settleAbsence<Outcome>(
  deps: Turned,
  absent: Performing<Outcome>,
): Promise<Performed<Outcome>> {
  const { intent, effect } = absent;
  const now = deps.clock.now();
  if (intent.state === 'planned') {
    // The look before the first send: nothing is there, so now it may be sent.
    const change = { to: 'planned' as const, mustProbe: false, now };
    const isOurs = await inTransaction(deps, async (trx) => await moveIntent(trx, intent, change));
    if (!isOurs) return { did: 'lost' };
    return await send(deps, { ...intent, mustProbe: false }, effect);
  }
  const probeCount = intent.probeCount + 1;
  if (probeCount < looksBeforeResend) {
    const dueAt = new Date(now.getTime() + deps.turn.waits.quiesceAgainMs);
    const because = 'It was not found yet; it is looked for once more.';
    return await move(deps, absent, { to: 'ambiguous', dueAt, probeCount, because });
  }
  const { attempt, isRepeatable } = intent;
  const next = afterAbsence({ attempt, isRepeatable, now, jitter: deps.chance.next() });
  const failure = new PortFailure({
    kind: 'unknownOutcome',
    message: 'It was looked for twice and did not happen.',
    detail: 'absent after both looks',
  });
  return await follow(deps, { intent, effect, failure, next });
}

// Carries out what was decided after a failure.
async function follow<Outcome>(
  deps: Turned,
  failed: Performing<Outcome> & { failure: PortFailure; next: AfterFailure },
): Promise<Performed<Outcome>> {
  const { intent, failure, next } = failed;
  const facts = { failure: failure.kind, because: failure.message };
  deps.log.warn('intent.failed', {
    intentId: intent.id,
    kind: intent.kind,
    attempt: intent.attempt,
    failure: failure.kind,
    detail: failure.detail,
    next: next.do,
  });
  switch (next.do) {
    case 'retry': {
      const attempt = next.costsAttempt ? intent.attempt : Math.max(0, intent.attempt - 1);
      return await move(deps, failed, {
        to: 'planned',
        dueAt: next.at,
        attempt,
        probeCount: 0,
        mustProbe: false,
        ...facts,
      });
    }
    case 'probe': {
      // A look that failed leaves a planned intent planned: it still has to be looked for first.
      const to = intent.state === 'planned' ? ('planned' as const) : ('ambiguous' as const);
      return await move(deps, failed, { to, dueAt: next.at, ...facts });
    }
    case 'decideAgain':
      return await move(deps, failed, { to: 'superseded', ...facts });
    case 'holdQueue': {
      await holdQueue(deps.db, {
        queueKey: intent.queueKey,
        until: next.until,
        now: deps.clock.now(),
      });
      await deps.turn.onUnauthorized(intent.queueKey, failure);
      // The hold keeps the whole queue back, so the intent itself is due as soon as that is lifted.
      const isArmed = intent.state === 'armed';
      const attempt = isArmed ? Math.max(0, intent.attempt - 1) : intent.attempt;
      return await move(deps, failed, {
        to: isArmed ? 'planned' : intent.state,
        attempt,
        ...facts,
      });
    }
    case 'park':
      return await move(deps, failed, {
        to: 'parked',
        mustProbe: next.mayHaveHappened || intent.mustProbe,
        nextAction: next.nextAction,
        ...facts,
      });
  }
}

type MoveWish = Omit<IntentChange, 'now' | 'failureText'> & { because: string };

async function move<Outcome>(
  deps: Turned,
  { intent, effect }: Performing<Outcome>,
  wish: MoveWish,
): Promise<Performed<Outcome>> {
  const { because, ...change } = wish;
  const now = deps.clock.now();
  const isOurs = await inTransaction(deps, async (trx) => {
    const isMoved = await moveIntent(trx, intent, { ...change, now, failureText: because });
    if (!isMoved) return false;
    // Put back because it was certainly not done: nothing to tell, and an outage would tell it a hundred times.
    const isRetry = intent.state === 'armed' && wish.to === 'planned';
    if (isRetry || intent.state === wish.to) return true;
    await effect.noteMove?.(trx, {
      from: intent.state,
      to: wish.to,
      because,
      ...(wish.failure === undefined ? {} : { failure: wish.failure }),
      ...(wish.nextAction === undefined ? {} : { nextAction: wish.nextAction }),
    });
    return true;
  });
  if (!isOurs) return { did: 'lost' };
  if (wish.to === 'superseded') return { did: 'decideAgain', because };
  if (wish.to === 'parked') {
    const failure = wish.failure ?? 'unexpectedAnswer';
    return { did: 'parked', failure, text: because, nextAction: wish.nextAction ?? '' };
  }
  return { did: 'waits', until: wish.dueAt ?? now, because };
}

function waitsFor(intent: Intent): { did: 'waits'; until: Date; because: string } {
  return { did: 'waits', until: intent.dueAt, because: intent.failureText ?? 'It is not due yet.' };
}
