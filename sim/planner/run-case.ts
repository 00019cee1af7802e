// One case: a drawn state, a few rounds of events, and after each the planner is asked until it wants nothing more.

import { createRandom } from '../../sandbox/random.ts';
import { nextRecordStep } from '../../src/core/sync/plan-record.ts';
import type { RecordStep } from '../../src/core/sync/plan-record.ts';
import { applyStep } from './apply-step.ts';
import { drawState, happen } from './draw.ts';
import { expectedOf } from './expected.ts';
import type { Expected } from './expected.ts';
import { emailKey, factsOf, leverText, phoneKey, readOpportunity } from './state.ts';
import type { PlannerState } from './state.ts';

export interface CaseFigures {
  rounds: number;
  plans: number;
  calls: number;
  /** Calls that only a fresher reading would have spared. */
  tolerated: number;
}

/** More steps than any state can need; one more is a plan that never ends. */
const stepsMax = 80;
const roundsMax = 4;
const eventsMax = 4;
const traceLineMax = 400;

/** Throws with the seed, the number and the steps where a promise of the planner is broken. */
export function runCase(seed: number, number: number): CaseFigures {
  const random = createRandom(`planner ${seed} ${number}`);
  const state = drawState(random);
  const figures: CaseFigures = {
    rounds: 1 + random.int(roundsMax),
    plans: 0,
    calls: 0,
    tolerated: 0,
  };
  const trace: (string | RecordStep)[] = [];
  try {
    for (let round = 0; round < figures.rounds; round += 1) {
      for (let event = random.int(eventsMax); event > 0; event -= 1) happen(state, random);
      // Strict rounds begin with a reading, as after a webhook or a poll; the others plan on an old one.
      const isStrict = random.next() < 0.75;
      trace.push(`round ${round + 1}${isStrict ? ', just read' : ''}`);
      settle(state, { figures, isStrict, trace });
    }
  } catch (error) {
    const told = `Replay: npm run sim:planner -- --seed ${seed} --from ${number} --cases 1`;
    throw new Error(`${String(error)}\n${trace.map(traceOf).join('\n')}\n${told}`, {
      cause: error,
    });
  }
  return figures;
}

interface Settling {
  figures: CaseFigures;
  isStrict: boolean;
  trace: (string | RecordStep)[];
}

/** Plans and applies until nothing is wanted; then asks once more, and compares with what was promised. */
function settle(state: PlannerState, settling: Settling): void {
  const { figures, isStrict } = settling;
  findOrCreate(state, settling);
  if (isStrict) readOpportunity(state);
  const expected = expectedOf(state);
  const callsBefore = figures.calls;
  for (let steps = 0; planOnce(state, settling); steps += 1) {
    if (steps === stepsMax) throw new Error('It does not come to an end.');
  }
  if (!isStrict) return;
  const calls = figures.calls - callsBefore;
  if (calls < expected.calls || calls > expected.calls + expected.tolerated)
    throw new Error(`${calls} calls where ${expected.calls} are enough.`);
  figures.tolerated += calls - expected.calls;
  compare(state, expected);
}

function findOrCreate(state: PlannerState, settling: Settling): void {
  for (let steps = 0; state.opportunityId === null; steps += 1) {
    if (steps === 3) throw new Error('Neither found nor created in three steps.');
    const wasThere = state.lever.hasOpportunity;
    if (!planOnce(state, settling)) throw new Error('A due person is not brought to Lever.');
    if (wasThere && state.opportunityId !== null && state.isOurs)
      throw new Error('Created although Lever had it.');
  }
}

/** False where nothing is wanted. */
function planOnce(state: PlannerState, { figures, isStrict, trace }: Settling): boolean {
  const step = nextRecordStep(factsOf(state));
  figures.plans += 1;
  trace.push(step);
  if (step.step === 'nothing') return false;
  const before = step.step === 'effect' && isStrict ? leverText(state) : '';
  const lostBefore = state.notes.filter((note) => note.isLost).length;
  if (!applyStep(state, step)) return true;
  figures.calls += 1;
  if (isStrict && leverText(state) === before && !isTolerated(state, step, lostBefore))
    throw new Error('A call whose content Lever already holds.');
  return true;
}

/** A thread deleted by a human, and sets of which our last reading is older than a human's edit. */
function isTolerated(state: PlannerState, step: RecordStep, lostBefore: number): boolean {
  if (step.step !== 'effect') return false;
  const { kind } = step.effect;
  if (kind === 'write_note') return state.notes.filter((note) => note.isLost).length > lostBefore;
  return kind === 'remove_set' || (kind === 'add_set' && state.reading === null);
}

function compare(state: PlannerState, expected: Expected): void {
  const { lever } = state;
  const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const pairs: [string, unknown, unknown][] = [
    ...(['name', 'headline', 'location', 'stage'] as const).map(
      (name): [string, unknown, unknown] => [name, lever[name], expected.lever[name]],
    ),
    ...(['tags', 'sources', 'links'] as const).map((name): [string, unknown, unknown] => [
      name,
      sorted(lever[name]),
      sorted(expected.lever[name]),
    ]),
    ['emails', sorted(lever.emails.map(emailKey)), sorted(expected.emailKeys)],
    ['phones', sorted(lever.phones.map((one) => phoneKey(one.value))), sorted(expected.phoneKeys)],
    ['forms', lever.forms, expected.lever.forms],
    ['touches told', expected.toldIds.filter((id) => !state.toldIds.has(id)), []],
  ];
  for (const [name, is, should] of pairs) {
    const [one, two] = [canonical(is), canonical(should)];
    if (one !== two) throw new Error(`${name} is ${one} and should be ${two}`);
  }
}

/** Keys in one order, empty answers left out. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each)
            .filter(([, inner]) => inner !== null)
            .toSorted(([one], [two]) => (one < two ? -1 : 1)),
        )
      : each,
  );
}

function traceOf(line: string | RecordStep): string {
  if (typeof line === 'string') return line;
  const { step, ...rest } = line;
  return `  ${step} ${JSON.stringify(rest)}`.slice(0, traceLineMax);
}
