// One intent and the outside it works on, for the tests of the protocol of an effect.

import type { Db } from '../src/db/connect.ts';
import { findIntent, type Intent, type NewIntent } from '../src/engine/intents.ts';
import { performIntent, type Effect } from '../src/engine/perform.ts';
import { PortFailure, type FailureKind } from '../src/ports/failure.ts';
import { anIntent, aTurn, engineDeps, handClock, makeWorkspace } from './engine.ts';

// The outside as the effect sees it: what it was asked, what it holds, and how it answers next.
export interface Outside {
  sentCount: number;
  probeCount: number;
  holds: string[];
  settled: string[];
  moves: string[];
  answers: (FailureKind | 'lost after applying' | 'bug' | 'ok')[];
  probeAnswers: FailureKind[];
}

export async function openEffect(
  db: Db,
  points: string[] = [],
  more: Partial<NewIntent> = {},
  onPoint: (point: string) => void = () => undefined,
) {
  const clock = handClock();
  const deps = engineDeps(db, clock);
  const workspaceId = await makeWorkspace(db);
  const turn = await aTurn(deps, (point) => {
    points.push(point);
    onPoint(point);
  });
  const planned = await anIntent(deps, workspaceId, more);
  const load = async (): Promise<Intent> =>
    (await findIntent(db, { workspaceId, intentId: planned.id }))!;
  const { outside, effect } = newOutside();
  const perform = async (as: Effect<{ id: string }> = effect) =>
    await performIntent({ ...deps, turn }, await load(), as);
  const performUntilDone = async (as: Effect<{ id: string }> = effect) => {
    for (let step = 0; step < 50; step++) {
      const performed = await perform(as);
      if (performed.did !== 'waits') return performed;
      const waitMs = performed.until.getTime() - clock.now().getTime();
      if (waitMs > 0) await clock.sleep(waitMs);
    }
    throw new Error('It waits for ever.');
  };
  return {
    deps,
    clock,
    turn,
    workspaceId,
    load,
    outside,
    effect,
    perform,
    performUntilDone,
    naps: 0,
  };
}

function newOutside(): { outside: Outside; effect: Effect<{ id: string }> } {
  const outside: Outside = {
    sentCount: 0,
    probeCount: 0,
    holds: [],
    settled: [],
    moves: [],
    answers: [],
    probeAnswers: [],
  };
  const effect: Effect<{ id: string }> = {
    async send() {
      outside.sentCount++;
      const answer = outside.answers.shift() ?? 'ok';
      const id = `effect ${outside.sentCount}`;
      if (answer === 'ok' || answer === 'lost after applying') outside.holds.push(id);
      if (answer === 'ok') return { id };
      if (answer === 'bug') throw new TypeError('undefined is not a function');
      throw failureOf(answer === 'lost after applying' ? 'unknownOutcome' : answer);
    },
    async probe() {
      outside.probeCount++;
      const answer = outside.probeAnswers.shift();
      if (answer !== undefined) throw failureOf(answer);
      const [id] = outside.holds;
      return id === undefined ? 'absent' : { found: { id } };
    },
    async settle(_trx, { id }) {
      outside.settled.push(id);
    },
    async noteMove(_trx, move) {
      outside.moves.push(`${move.from} → ${move.to}`);
    },
  };
  return { outside, effect };
}

/** The same effect, whose settling fails. */
export function unsettling(effect: Effect<{ id: string }>, trouble: Error): Effect<{ id: string }> {
  return {
    ...effect,
    settle: async () => {
      throw trouble;
    },
  };
}

function failureOf(kind: FailureKind): PortFailure {
  return new PortFailure({ kind, message: kind, detail: kind });
}
