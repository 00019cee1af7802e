import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { SimDatabase } from './database/sim-database.ts';
import { openWarm } from './run/open-warm.ts';
import { runSeed } from './run/run-seed.ts';
import { planOf, type Plan } from './world/plan.ts';

interface Regression {
  /** The rule that it broke once. */
  breaks: string;
  plan: Plan;
}

const folder = new URL('regressions/', import.meta.url).pathname;
const files = globSync('*.json', { cwd: folder }).toSorted();

describe('simulated worlds', () => {
  let database: SimDatabase;
  before(async () => {
    database = await openWarm();
  });
  after(async () => await database.close());

  test('there are worlds that failed once', () => assert(files.length > 0));

  for (const file of files) {
    const { breaks, plan } = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Regression;
    test(`${file} no longer breaks "${breaks.slice(0, 80)}"`, async () => {
      const result = await runSeed(database, plan);
      assert.deepEqual(result.violations, []);
    });
  }

  test('the same seed is the same run, statement by statement', async () => {
    for (const seed of [3, 10, 27]) {
      const first = await runSeed(database, planOf(seed));
      const second = await runSeed(database, planOf(seed));
      assert.equal(second.digest, first.digest);
      assert(first.commits > 50);
    }
  });
});
