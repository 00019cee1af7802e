// Arms an intent together with its slot under the rate limit, and sends it in that slot or not at all.

import { PortFailure } from '../ports/failure.ts';
import type { EngineDeps, Turn } from './deps.ts';
import { armIntent, type Intent } from './intents.ts';
import { isLongHold, reserveCall, sleepUntil } from './limiter.ts';
import { asFailure } from './own-fault.ts';

type Turned = EngineDeps & { turn: Turn };

export type Arming =
  | { did: 'armed'; intent: Intent; sendAt: Date; isSlowed: boolean }
  | { did: 'waits'; until: Date; because: string }
  | { did: 'lost' };

export type Sent<Outcome> =
  | { did: 'answered'; outcome: Outcome }
  | { did: 'failed'; failure: PortFailure }
  /** Surely not sent. */
  | { did: 'notSent'; because: string };

// A slot is used within this, or given up: a process that slept must not send on an old promise.
const slotGoodForMs = 2_000;
// At a try per interval or slower this is longer than any turn should wait for one slot.
const slotTriesMax = 300;

/** Waits for a slot and takes it in the transaction that arms the intent, so that neither exists alone. */
export async function armForSlot(deps: Turned, intent: Intent): Promise<Arming> {
  const { turn } = deps;
  for (let tries = 0; tries < slotTriesMax; tries++) {
    await turn.onPoint('before-arm');
    const tried = await tryToArm(deps, intent);
    if (tried.did === 'armed') await turn.onPoint('armed');
    if (tried.did !== 'noSlot') return tried;
    const now = deps.clock.now();
    if (isLongHold(tried.refused, now)) {
      return { did: 'waits', until: tried.refused.retryAt, because: 'The queue is on hold.' };
    }
    await sleepUntil(deps, tried.refused.retryAt);
    if (turn.signal.aborted) break;
  }
  const because = 'Waiting for a slot under the rate limit.';
  return { did: 'waits', until: deps.clock.now(), because };
}

type Tried =
  | Arming
  | { did: 'noSlot'; refused: { isReserved: false; retryAt: Date; isHeld: boolean } };

async function tryToArm(deps: Turned, intent: Intent): Promise<Tried> {
  const { turn } = deps;
  const now = deps.clock.now();
  try {
    return await deps.db.transaction().execute(async (trx): Promise<Tried> => {
      const slot = await reserveCall(trx, { queueKey: intent.queueKey, lane: intent.lane, now });
      if (!slot.isReserved) return { did: 'noSlot', refused: slot };
      const deadlineAt = new Date(
        slot.sendAt.getTime() + slotGoodForMs + turn.waits.transportTimeoutMs,
      );
      const isArmed = await armIntent(trx, intent, { epoch: turn.epoch, now, deadlineAt });
      // Thrown, so that the slot is not spent on a call that nobody makes.
      if (!isArmed) throw new NotOurs();
      const armed = { state: 'armed' as const, attempt: intent.attempt + 1, epoch: turn.epoch };
      return {
        did: 'armed',
        intent: { ...intent, ...armed, armedAt: now, deadlineAt, probeCount: 0 },
        sendAt: slot.sendAt,
        isSlowed: slot.isSlowed,
      };
    });
  } catch (error) {
    if (error instanceof NotOurs) return { did: 'lost' };
    throw error;
  }
}

class NotOurs extends Error {}

/** Sends in the slot and waits for the answer, but never beyond the intent's deadline. */
export async function sendInSlot<Outcome>(
  deps: Turned,
  sending: { intent: Intent; sendAt: Date; send: () => Promise<Outcome> },
): Promise<Sent<Outcome>> {
  const { turn, clock } = deps;
  await sleepUntil(deps, sending.sendAt);
  if (turn.signal.aborted) return { did: 'notSent', because: 'The worker stops.' };
  const lateMs = clock.now().getTime() - sending.sendAt.getTime();
  if (lateMs > slotGoodForMs) return { did: 'notSent', because: 'The slot passed by unused.' };
  turn.enter('wire');
  const { transportTimeoutMs } = turn.waits;
  const cut = new AbortController();
  try {
    const answer = sending.send();
    // Where the hook below throws, nobody is left to hear of the answer.
    answer.catch(() => undefined);
    await turn.onPoint('sent');
    const timeout = clock.sleep(transportTimeoutMs, cut.signal).then(() => {
      throw noAnswer(transportTimeoutMs);
    });
    timeout.catch(() => undefined);
    return { did: 'answered', outcome: await Promise.race([answer, timeout]) };
  } catch (error) {
    return { did: 'failed', failure: asFailure(error, deps.log) };
  } finally {
    cut.abort();
  }
}

function noAnswer(afterMs: number): PortFailure {
  return new PortFailure({
    kind: 'unknownOutcome',
    message: 'The other system did not answer in time.',
    detail: `no answer within ${afterMs} ms`,
  });
}
