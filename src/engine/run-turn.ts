// One turn of a handler: run it, turn whatever it threw into what happens next, and give the work back.

import { isLostConnection } from '../db/errors.ts';
import { PortFailure } from '../ports/failure.ts';
import { afterFailure, backoffMs } from './after-failure.ts';
import type { EngineDeps, Turn } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { IntentExists, TurnLost } from './intents.ts';
import { holdQueue } from './limiter.ts';
import { whereThrown } from './own-fault.ts';
import { finishWork, type ClaimedWork, type WorkResult } from './work.ts';

type Turned = EngineDeps & { turn: Turn };

/** Never rejects because of the handler. */
export async function runTurn<Deps extends Turned>(
  deps: Deps,
  work: ClaimedWork,
  handler: (deps: Deps, work: ClaimedWork) => Promise<WorkResult>,
): Promise<void> {
  const result = await resultOf(deps, work, handler);
  const isKept = await inTransaction(
    deps,
    async (trx) => await finishWork(trx, { work, epoch: deps.turn.epoch, result }),
  );
  if (!isKept)
    deps.log.info('work.finished_elsewhere', { kind: work.kind, subjectId: work.subjectId });
}

async function resultOf<Deps extends Turned>(
  deps: Deps,
  work: ClaimedWork,
  handler: (deps: Deps, work: ClaimedWork) => Promise<WorkResult>,
): Promise<WorkResult> {
  try {
    return await handler(deps, work);
  } catch (error) {
    if (error instanceof PortFailure) return await resultAfterFailure(deps, work, error);
    return resultAfterThrow(deps, work, error);
  }
}

const quickRetryMs = 1_000;
// A person has to act, and nothing tells us when: looking once an hour costs a call an hour.
const hopelessRetryMs = 3_600_000;

async function resultAfterFailure(
  deps: Turned,
  work: ClaimedWork,
  failure: PortFailure,
): Promise<WorkResult> {
  const now = deps.clock.now();
  const facts = {
    kind: failure.kind,
    retryAt: failure.retryAt,
    attempt: work.attempts + 1,
    isRepeatable: true,
    now,
    jitter: deps.chance.next(),
  };
  const next = afterFailure(facts, deps.turn.waits.quiesceMs);
  const because = failure.message;
  if (failure.kind !== 'rateLimited')
    tell(deps, work, { failure: failure.kind, detail: failure.detail });
  switch (next.do) {
    case 'retry':
      return { next: 'again', dueAt: next.at, because, isFailure: next.costsAttempt };
    case 'holdQueue':
      await holdQueue(deps.db, { queueKey: work.queueKey, until: next.until, now });
      await deps.turn.onUnauthorized(work.queueKey, failure);
      return { next: 'again', dueAt: now, because, isFailure: true };
    case 'decideAgain':
    case 'probe':
      return {
        next: 'again',
        dueAt: after(now, backoffMs(facts.attempt, facts.jitter)),
        because,
        isFailure: true,
      };
    case 'park':
      return { next: 'again', dueAt: after(now, hopelessRetryMs), because, isFailure: true };
  }
}

function resultAfterThrow(deps: Turned, work: ClaimedWork, error: unknown): WorkResult {
  const now = deps.clock.now();
  if (error instanceof IntentExists && error.constraint === 'intents_one_open') {
    const because = 'Another turn decided at the same time.';
    return { next: 'again', dueAt: after(now, quickRetryMs), because };
  }
  if (error instanceof TurnLost) {
    return { next: 'again', dueAt: after(now, quickRetryMs), because: error.message };
  }
  const dueAt = after(now, backoffMs(work.attempts + 1, deps.chance.next()));
  if (isLostConnection(error)) {
    return { next: 'again', dueAt, because: 'The database went away.', isFailure: true };
  }
  if (error instanceof IntentExists) {
    // A profile that went over to another person: it is free once the record that did it is gone.
    const because = 'The same was done for another record of this profile; it is looked at again.';
    return { next: 'again', dueAt, because, isFailure: true };
  }
  const name = error instanceof Error ? error.name : typeof error;
  tell(deps, work, { error: name, at: whereThrown(error) });
  const because = `Something failed inside Fulcrum (${name}); it is tried again. Please report it.`;
  return { next: 'again', dueAt, because, isFailure: true };
}

function tell(deps: Turned, work: ClaimedWork, fields: Record<string, string | undefined>): void {
  deps.log.error('work.failed', {
    workspaceId: work.workspaceId,
    kind: work.kind,
    subjectId: work.subjectId,
    attempts: work.attempts + 1,
    ...fields,
  });
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
