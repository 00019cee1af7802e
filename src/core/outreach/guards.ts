// Everything that must be true before a message may go, each with what was found. One that fails and nothing goes.

export const guardNames = [
  'switch',
  'person',
  'suppression',
  'hold',
  'enrollment',
  'sequence',
  'holdout',
  'duplicate',
  'basis',
  'country',
  'identity',
  'approval',
  'address',
  'lever',
  'token',
  'mailbox',
  'window',
  'quota',
] as const;
export type GuardName = (typeof guardNames)[number];

export type GuardValue = Readonly<Record<string, unknown>>;

export interface Guard {
  guard: GuardName;
  isPassed: boolean;
  /** One line; without personal values. */
  because: string;
  /** What was looked at: counts, versions, ids. */
  value?: GuardValue;
  /** Of a failed one that time heals: when to look again. */
  untilMs?: number;
}

/** A guard that holds. */
export function passed(guard: GuardName, because: string, value?: GuardValue): Guard {
  return { guard, isPassed: true, because, ...(value === undefined ? {} : { value }) };
}

/** A guard that does not hold; with `untilMs` where waiting helps. */
export function failed(
  guard: GuardName,
  because: string,
  more: { value?: GuardValue; untilMs?: number } = {},
): Guard {
  return { guard, isPassed: false, because, ...more };
}

/** The first that fails, in the order of the names: the reason worth telling. */
export function firstFailure(guards: readonly Guard[]): Guard | undefined {
  return guards
    .filter((each) => !each.isPassed)
    .toSorted((one, other) => guardNames.indexOf(one.guard) - guardNames.indexOf(other.guard))[0];
}

/** The latest time that the failures ask to wait for; null where one of them does not end by itself. */
export function waitUntil(guards: readonly Guard[]): number | null {
  const failures = guards.filter((each) => !each.isPassed);
  if (failures.length === 0 || failures.some((each) => each.untilMs === undefined)) return null;
  return Math.max(...failures.map((each) => each.untilMs ?? 0));
}
