// Reports planned touches in their order, repeats some as real tools do, and writes to nobody who is held.

import type { PlannedTouch, TouchBody } from './plan-touches.ts';

export interface PlayWish {
  touches: readonly PlannedTouch[];
  /** Touches per request. */
  batchSize: number;
  /** Every so many batches the one before is sent a second time; 0 for never. */
  repeatEvery: number;
  /** True where the outreach to that human was paused or stopped. */
  isHeld(humanKey: string): boolean;
  post(bodies: TouchBody[]): Promise<void>;
  /** Called after each batch: shows progress, sets the pace. */
  afterBatch(counts: PlayCounts): Promise<void>;
}

export interface PlayCounts {
  /** Touches that exist: each reported at least once. */
  reported: number;
  /** Reported a second time. */
  repeated: number;
  /** Not done and so not reported, because the human was held. */
  withheld: number;
}

/** Resolves when all touches are reported or withheld. Safe to run again: the ids stay the same. */
export async function playTouches(wish: PlayWish): Promise<PlayCounts> {
  const counts: PlayCounts = { reported: 0, repeated: 0, withheld: 0 };
  const done = new Set<string>();
  let batchCount = 0;
  for (let at = 0; at < wish.touches.length; at += wish.batchSize) {
    // Looked at as late as possible: a pause that came in a moment ago counts.
    const batch = wish.touches
      .slice(at, at + wish.batchSize)
      .filter((touch) => mayHappen(touch, { done, isHeld: wish.isHeld(touch.humanKey) }));
    counts.withheld += Math.min(wish.batchSize, wish.touches.length - at) - batch.length;
    if (batch.length === 0) continue;
    const bodies = batch.map((touch) => touch.body);
    await wish.post(bodies);
    counts.reported += bodies.length;
    batchCount += 1;
    if (wish.repeatEvery > 0 && batchCount % wish.repeatEvery === 0) {
      await wish.post(bodies);
      counts.repeated += bodies.length;
    }
    await wish.afterBatch({ ...counts });
  }
  return counts;
}

/** What was sent before a pause may still be opened or answered; nothing new is sent. */
function mayHappen(
  { humanKey, body }: PlannedTouch,
  { done, isHeld }: { done: Set<string>; isHeld: boolean },
): boolean {
  const message = `${humanKey} ${body.step ?? 0}`;
  if (!isHeld) {
    done.add(message);
    return true;
  }
  const isOfOurDoing = ['enrolled', 'sent', 'finished'].includes(body.kind);
  return !isOfOurDoing && done.has(message);
}
