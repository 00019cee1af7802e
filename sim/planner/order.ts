// Cases of order: the same events in two orders must end the same, wherever the order is not part of what happened.

import { createRandom } from '../../sandbox/random.ts';
import type { Random } from '../../sandbox/random.ts';
import { defaultPauseRules } from '../../src/core/outreach/pause-rules.ts';
import { standingEffect } from '../../src/core/outreach/standing-effect.ts';
import type { Reading } from '../../src/core/outreach/standing-effect.ts';
import { strongerEffect } from '../../src/core/status/status.ts';
import type { OutreachEffect } from '../../src/core/status/status.ts';
import { defaultStatusRules } from '../../src/core/status/status-rules.ts';
import { nextRecordStep } from '../../src/core/sync/plan-record.ts';
import type { RecordBase } from '../../src/core/sync/plan-record.ts';
import { settledBase } from '../../src/core/sync/settled-base.ts';
import { applyStep } from './apply-step.ts';
import { drawState, drawTouches } from './draw.ts';
import { factsOf, leverText, startMs, stageIds } from './state.ts';
import type { PlannerState } from './state.ts';

const stepsMax = 120;
const kinds = [touchesInAnyOrder, readingsInAnyNumber, settlementsInAnyOrder];

/** Throws where two orders of the same events end differently. */
export function runOrderCase(seed: number, number: number): void {
  const random = createRandom(`order ${seed} ${number}`);
  try {
    random.pick(kinds)(random, `planner ${seed} ${number}`);
  } catch (error) {
    const told = `Replay: npm run sim:planner -- --seed ${seed} --from ${number} --cases 1`;
    throw new Error(`${String(error)}\n${told}`, { cause: error });
  }
}

/** Touches that arrive in another order stand on the timeline in the same words. */
function touchesInAnyOrder(random: Random, name: string): void {
  const touches = drawTouches(random, 2 + random.int(12), 0);
  const texts = [touches, shuffled(touches, random)].map((order) => {
    const state = drawState(createRandom(name));
    state.touches = order;
    rest(state);
    for (const note of state.lever.notes) note.entries.forEach(refuseDisorder);
    return leverText(state);
  });
  if (texts[0] !== texts[1])
    throw new Error(`Another order, another timeline: ${texts.join('\n')}`);
}

/** Whoever reads an entry reads it from the oldest line to the newest. */
function refuseDisorder(entry: string): void {
  const times = entry
    .split('\n')
    .flatMap((line) => /^\d{4}-\d\d-\d\d \d\d:\d\d/u.exec(line)?.[0] ?? []);
  if (times.join() !== times.toSorted().join()) throw new Error(`Lines out of order: ${entry}`);
}

function rest(state: PlannerState): void {
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const step = nextRecordStep(factsOf(state));
    if (step.step === 'nothing') return;
    applyStep(state, step);
  }
  throw new Error('It does not come to an end.');
}

/** One reading at the end finds the same hold as a reading after every change, or after any of them. */
function readingsInAnyNumber(random: Random): void {
  const changes = Array.from({ length: 1 + random.int(6) }, (_, index) => ({
    stageId: random.pick(stageIds),
    at: startMs + index * 1000,
  }));
  const readings = changes.map((_, index) => readingAfter(changes.slice(0, index + 1)));
  const first = readings[0] as Reading;
  const last = readings.at(-1) as Reading;
  const some = readings.slice(1, -1).filter(() => random.next() < 0.5);
  const effects = [[], some, readings.slice(1, -1)].map((between) =>
    strongestOver([first, ...between, last]),
  );
  if (new Set(effects).size > 1) throw new Error(`Effects differ: ${effects.join(', ')}`);
}

function readingAfter(stageChanges: Reading['stageChanges']): Reading {
  return { stageId: stageChanges.at(-1)?.stageId ?? null, archive: null, stageChanges };
}

function strongestOver(readings: readonly Reading[]): OutreachEffect {
  const rules = { status: defaultStatusRules, pause: defaultPauseRules };
  let strongest: OutreachEffect = 'continue';
  for (const [index, now] of readings.entries()) {
    const before = readings[index - 1];
    if (before === undefined) continue;
    strongest = strongerEffect(strongest, standingEffect(rules, before, now).effect);
  }
  return strongest;
}

/** What different effects settle is the same in whichever order they are confirmed. */
function settlementsInAnyOrder(random: Random): void {
  const { base } = drawState(random);
  const all: Partial<RecordBase>[] = [
    { emails: ['a@mail.example'], phones: ['+12025550123'] },
    { scalars: { 'contact.name': 'Ada' }, decided: { 'contact.name': '"Ada"' } },
    { forms: { Sourcing: 'wish' }, scalars: { 'form:Sourcing:Score': 4 } },
    { formCounts: { Extra: 1 }, forms: { Extra: 'wish' } },
    { tags: { ours: ['Go'], seen: [] } },
    { resumeHash: 'hash-1' },
    { stageId: 'lead-responded' },
  ];
  const texts = [all, shuffled(all, random)].map((order) => {
    let settled: RecordBase = base;
    for (const one of order) settled = { ...settled, ...settledBase(settled, one) };
    return JSON.stringify(Object.entries(settled).map(([key, value]) => [key, flat(value)]));
  });
  if (texts[0] !== texts[1]) throw new Error(`Another order, another base: ${texts.join('\n')}`);
}

function flat(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).toSorted(([one], [two]) => (one < two ? -1 : 1))
    : value;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .toSorted((one, two) => one.at - two.at)
    .map(({ item }) => item);
}
