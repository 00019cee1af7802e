import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePilot, measuredShare, type Measures } from './compare-pilot.ts';
import { shareOf } from './intervals.ts';
import { judgeForPilot, pilotState, type Pilot } from './pilot.ts';

function measures(replies: number, hours = 10, of = 400): Measures {
  const share = (count: number) => measuredShare(shareOf(count, of));
  return {
    median_hours_to_first_contact: {
      value: hours,
      low: hours - 1,
      high: hours + 1,
      of,
      isFew: of < 30,
    },
    response_rate: share(replies),
    positive_rate: share(20),
    interview_rate: share(30),
    duplicate_rate: share(10),
  };
}

test('a number that is surely better makes the advice to widen', () => {
  const verdict = comparePilot(measures(40), measures(90), { response_rate: 0.15 });
  const line = verdict.comparisons.find((one) => one.kpi === 'response_rate');
  assert.equal(line?.finding, 'better');
  assert.equal(line?.targetMet, 'met');
  assert.equal(verdict.advice, 'widen');
  assert.match(
    verdict.text,
    /Response rate: 22\.5 %.*before 10\.0 %.*better; target 15\.0 %: met/u,
  );
});

test('a slower first contact is worse, and one bad number is enough not to widen', () => {
  const verdict = comparePilot(measures(40), measures(90, 30), {});
  assert.equal(verdict.comparisons[0]?.finding, 'worse');
  assert.equal(verdict.advice, 'do_not_widen');
});

test('with few people no difference is claimed', () => {
  const verdict = comparePilot(measures(40), measures(9, 10, 20), {});
  assert.ok(verdict.comparisons.every((one) => one.finding === 'too_few'));
  assert.equal(verdict.advice, 'go_on');
});

test('a target within the interval is open, one beyond it is missed', () => {
  const open = comparePilot(measures(40), measures(42), { response_rate: 0.11 });
  assert.equal(open.comparisons[1]?.targetMet, 'open');
  const missed = comparePilot(measures(40), measures(42), { response_rate: 0.5 });
  assert.equal(missed.comparisons[1]?.targetMet, 'missed');
  assert.equal(missed.advice, 'do_not_widen');
});

const starts = new Date('2026-11-01T00:00:00Z');
const during = new Date('2026-11-10T00:00:00Z');
const later = new Date('2027-01-10T00:00:00Z');
const pilot: Pilot = {
  id: 'p',
  name: 'Autumn',
  decided: 'running',
  body: { jobIds: ['a'], users: ['sam@x.example'], baseline: { from: '', to: '' }, targets: {} },
  personCap: 2,
  startsAt: starts,
  endsAt: new Date('2026-12-13T00:00:00Z'),
  createdAt: starts,
  createdBy: 'cli',
  decidedAt: null,
  decidedBy: null,
  undoRunId: null,
};
const sams = {
  candidacies: [{ jobId: 'a', sourcer: 'sam@x.example' }],
  isTaken: false,
  takenCount: 0,
};

test('only people of both the jobs and the users may be written, up to the cap', () => {
  assert.deepEqual(judgeForPilot(pilot, sams, during), { may: 'go', isNew: true });
  for (const candidacy of [
    { jobId: 'b', sourcer: 'sam@x.example' },
    { jobId: 'a', sourcer: 'rita@x.example' },
    { jobId: 'a', sourcer: null },
  ])
    assert.equal(judgeForPilot(pilot, { ...sams, candidacies: [candidacy] }, during).may, 'wait');
  const full = judgeForPilot(pilot, { ...sams, takenCount: 2 }, during);
  assert.deepEqual(full, { may: 'wait', because: 'the pilot "Autumn" has its 2 people' });
  const known = { ...sams, isTaken: true, takenCount: 2 };
  assert.deepEqual(judgeForPilot(pilot, known, during), { may: 'go', isNew: false });
});

test('before it everything is written, after it those taken in, after a roll-back nothing', () => {
  const outside = { ...sams, candidacies: [] };
  assert.equal(judgeForPilot(pilot, outside, new Date(0)).may, 'go');
  assert.equal(pilotState(pilot, later), 'ended');
  assert.equal(judgeForPilot(pilot, sams, later).may, 'wait');
  assert.equal(judgeForPilot(pilot, { ...sams, isTaken: true }, later).may, 'go');
  const back: Pilot = { ...pilot, decided: 'rolled_back' };
  assert.equal(judgeForPilot(back, { ...sams, isTaken: true }, during).may, 'wait');
  for (const decided of ['widened', 'closed'] as const)
    assert.equal(judgeForPilot({ ...pilot, decided }, outside, during).may, 'go');
});
