// Calls against a token bucket in simulated time: our pace with its slots, the other side's bucket, a jittery network.

import {
  afterRefusal,
  afterSuccess,
  freshPace,
  paceDefaults,
  takeSlot,
  type Pace,
} from '../src/engine/gcra.ts';

export interface Scenario {
  hours: number;
  /** The other side's bucket, in its own time. */
  bucket: { perSecond: number; burst: number };
  /** How much slower the other side's clock runs than ours, in parts per million. */
  clockErrorPpm?: number;
  /** From then on the other side quietly allows only so much. */
  lowered?: { fromHour: number; perSecond: number };
  /** Somebody else's calls on the same credential, at random. */
  neighbourPerSecond?: number;
  roundTripMs: { median: number; sigma: number };
  inFlightMax: number;
  waitingMax: number;
  seed: number;
}

export interface ScenarioResult {
  calls: number;
  /** Share of the tokens the other side handed out, by us and the neighbour together. */
  utilisation: number;
  refusedPerThousand: number;
  neighbourRefusedShare: number;
}

interface Counts {
  sent: number;
  accepted: number;
  refused: number;
  neighbourSent: number;
  neighbourRefused: number;
}

/** Runs a backlog that never ends through the pace of one credential. */
export function simulateLimits(scenario: Scenario): ScenarioResult {
  const endMs = scenario.hours * 3_600_000;
  const chance = seededChance(scenario.seed);
  const bucket = newBucket(scenario);
  const events = newEvents();
  const counts = { sent: 0, accepted: 0, refused: 0, neighbourSent: 0, neighbourRefused: 0 };
  const client = newClient({ scenario, chance, bucket, events, counts });
  client.askAt(0);
  startNeighbour({ scenario, chance, bucket, events, counts });
  for (let next = events.take(); next !== undefined && next.atMs <= endMs; next = events.take()) {
    next.run(next.atMs);
  }
  const usedByNeighbour = counts.neighbourSent - counts.neighbourRefused;
  return {
    calls: counts.sent,
    utilisation: (counts.accepted + usedByNeighbour) / bucket.handedOut(endMs),
    refusedPerThousand: (1_000 * counts.refused) / Math.max(1, counts.sent),
    neighbourRefusedShare: counts.neighbourRefused / Math.max(1, counts.neighbourSent),
  };
}

interface Parts {
  scenario: Scenario;
  chance: () => number;
  bucket: Bucket;
  events: Events;
  counts: Counts;
}

function newClient(parts: Parts): { askAt(ms: number): void } {
  const { scenario, chance, bucket, events, counts } = parts;
  let pace: Pace = freshPace(0, paceDefaults);
  let waiting = 0;
  let onWire = 0;
  let isAsking = false;

  const askAt = (ms: number): void => {
    if (isAsking || waiting >= scenario.waitingMax || waiting + onWire >= scenario.inFlightMax)
      return;
    isAsking = true;
    events.add(ms, ask);
  };
  const ask = (nowMs: number): void => {
    isAsking = false;
    const slot = takeSlot(pace, { nowMs, isUrgent: false });
    if (!slot.isReserved) {
      askAt(Math.ceil(slot.retryAtMs));
      return;
    }
    ({ pace } = slot);
    waiting++;
    // Timers are late by a little and now and then by a lot.
    events.add(Math.ceil(slot.sendAtMs) + exponential(chance, 2), send);
    askAt(nowMs);
  };
  const send = (nowMs: number): void => {
    waiting--;
    onWire++;
    counts.sent++;
    const roundTripMs = lognormal(chance, scenario.roundTripMs);
    events.add(nowMs + roundTripMs / 2, (arrivedMs) => {
      const isAccepted = bucket.take(arrivedMs);
      events.add(arrivedMs + roundTripMs / 2, (answeredMs) => answer(answeredMs, isAccepted));
    });
    askAt(nowMs);
  };
  const answer = (nowMs: number, isAccepted: boolean): void => {
    onWire--;
    if (isAccepted) counts.accepted++;
    else counts.refused++;
    pace = isAccepted ? afterSuccess(pace) : afterRefusal(pace, { nowMs });
    askAt(nowMs);
  };
  return { askAt };
}

function startNeighbour({ scenario, chance, bucket, events, counts }: Parts): void {
  const perSecond = scenario.neighbourPerSecond ?? 0;
  if (perSecond === 0) return;
  const call = (nowMs: number): void => {
    counts.neighbourSent++;
    if (!bucket.take(nowMs)) counts.neighbourRefused++;
    events.add(nowMs + exponential(chance, 1_000 / perSecond), call);
  };
  events.add(exponential(chance, 1_000 / perSecond), call);
}

interface Bucket {
  take(atMs: number): boolean;
  handedOut(untilMs: number): number;
}

function newBucket(scenario: Scenario): Bucket {
  const slowness = 1 - (scenario.clockErrorPpm ?? 0) / 1e6;
  const { burst } = scenario.bucket;
  const loweredMs = (scenario.lowered?.fromHour ?? Infinity) * 3_600_000;
  const rateAt = (ms: number): number =>
    (slowness * (ms >= loweredMs ? scenario.lowered!.perSecond : scenario.bucket.perSecond)) /
    1_000;
  let tokens = burst;
  let lastMs = 0;
  return {
    take(atMs) {
      tokens = Math.min(burst, tokens + (atMs - lastMs) * rateAt(atMs));
      lastMs = atMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    handedOut(untilMs) {
      const before = Math.min(untilMs, loweredMs);
      const after = untilMs - before;
      return burst + before * rateAt(0) + (after === 0 ? 0 : after * rateAt(untilMs));
    },
  };
}

interface Event {
  atMs: number;
  run(atMs: number): void;
}

interface Events {
  add(atMs: number, run: (atMs: number) => void): void;
  take(): Event | undefined;
}

// A binary heap by time.
function newEvents(): Events {
  const heap: Event[] = [];
  return {
    add(atMs, run) {
      heap.push({ atMs, run });
      for (let child = heap.length - 1; child > 0;) {
        const parent = (child - 1) >> 1;
        if (heap[parent]!.atMs <= heap[child]!.atMs) break;
        [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
        child = parent;
      }
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let parent = 0; ;) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) {
          if (child < heap.length && heap[child]!.atMs < heap[least]!.atMs) least = child;
        }
        if (least === parent) return first;
        [heap[parent], heap[least]] = [heap[least]!, heap[parent]!];
        parent = least;
      }
    },
  };
}

function exponential(chance: () => number, mean: number): number {
  return -mean * Math.log(1 - chance());
}

function lognormal(chance: () => number, of: { median: number; sigma: number }): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return of.median * Math.exp(of.sigma * normal);
}

// Mulberry32: small, and the same everywhere.
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
