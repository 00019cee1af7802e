// The projected sends of some people, laid out in whole weeks.
import type { Preview } from '../../api/sequences.ts';
import { dayOf } from '../../parts/day-words.ts';

export interface Send {
  at: Date;
  name: string;
  /** From 1. */
  place: number;
  channel: Preview['steps'][number]['channel'];
  zone: string | null;
}

export interface Day {
  day: string;
  sends: Send[];
}

const dayMs = 86_400_000;
const weeksMax = 12;

/** Every projected send of everybody, the earliest first. */
export function sendsOf(shown: readonly { name: string; preview: Preview }[]): Send[] {
  return shown
    .flatMap(({ name, preview }) =>
      preview.steps.flatMap(({ projectedAt, channel }, index) =>
        projectedAt === null
          ? []
          : [{ at: new Date(projectedAt), name, place: index + 1, channel, zone: preview.zone }],
      ),
    )
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** Weeks from the Monday of the first send to the Sunday of the last; at most twelve. */
export function weeksOf(sends: readonly Send[], zone: string): Day[][] {
  const [first] = sends;
  const last = sends.at(-1);
  if (first === undefined || last === undefined) return [];
  const byDay = Map.groupBy(sends, ({ at }) => dayOf(at, zone));
  // Noon of a day in UTC is that day: summer time moves no date here.
  const start = noonOf(dayOf(first.at, zone));
  const monday = start - ((new Date(start).getUTCDay() + 6) % 7) * dayMs;
  const end = noonOf(dayOf(last.at, zone));
  const weeks: Day[][] = [];
  for (let from = monday; from <= end && weeks.length < weeksMax; from += 7 * dayMs) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = dayOf(new Date(from + index * dayMs), 'UTC');
        return { day, sends: byDay.get(day) ?? [] };
      }),
    );
  }
  return weeks;
}

function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}
