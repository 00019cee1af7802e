// The goals of the pace, held in shorter runs than the benchmark's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsBench } from './limits.ts';
import type { ScenarioResult } from './limits-simulation.ts';

test('the pace uses the limit and is not refused, alone, after it was lowered, and beside a neighbour', async () => {
  const lines: string[] = [];
  const report = (await limitsBench({ hours: 3, say: (line) => lines.push(line) })) as Record<
    string,
    ScenarioResult
  >;
  for (const name of ['sole', 'soleJittery', 'soleHalfBurst']) {
    const { utilisation, refusedPerThousand } = report[name]!;
    assert.ok(utilisation >= 0.995 && utilisation <= 1.001, `${name} used ${utilisation}`);
    assert.equal(refusedPerThousand, 0, name);
  }
  assert.ok(report['lowered']!.refusedPerThousand <= 5);
  assert.ok(report['lowered']!.utilisation >= 0.995);
  assert.ok(report['shared']!.utilisation >= 0.95);
  assert.ok(report['shared']!.refusedPerThousand <= 5);
  assert.ok(report['shared']!.neighbourRefusedShare <= 0.02);
  assert.equal(lines.length, 5);
});

test('the same run gives the same figures', async () => {
  const runs = await Promise.all([1, 2].map(async () => await limitsBench({ hours: 1, say() {} })));
  assert.deepEqual(runs[0], runs[1]);
});
