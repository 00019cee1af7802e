// Makes a failing plan smaller: leaves out faults and events, one after the other, as long as it still fails.

import type { SimDatabase } from '../database/sim-database.ts';
import type { Plan } from '../world/plan.ts';
import { runSeed } from './run-seed.ts';

/** The plan without these faults and events. */
export function planWithout(plan: Plan, names: readonly string[]): Plan {
  const faults = Object.fromEntries(
    Object.entries(plan.faults).filter(([name]) => !names.includes(name)),
  );
  return { ...plan, faults, events: plan.events.filter((event) => !names.includes(event.id)) };
}

const rulesOf = (violations: readonly string[]): Set<string> =>
  new Set(violations.map((violation) => violation.split(' ')[0]?.replace(/[^\w.]/gu, '') ?? ''));

/** What may be left out while one of the same rules is still broken. Tries each once, halves first. */
export async function minimise(
  database: SimDatabase,
  plan: Plan,
  triesMax = 120,
): Promise<{ without: string[]; violations: string[] }> {
  const first = await runSeed(database, plan);
  const rules = rulesOf(first.violations);
  let without: string[] = [];
  let violations = first.violations;
  const isStillBroken = async (names: string[]): Promise<boolean> => {
    const result = await runSeed(database, planWithout(plan, [...without, ...names]));
    const isSame = [...rulesOf(result.violations)].some((rule) => rules.has(rule));
    if (!isSame) return false;
    without = [...without, ...names];
    violations = result.violations;
    return true;
  };
  const all = [...Object.keys(plan.faults), ...plan.events.map((event) => event.id)];
  let groups: string[][] = [all.slice(0, all.length / 2), all.slice(all.length / 2)];
  for (let tries = 0; tries < triesMax; tries += 1) {
    const group = groups.shift();
    if (group === undefined) break;
    if (group.length === 0 || (await isStillBroken(group)) || group.length === 1) continue;
    const middle = Math.ceil(group.length / 2);
    groups = [...groups, group.slice(0, middle), group.slice(middle)];
  }
  return { without, violations };
}
