// All targets, each with its share of the cases.

import type { OpenedDatabase } from '../../src/db/connect.ts';
import { fileTargets } from './files.ts';
import { normalisingTargets } from './normalising.ts';
import { storedTargets } from './stored.ts';
import { structuredTargets } from './structured.ts';
import type { FuzzReport } from './target.ts';

export interface FuzzWish {
  /** Of all targets together. */
  cases: number;
  seed: number;
  /** Part of the names of the targets wanted; all where empty. */
  only: string;
  say(line: string): void;
}

/** Goes on after a fault, so that one run tells all. */
export async function runFuzz(opened: OpenedDatabase, wish: FuzzWish): Promise<FuzzReport[]> {
  const stored = await storedTargets(opened);
  try {
    const all = [...normalisingTargets, ...structuredTargets, ...fileTargets(), ...stored.targets];
    const chosen = all.filter((target) => target.name.includes(wish.only));
    const weights = chosen.reduce((sum, target) => sum + target.weight, 0);
    const reports: FuzzReport[] = [];
    for (const target of chosen) {
      const cases = Math.max(1, Math.round((wish.cases * target.weight) / weights));
      const report = await target.run({ cases, seed: wish.seed });
      reports.push(report);
      wish.say(
        `${report.target.padEnd(20)} ${String(report.cases).padStart(9)} cases ${String(report.casesPerSecond).padStart(8)}/s slowest ${report.slowestMs} ms${report.fault === null ? '' : ' FAULT'}`,
      );
    }
    return reports;
  } finally {
    await stored.close();
  }
}
