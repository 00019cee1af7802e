// Which lane of a queue is served next: urgent lanes first, the others by deficit round robin, nobody starves.

/** Who goes first on one credential; a lower number is more urgent. */
export const lanes = {
  safety: 0,
  reply: 1,
  interactive: 2,
  timeline: 3,
  reconcile: 4,
  backfill: 5,
} as const;
export type Lane = (typeof lanes)[keyof typeof lanes];

export const allLanes: readonly Lane[] = [0, 1, 2, 3, 4, 5];

/** Calls per round while every lane has work: reconcile and backfill keep 5 % each of what is not urgent. */
export const laneShares = { 2: 7, 3: 2, 4: 0.5, 5: 0.5 } as const;

// After so many urgent picks in a row somebody else gets one, should urgent work ever arrive without end.
const urgentInARowMax = 9;

const urgentLanes = [0, 1] as const;
const sharedLanes = [2, 3, 4, 5] as const;

/** Where the round stands; a plain value, kept per queue by each process. */
export interface LaneRound {
  urgentInARow: number;
  /** Index into the lanes that share. */
  at: number;
  credits: readonly [number, number, number, number];
}

export const newRound: LaneRound = {
  urgentInARow: 0,
  at: 0,
  credits: [laneShares[2], 0, 0, 0],
};

/** May spend the spared tokens of the rate limit. */
export function isUrgentLane(lane: Lane): boolean {
  return lane <= 1;
}

/** Picks the lane of the next call, or null where no lane has work. */
export function nextLane(
  round: LaneRound,
  hasWork: (lane: Lane) => boolean,
): { lane: Lane; round: LaneRound } | null {
  const urgent = urgentLanes.find((lane) => hasWork(lane));
  const isSharedWaiting = sharedLanes.some((lane) => hasWork(lane));
  if (urgent !== undefined && (!isSharedWaiting || round.urgentInARow < urgentInARowMax)) {
    const urgentInARow = isSharedWaiting ? round.urgentInARow + 1 : 0;
    return { lane: urgent, round: { ...round, urgentInARow } };
  }
  if (!isSharedWaiting) return null;
  return nextShared(round, hasWork);
}

// Deficit round robin, each call costing one. An empty lane keeps no credit, so it cannot save up for a flood.
function nextShared(
  round: LaneRound,
  hasWork: (lane: Lane) => boolean,
): { lane: Lane; round: LaneRound } {
  const credits: [number, number, number, number] = [...round.credits];
  let { at } = round;
  // Every share is at least 1/2, so the second time round some lane with work has earned a whole call.
  for (let step = 0; step <= 3 * sharedLanes.length; step++) {
    const lane = sharedLanes[at]!;
    if (!hasWork(lane)) credits[at] = 0;
    else if (credits[at]! >= 1) {
      credits[at] = credits[at]! - 1;
      return { lane, round: { urgentInARow: 0, at, credits } };
    }
    at = (at + 1) % sharedLanes.length;
    credits[at] = credits[at]! + laneShares[sharedLanes[at]!];
  }
  throw new Error('This cannot happen: no lane earned a call in three rounds.');
}
