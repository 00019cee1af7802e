// How much of each queue one process may take on: calls on the wire, and the few that wait for a slot.

import { newRound, type LaneRound } from './lanes.ts';

export interface RoomLimits {
  /** Turns at once per queue. Ten calls a second at a p99 of 1.6 s need 16. */
  inFlightMax: number;
  /** Of those not on the wire: whoever comes later and is urgent must not find a long line before the limiter. */
  waitingMax: number;
}

// Urgent work finds room where everything else fills the limits above.
const urgentExtra = { inFlight: 4, waiting: 2 } as const;

/** The room of one queue; a turn enters it with `begin` and leaves through what it got. */
export interface Room {
  /** How many more turns of this kind may begin now. */
  free(isUrgent: boolean): number;
  begin(): Stay;
  round: LaneRound;
}

export interface Stay {
  enter(phase: 'waiting' | 'wire'): void;
  leave(): void;
}

export interface Rooms {
  of(queueKey: string): Room;
  inFlightCount(): number;
}

/** `onRoom` is told whenever a turn made room for another. */
export function newRooms(limits: RoomLimits, onRoom: () => void): Rooms {
  const rooms = new Map<string, Room & { isEmpty(): boolean }>();
  let inFlight = 0;
  return {
    inFlightCount: () => inFlight,
    of(queueKey) {
      const known = rooms.get(queueKey);
      if (known !== undefined) return known;
      if (rooms.size >= roomsKeptMax) forgetEmpty(rooms);
      const room = newRoom(limits, (change) => {
        inFlight += change;
        if (change <= 0) onRoom();
      });
      rooms.set(queueKey, room);
      return room;
    },
  };
}

// A queue that nobody is in is forgotten when there are many: it costs only its place in the lane round.
const roomsKeptMax = 20_000;

function forgetEmpty(rooms: Map<string, { isEmpty(): boolean }>): void {
  for (const [queueKey, room] of rooms) if (room.isEmpty()) rooms.delete(queueKey);
}

function newRoom(
  limits: RoomLimits,
  onChange: (inFlightChange: number) => void,
): Room & { isEmpty(): boolean } {
  let inFlight = 0;
  let waiting = 0;
  return {
    round: newRound,
    isEmpty: () => inFlight === 0,
    free(isUrgent) {
      const inFlightMax = limits.inFlightMax + (isUrgent ? urgentExtra.inFlight : 0);
      const waitingMax = limits.waitingMax + (isUrgent ? urgentExtra.waiting : 0);
      return Math.max(0, Math.min(inFlightMax - inFlight, waitingMax - waiting));
    },
    begin() {
      let phase: 'waiting' | 'wire' | 'gone' = 'waiting';
      inFlight++;
      waiting++;
      onChange(1);
      return {
        enter(next) {
          if (phase === next || phase === 'gone') return;
          phase = next;
          waiting += next === 'waiting' ? 1 : -1;
          if (next === 'wire') onChange(0);
        },
        leave() {
          if (phase === 'gone') return;
          if (phase === 'waiting') waiting--;
          phase = 'gone';
          inFlight--;
          onChange(-1);
        },
      };
    },
  };
}
