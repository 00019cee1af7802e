// What came in: the last requests one by one, and counters over all of them.

export type LogEntry = {
  at: number;
  method: string;
  path: string;
  endpoint: string;
  status: number | null;
  credential: string | null;
  faults: string[];
};

export type Counters = {
  total: number;
  throttled: number;
  refused: number;
  failed: number;
  byEndpoint: Record<string, number>;
  byStatus: Record<string, number>;
  /** Creates by marker: more than one per marker is a duplicate. */
  creates: Record<string, number>;
};

export type RequestLog = {
  add(entry: LogEntry): void;
  countCreate(marker: string): void;
  entries(): LogEntry[];
  counters(): Counters;
  clear(): void;
};

const ENTRIES_MAX = 10_000;

/** A ring of entries; a status of null means that the client got no answer. */
export function createRequestLog(): RequestLog {
  let ring: LogEntry[] = [];
  let next = 0;
  let total = 0;
  const byEndpoint = new Map<string, number>();
  const byStatus = new Map<number | null, number>();
  const creates = new Map<string, number>();
  const count = <K>(map: Map<K, number>, key: K): void => {
    map.set(key, (map.get(key) ?? 0) + 1);
  };

  return {
    add: (entry) => {
      total += 1;
      count(byEndpoint, entry.endpoint);
      count(byStatus, entry.status);
      if (ring.length < ENTRIES_MAX) ring.push(entry);
      else ring[next % ENTRIES_MAX] = entry;
      next += 1;
    },
    countCreate: (marker) => count(creates, marker),
    entries: () => {
      if (ring.length < ENTRIES_MAX) return ring.slice();
      const cut = next % ENTRIES_MAX;
      return [...ring.slice(cut), ...ring.slice(0, cut)];
    },
    counters: () => {
      const sumWhere = (test: (status: number) => boolean): number => {
        let sum = 0;
        for (const [status, times] of byStatus) if (status !== null && test(status)) sum += times;
        return sum;
      };
      return {
        total,
        throttled: byStatus.get(429) ?? 0,
        refused: sumWhere((status) => status >= 400 && status < 500 && status !== 429),
        failed: sumWhere((status) => status >= 500) + (byStatus.get(null) ?? 0),
        byEndpoint: Object.fromEntries(byEndpoint),
        byStatus: Object.fromEntries(
          [...byStatus].map(([key, times]) => [String(key ?? 'none'), times]),
        ),
        creates: Object.fromEntries(creates),
      };
    },
    clear: () => {
      ring = [];
      next = 0;
      total = 0;
      byEndpoint.clear();
      byStatus.clear();
      creates.clear();
    },
  };
}
