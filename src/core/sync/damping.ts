// Stops a field from being changed back and forth for ever: after three flips in an hour it waits for a person.

export const flipsMax = 3;
export const flipWindowMs = 60 * 60_000;

/** One write of ours to a field, as the write journal knows it. */
export interface FieldWrite {
  atMs: number;
  /** Canonical text of what was written. */
  value: string;
  /** It replaced a value that somebody else had set. */
  isOverwrite: boolean;
}

/**
 * A flip is a write over somebody else's value, or a return to a value written before within the hour; going
 * forward through new values (in sequence, contacted, replied) is none. `writes` in any order.
 */
export function decideFreeze(
  writes: readonly FieldWrite[],
  nowMs: number,
): { isFrozen: boolean; because: string } {
  const recent = writes
    .filter((write) => write.atMs > nowMs - flipWindowMs && write.atMs <= nowMs)
    .sort((one, other) => one.atMs - other.atMs);
  const seen = new Set<string>();
  let flipCount = 0;
  for (const write of recent) {
    if (write.isOverwrite || seen.has(write.value)) flipCount += 1;
    seen.add(write.value);
  }
  if (flipCount < flipsMax) return { isFrozen: false, because: 'it is quiet' };
  return {
    isFrozen: true,
    because: `it changed back and forth ${flipCount} times within an hour`,
  };
}
