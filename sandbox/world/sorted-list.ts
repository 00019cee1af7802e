// An ordered list in chunks: adding, removing and starting in the middle stay cheap at 200,000 rows,
// where one flat array would move megabytes for every write.

const CHUNK_MAX = 512;

/** Rows of type T kept in the order of their keys K. */
export type SortedList<K, T extends K> = {
  size(): number;
  add(item: T): void;
  delete(item: T): boolean;
  first(): T | undefined;
  /** Visits items at or after the probe (all when null) until the visitor returns false. */
  walk(probe: K | null, visit: (item: T) => boolean): void;
  /** How many items lie in [low, high]; null means open. */
  count(low: K | null, high: K | null): number;
  /** Replaces everything. */
  load(items: T[]): void;
};

export function sortedList<K, T extends K>(compare: (a: K, b: K) => number): SortedList<K, T> {
  let chunks: T[][] = [];
  let size = 0;

  const seek = (probe: K): Place => placeOf(chunks, probe, compare);

  return {
    size: () => size,
    add: (item) => {
      const [found, itemAt] = seek(item);
      size += 1;
      if (chunks.length === 0) {
        chunks.push([item]);
        return;
      }
      // Past the end goes into the last chunk.
      const chunkAt = Math.min(found, chunks.length - 1);
      const chunk = chunks[chunkAt] as T[];
      chunk.splice(found === chunkAt ? itemAt : chunk.length, 0, item);
      if (chunk.length > CHUNK_MAX) chunks.splice(chunkAt + 1, 0, chunk.splice(CHUNK_MAX / 2));
    },
    delete: (item) => {
      const [chunkAt, itemAt] = seek(item);
      const chunk = chunks[chunkAt];
      if (!chunk || chunk[itemAt] !== item) return false;
      chunk.splice(itemAt, 1);
      if (chunk.length === 0) chunks.splice(chunkAt, 1);
      size -= 1;
      return true;
    },
    first: () => chunks[0]?.[0],
    walk: (probe, visit) => {
      const [chunkAt, itemAt] = probe === null ? [0, 0] : seek(probe);
      let start = itemAt;
      for (let at = chunkAt; at < chunks.length; at += 1) {
        const chunk = chunks[at] as T[];
        for (let index = start; index < chunk.length; index += 1) {
          if (!visit(chunk[index] as T)) return;
        }
        start = 0;
      }
    },
    count: (low, high) => {
      const start = low === null ? 0 : before(chunks, seek(low));
      const end = high === null ? size : before(chunks, seek(high));
      return Math.max(0, end - start);
    },
    load: (items) => {
      const ordered = items.slice().sort(compare);
      chunks = [];
      for (let at = 0; at < ordered.length; at += CHUNK_MAX / 2) {
        chunks.push(ordered.slice(at, at + CHUNK_MAX / 2));
      }
      size = ordered.length;
    },
  };
}

type Place = readonly [chunk: number, item: number];

/** Position of the first item that is not before the probe. */
function placeOf<K, T extends K>(
  chunks: readonly T[][],
  probe: K,
  compare: (a: K, b: K) => number,
): Place {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const last = chunks[middle]?.at(-1);
    if (last !== undefined && compare(last, probe) < 0) low = middle + 1;
    else high = middle;
  }
  const chunk = chunks[low];
  if (!chunk) return [low, 0];
  let left = 0;
  let right = chunk.length;
  while (left < right) {
    const middle = (left + right) >>> 1;
    if (compare(chunk[middle] as T, probe) < 0) left = middle + 1;
    else right = middle;
  }
  return [low, left];
}

function before<T>(chunks: readonly T[][], [chunkAt, itemAt]: Place): number {
  let total = itemAt;
  for (let at = 0; at < chunkAt; at += 1) total += chunks[at]?.length ?? 0;
  return total;
}
