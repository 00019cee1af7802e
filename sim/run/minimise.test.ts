import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf, type Plan } from '../world/plan.ts';
import { startPlayer } from './crew.ts';
import type { Report } from './messages.ts';

// A touch before its person, among things that have nothing to do with it.
const [person] = planOf(1).people;
const plan: Plan = {
  ...planOf(1),
  people: person === undefined ? [] : [person],
  isEmbedded: true,
  processCount: 1,
  faults: { 'lever.slow': 0.1, 'hook.repeated': 0.2 },
  events: [
    { id: 'e1', atMs: 2_000, kind: 'source.touch' },
    { id: 'e2', atMs: 9_000, kind: 'user.liftHold' },
    { id: 'p0', atMs: 40_000, kind: 'source.profile' },
    { id: 'e3', atMs: 60_000, kind: 'lever.addNote' },
    { id: 'e4', atMs: 90_000, kind: 'lever.moveStage' },
  ],
};

test('a failing world is made as small as what makes it fail', async () => {
  const reports: Report[] = [];
  // In a process of its own: nothing else is to run with the planted fault.
  const player = await startPlayer('waiting-touch-lost');
  try {
    const assignment = { seeds: [], untilCaught: true, twiceEvery: 0, minimise: plan };
    await player.play(assignment, (report) => void reports.push(report));
  } finally {
    player.end();
  }
  const [smallest] = reports;
  assert(smallest?.did === 'smallest');
  assert.deepEqual(smallest.without.toSorted(), ['e2', 'e3', 'e4', 'hook.repeated', 'lever.slow']);
  assert.match(smallest.violations.join(), /I1 .* waits for nobody/u);
});
