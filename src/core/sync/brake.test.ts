import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideBrake, defaultBrakeLimits, readBrakeLimits } from './brake.ts';

const limits = { shareMax: 0.1, countFree: 20 };
const run = (changedCount: number, standingCount = 1000, confirmedCount: number | null = null) =>
  decideBrake({ changedCount, standingCount, confirmedCount }, limits);

describe('the mass-update brake', () => {
  it('lets a small run and a small share go', () => {
    assert.equal(run(0).decide, 'go');
    assert.equal(run(20, 20).decide, 'go');
    assert.equal(run(100).decide, 'go');
  });

  it('holds a run that changes more than the share, and says how much', () => {
    const decision = run(101);
    assert.equal(decision.decide, 'hold');
    assert.match(decision.because, /101 of 1000 records \(10\.1 %\)/);
  });

  it('lets go what an admin confirmed, but not what grew since', () => {
    assert.equal(run(500, 1000, 500).decide, 'go');
    assert.equal(run(501, 1000, 500).decide, 'hold');
  });

  it('limits are refused with what to change', () => {
    assert.deepEqual(readBrakeLimits(defaultBrakeLimits), { limits: defaultBrakeLimits });
    for (const wrong of [
      null,
      {},
      { shareMax: 2, countFree: 1 },
      { shareMax: Number.NaN, countFree: 1 },
      { shareMax: 0.1, countFree: -1 },
      { shareMax: 0.1, countFree: 1, x: 1 },
    ])
      assert.ok('problem' in readBrakeLimits(wrong));
  });
});
