// Plays many seeds in several processes.

import type { Player } from './crew.ts';
import { startPlayer } from './crew.ts';
import { addReport, newTally, type Tally } from './tally.ts';

export interface SeedsToPlay {
  from: number;
  seeds: number;
  processes: number;
  /** Each so manieth seed is played twice. */
  twiceEvery: number;
  /** No new share is begun after this. */
  isTimeUp(): boolean;
  onProgress(tally: Tally): void;
}

const shareSize = 20;

/** Small shares, so that no process waits for a slow one at the end. */
export async function playSeeds(wish: SeedsToPlay): Promise<Tally> {
  const tally = newTally();
  let next = wish.from;
  const end = wish.from + wish.seeds;
  const work = async (player: Player): Promise<void> => {
    while (next < end && !wish.isTimeUp()) {
      const first = next;
      next = Math.min(end, next + shareSize);
      const seeds = Array.from({ length: next - first }, (_, at) => first + at);
      const assignment = { seeds, untilCaught: false, twiceEvery: wish.twiceEvery };
      await player.play(assignment, (report) => addReport(tally, report));
      wish.onProgress(tally);
    }
  };
  // The first one makes the database template that the others load.
  const players: Player[] = [await startPlayer()];
  try {
    for (let at = 1; at < wish.processes; at += 1) players.push(await startPlayer());
    await Promise.all(players.map(work));
  } finally {
    for (const player of players) player.end();
  }
  tally.failures.sort((one, other) => one.seed - other.seed);
  return tally;
}
