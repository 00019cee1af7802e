// One round of claiming: looks which queues have due work, and fills the room of each, lane by lane in fair order.

import type { Db } from '../db/connect.ts';
import { findDueQueues, type DueQueue } from './due-work.ts';
import { isUrgentLane, nextLane, type Lane } from './lanes.ts';
import type { Room, Rooms, Stay } from './rooms.ts';
import { claimWork, type ClaimedWork } from './work.ts';

export interface ClaimRound {
  epoch: number;
  kinds: readonly string[];
  rooms: Rooms;
  now: Date;
  leaseUntil: Date;
  begin(work: ClaimedWork, stay: Stay): void;
}

/** True where something was claimed; then another round may find more. */
export async function claimTurns(db: Db, round: ClaimRound): Promise<boolean> {
  const queues = await findDueQueues(db, round);
  let claimedCount = 0;
  for (const queue of queues) claimedCount += await claimFrom(db, { round, queue });
  return claimedCount > 0;
}

async function claimFrom(db: Db, from: { round: ClaimRound; queue: DueQueue }): Promise<number> {
  const { round, queue } = from;
  const room = round.rooms.of(queue.queueKey);
  let claimedCount = 0;
  for (const [lane, count] of choosePicks(room, queue.lanes)) {
    const { epoch, kinds, now, leaseUntil } = round;
    const claim = { epoch, kinds, now, leaseUntil, queueKey: queue.queueKey, lane, count };
    const claimed = await claimWork(db, claim);
    for (const work of claimed) round.begin(work, room.begin());
    claimedCount += claimed.length;
  }
  return claimedCount;
}

/** How many turns of which lane the room takes now; advances the room's round. */
export function choosePicks(room: Room, lanes: readonly Lane[]): Map<Lane, number> {
  const picks = new Map<Lane, number>();
  let pickedCount = 0;
  const mayTake = (lane: Lane): boolean =>
    lanes.includes(lane) && room.free(isUrgentLane(lane)) > pickedCount;
  for (let pick = nextLane(room.round, mayTake); pick !== null;) {
    room.round = pick.round;
    picks.set(pick.lane, (picks.get(pick.lane) ?? 0) + 1);
    pickedCount++;
    pick = nextLane(room.round, mayTake);
  }
  return picks;
}
