// What differs between two versions of rules, line by line, as a person reads it.
import { spaced } from '../../../parts/value-words.ts';

export interface Difference {
  at: string;
  before: string | null;
  after: string | null;
}

const depthMax = 8;

/** Only what differs; in the order of the later one. */
export function differences(before: unknown, after: unknown): Difference[] {
  const old = new Map(flat(before));
  const now = new Map(flat(after));
  const places = [...now.keys(), ...[...old.keys()].filter((at) => !now.has(at))];
  return places
    .filter((at) => old.get(at) !== now.get(at))
    .map((at) => ({ at, before: old.get(at) ?? null, after: now.get(at) ?? null }));
}

/** `{keys: [{kind: 'email'}]}` becomes `Keys › 1 › Kind: email`. */
function flat(value: unknown, path: readonly string[] = []): [string, string][] {
  const at = path.join(' › ');
  if (typeof value !== 'object' || value === null || path.length >= depthMax) {
    return path[0] === 'Version' ? [] : [[at, wordOf(value)]];
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return [[at, '']];
    if (value.every((each) => typeof each !== 'object')) {
      return [[at, value.map(wordOf).join(', ')]];
    }
    return value.flatMap((each, index) => flat(each, [...path, String(index + 1)]));
  }
  return Object.entries(value).flatMap(([name, part]) => flat(part, [...path, spaced(name)]));
}

function wordOf(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
